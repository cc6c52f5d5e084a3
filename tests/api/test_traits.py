"""What a company is known by over the API: put in full by the operator, kept as hashes, counted for staff (O50)."""

import psycopg
import pytest

from api.marketplace import Marketplace, done
from fairhold.limit.traits import TRAITS_MAX
from fairhold.trade import ids

PHONE = {"kind": "phone", "value": "+86 755 1234 5678"}
DEVICE = {"kind": "device", "value": "a1b2"}


def path(fresh: Marketplace, party: int) -> str:
    return f"/v1/parties/{ids.to_text(ids.PARTY_PREFIX, party)}/traits"


def kinds(answer: dict[str, list[dict[str, object]]]) -> list[tuple[object, object]]:
    return [(one["kind"], one["shared_by"]) for one in answer["data"]]


def test_traits_are_put_in_full_and_only_hashes_are_kept(fresh: Marketplace) -> None:
    buyer, supplier = path(fresh, fresh.market.buyers[0]), path(fresh, fresh.market.suppliers[0])
    assert done(fresh.compliance.get(buyer)) == {"data": []}
    assert kinds(done(fresh.operator.post(buyer, {"traits": [PHONE, DEVICE, PHONE]}))) == [("device", 0), ("phone", 0)]
    done(fresh.operator.post(supplier, {"traits": [{"kind": "phone", "value": "0086 (755) 1234-5678"}]}))
    assert kinds(done(fresh.compliance.get(buyer))) == [("device", 0), ("phone", 1)]
    with psycopg.connect(fresh.url) as connection:
        rows = connection.execute("SELECT party_traits::text FROM party_traits").fetchall()
    assert len(rows) == 3
    assert not any("755" in row[0] or "a1b2" in row[0] for row in rows)
    assert done(fresh.operator.post(buyer, {"traits": []})) == {"data": []}
    assert kinds(done(fresh.auditor.get(supplier))) == [("phone", 0)]


@pytest.mark.parametrize(
    ("traits", "pointer"),
    [
        ([PHONE, {"kind": "phone", "value": "0755 1234"}], "/traits/1/value"),
        ([{"kind": "shoe", "value": "44"}], "/traits/0/kind"),
        ([{"kind": "device", "value": ""}], "/traits/0/value"),
        ([{"kind": "device", "value": "x" * 301}], "/traits/0/value"),
        ([DEVICE] * (TRAITS_MAX + 1), "/traits"),
        ([{**DEVICE, "more": 1}], "/traits/0/more"),
    ],
)
def test_what_is_no_trait_changes_nothing(fresh: Marketplace, traits: list[dict[str, str]], pointer: str) -> None:
    here = path(fresh, fresh.market.buyers[0])
    done(fresh.operator.post(here, {"traits": [DEVICE]}))
    refused = done(fresh.operator.post(here, {"traits": traits}), 400)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("malformed", pointer)
    assert kinds(done(fresh.operator.get(here))) == [("device", 0)]


def test_only_the_operator_puts_them_and_only_staff_reads(place: Marketplace) -> None:
    here = path(place, place.market.buyers[0])
    for who in (place.buyer, place.supplier, place.treasury, place.compliance):
        assert done(who.post(here, {"traits": []}), 403)["code"] == "role_not_allowed"
    for who in (place.buyer, place.supplier):
        assert done(who.get(here), 403)["code"] == "role_not_allowed"
    assert done(place.operator.get(path(place, 4_097)), 404)["code"] == "unknown_party"
    assert done(place.operator.post(path(place, 4_097), {"traits": []}), 404)["code"] == "unknown_party"
