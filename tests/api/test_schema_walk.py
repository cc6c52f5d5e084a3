"""Requests made up from the OpenAPI document: whatever comes, the answer is one that the document names."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from api.marketplace import Marketplace
from fairhold.api import openapi

DOCUMENTED = (
    "/v1/orders",
    "/v1/askings",
    "/v1/events",
    "/v1/parties",
    "/v1/orders/{id}/ship",
    "/v1/orders/{id}/propose",
    "/v1/orders/{id}/evidence",
    "/v1/orders/{id}/uploads/{upload}",
    "/v1/orders/{id}/evidence/{sha256}",
    "/v1/orders/{id}/custody",
    "/v1/evidence/heads",
)


schema = schemathesis.openapi.from_dict(openapi.document()).include(path=list(DOCUMENTED))


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_names(case: Case, place: Marketplace) -> None:
    """The status is documented, nothing is a server error, and a problem has its code."""
    given: dict[str, Any] = case.as_transport_kwargs(base_url="http://fairhold.test")
    headers = {name: str(value).encode("latin-1", "replace") for name, value in given["headers"].items()}
    headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    headers["authorization"] = f"Bearer {place.buyer.key}".encode()
    body = {"content": given["data"]} if isinstance(given.get("data"), bytes | str) else {"json": given.get("json")}
    sent = body if "json" not in body or "json" in given else {}
    answer = place.client.request(given["method"], given["url"], headers=headers, params=given.get("params"), **sent)
    named = case.operation.definition.raw["responses"]
    assert str(answer.status_code) in named, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code < 500


def test_the_walk_covers_paths_that_exist(place: Marketplace) -> None:
    paths = place.client.request("GET", "/openapi.json").json()["paths"]
    assert set(DOCUMENTED) <= set(paths)
