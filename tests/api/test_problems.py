"""The table of problems: every code of the program has a status, a title and a remedy."""

import msgspec
import pytest

from fairhold.api.problems import EDGE, REMEDIES, STATUS, TITLES, Fault, malformed, problem
from fairhold.bank.fault import ERRORS
from fairhold.evidence.fault import FAULTS
from fairhold.lint.ways.fault import ERRORS as LINT_ERRORS
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.refusal import REFUSALS, Refused


def test_every_code_has_a_status_a_title_and_a_remedy_and_there_is_no_other() -> None:
    every = {*REFUSALS, *EDGE, *ERRORS, *FAULTS, *LINT_ERRORS}
    assert set(STATUS) == every
    assert set(TITLES) == every
    assert set(REMEDIES) == every
    assert len(every) == len(REFUSALS) + len(EDGE) + len(ERRORS) + len(FAULTS) + len(LINT_ERRORS)


def test_statuses_are_those_that_the_interface_promises() -> None:
    assert set(STATUS.values()) == {400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503}


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        (b'{"contract":{"total":{"amount":5}}}', "/contract/total/amount", "Expected `str`, got `int`."),
        (
            b'{"contract":{"lines":[{}]}}',
            "/contract/lines/0/description",
            "Object missing required field `description`.",
        ),
        (b'{"a/b":1}', "/a~1b", "Object contains unknown field `a/b`."),
        (b"{", "", "Input data was truncated."),
    ],
)
def test_the_path_of_a_fault_becomes_a_json_pointer(body: bytes, pointer: str, said: str) -> None:
    with pytest.raises(msgspec.MsgspecError) as fault:
        msgspec.json.decode(body, type=CreateDraft)
    wrong = malformed(fault.value)
    assert wrong.errors == (Fault(said, pointer=pointer),)
    assert malformed(fault.value, "/askings/3").errors[0].pointer == "/askings/3" + pointer


def test_what_is_empty_is_left_out() -> None:
    refused = Refused("no_hold", "There is none.", "T52")
    assert msgspec.to_builtins(problem(refused, "req_1")) == {
        "type": "/v1/problems/no-hold",
        "title": "No hold",
        "status": 409,
        "detail": "There is none.",
        "code": "no_hold",
        "request_id": "req_1",
        "rule": "T52",
    }
