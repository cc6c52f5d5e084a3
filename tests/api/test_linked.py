"""Related buyers over the API: staff that looks at them reads why and what waits, by state (O50, standards 6.2)."""

from api.marketplace import Marketplace, done
from fairhold.trade import ids


def test_those_who_look_at_links_read_them_by_state(fresh: Marketplace) -> None:
    supplier = ids.to_text(ids.SUPPLIER_PREFIX, fresh.market.suppliers[0])
    buyer = ids.to_text(ids.PARTY_PREFIX, fresh.market.buyers[0])
    assert done(fresh.compliance.get("/v1/links")) == {"data": [], "next_cursor": None, "has_more": False}
    said = {"buyer": buyer, "reasons": ["same_account"]}
    done(fresh.compliance.post(f"/v1/suppliers/{supplier}/note-link", said))
    (found,) = done(fresh.auditor.get("/v1/links"))["data"]
    assert (found["supplier"], found["buyer"], found["state"]) == (supplier, buyer, "suspected")
    assert (found["reasons"], found["is_strong"], found["group"], found["waits"]) == (["same_account"], True, 1, [])
    assert done(fresh.operator.get("/v1/links", state="suspected,confirmed"))["data"] == [found]
    assert done(fresh.operator.get("/v1/links", state="cleared"))["data"] == []
    assert done(fresh.operator.get("/v1/links", state="odd"), 400)["errors"][0]["parameter"] == "state"


def test_nobody_else_reads_them(place: Marketplace) -> None:
    for who in (place.buyer, place.supplier, place.treasury, place.bank):
        assert done(who.get("/v1/links"), 403)["code"] == "role_not_allowed"
