"""Every other way to pay: not protected, and it says so (S38, S39, A14, SC21).

Money sent like that never counts as received and never enters the covered amount; the rest of the order keeps its
protection. The names below only get a clearer sentence; a name that stands nowhere is not protected either.
"""

from typing import Final

from fairhold.rails.shape import Objection, object_to

CALLED: Final = {
    "paypal": "PayPal is not accepted",
    "crypto": "Crypto-currency is not accepted",
    "bitcoin": "Crypto-currency is not accepted",
    "usdt": "Crypto-currency is not accepted",
    "cash": "Cash is not accepted",
    "cheque": "Cheques are not accepted",
    "check": "Cheques are not accepted",
    "moneygram": "MoneyGram is not accepted",
    "alipay": "Alipay is not accepted",
    "wechat_pay": "WeChat Pay is not accepted",
    "supplier_account": "An account of the supplier is not the order's account",
    "private_account": "A private account is not the order's account",
    "personal_account": "A private account is not the order's account",
    "gift_card": "Gift cards are not accepted",
}
"""What is asked for most often, and the sentence it gets."""

EFFECT: Final = "What is paid like that never counts as received and is not protected."


def objection(name: str) -> Objection:
    """The answer to anybody who wants to pay by something that is no rail."""
    said = CALLED.get(name, f"{name.replace('_', ' ')!r} is no rail of this marketplace")
    return object_to(
        "rail_not_protected", "S38" if name not in _ACCOUNTS else "S39", f"{said}. {EFFECT}", "Use an eligible rail."
    )


_ACCOUNTS: Final = frozenset(name for name in CALLED if name.endswith("_account"))
