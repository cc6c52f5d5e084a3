"""What protection would cost a supplier, by its limit and by the policy (S2, S15, PP20)."""

import msgspec

from fairhold.reading.cost import Asked, protection
from fairhold.trade.money import Money
from fairhold.trade.policy import PRESETS
from fairhold.trade.profile import Profile
from fairhold.trade.supplier import Purse, Supplier

POLICY = PRESETS["seed"]
STRICT = msgspec.structs.replace(PRESETS["strict_buyer"], service_fee_supplier_bp=100)
ASKED = Asked(order_value=5_000_000, initial_value=1_500_000, making_days=30, way_days=35, rate_bp=1_200)
SUPPLIER = Supplier(id=4_099, profile=Profile(surcharge_bp=250), purses={"USD": Purse(limit=3_000_000)})


def test_an_order_above_the_free_limit_waits_until_receipt() -> None:
    """S15: 147.95 + 172.60 + 402.74; the surcharge brings 1,250."""
    found = protection(SUPPLIER, POLICY, ASKED)
    assert (found.free, found.is_early) == (Money("3000000", "USD"), False)
    assert found.now == found.above
    assert found.now.together == Money("72329", "USD")
    assert found.inside.together == Money("14795", "USD")
    assert (found.now.share, found.asked, found.brings) == ("1.45 %", "2.5 %", Money("125000", "USD"))


def test_what_the_limit_does_not_cover_waits_longer_where_the_policy_says_so() -> None:
    """SC3: 20,000 of it for 30 days more; and a fee of one per cent."""
    found = protection(SUPPLIER, STRICT, ASKED)
    assert found.now.waits[-1].amount == Money("2000000", "USD")
    assert found.now.waits[-1].days == STRICT.claim_days_after_auto_confirm == 30
    assert found.above.waits[-1].amount == Money("5000000", "USD")
    assert found.now.fee == Money("50000", "USD")


def test_inside_the_free_limit_it_goes_out_early_unless_the_policy_never_does() -> None:
    """SC4."""
    wide = msgspec.structs.replace(SUPPLIER, purses={"USD": Purse(limit=5_000_000)})
    found = protection(wide, POLICY, ASKED)
    assert found.is_early
    assert found.now == found.inside
    never = msgspec.structs.replace(POLICY, early_release="never")
    assert not protection(wide, never, ASKED).is_early
    assert protection(wide, never, ASKED).now.together == Money("72329", "USD")


def test_an_initial_payment_above_the_price_is_the_price() -> None:
    whole = msgspec.structs.replace(ASKED, initial_value=9_000_000)
    assert protection(SUPPLIER, POLICY, whole).now.waits[0].amount == Money("5000000", "USD")
