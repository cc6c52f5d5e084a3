"""The OpenAPI document: committed as derived, valid, and complete."""

import json
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from fairhold.api import openapi
from fairhold.api.bodies import VERBS, AskingBody, BulkBody
from fairhold.api.openapi import EXAMPLES
from fairhold.api.operating import AdvanceBody, ClockBody, PartyBody
from fairhold.api.problems import STATUS
from fairhold.api.quoting import QuoteBody
from fairhold.lint.draft import Draft
from fairhold.safe.giving import Reason
from fairhold.safe.taking import Wanted
from fairhold.trade.table import COMMANDS, RULES
from write_openapi import PAGES, REFERENCE


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_the_derived_one(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == PAGES[name](), "run tools/write_openapi.py"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REFERENCE / "openapi.json").read_text("utf-8"))
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_command_has_its_path(document: dict[str, Any]) -> None:
    tags = {"order": "orders", "supplier": "suppliers", "remittance": "remittances"}
    wanted = {
        f"/v1/{tags[stream]}/{{id}}/{verb}"
        for stream, verbs in VERBS.items()
        for verb, command in verbs.items()
        if not command.begins
    }
    assert wanted <= set(document["paths"])
    begin = {
        way["operationId"] for path in ("/v1/orders", "/v1/remittances") for way in document["paths"][path].values()
    }
    assert {"create_draft", "report_misdirected"} <= begin
    assert len(wanted) == len(RULES) - 2


def test_every_operation_says_who_when_and_what_may_go_wrong(document: dict[str, Any]) -> None:
    for path, ways in document["paths"].items():
        for operation in ways.values():
            assert operation["summary"], path
            assert operation["x-roles"], path
            assert operation["x-stages"], path
            assert set(operation["x-problems"]) <= set(STATUS), path
            assert all(isinstance(said["description"], str) for said in operation["responses"].values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_read(name: str) -> None:
    body = msgspec.json.encode(EXAMPLES[name])
    others = {
        "ask_many": BulkBody,
        "register_party": PartyBody,
        "make_test_clock": ClockBody,
        "quote": QuoteBody,
        "lint": Draft,
        "announce_evidence": Wanted,
        "erase_evidence": Reason,
    }
    kind = COMMANDS.get(name) or others.get(name) or AdvanceBody
    read = msgspec.json.decode(body, type=kind)
    if isinstance(read, BulkBody):
        assert all(msgspec.json.decode(raw, type=AskingBody) for raw in read.askings)


def test_the_document_is_derived_without_the_server() -> None:
    assert openapi.document()["openapi"] == "3.1.0"
