"""What companies are known by: normal forms that are compared, and only as keyed hashes (O50, standards 6.2)."""

from typing import get_args

import pytest

from fairhold.limit.traits import VALUE_CHARACTERS_MAX, digest, reason_of
from fairhold.trade.link import LINK_REASONS, TraitKind

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("address", "18 Gongye Road, Yiwu, Zhejiang", "ZHEJIANG Yiwu; Gongye rd. No. 18"),
        ("address", "广东省深圳市南山区科技路10号", "广东省 深圳市 南山区 科技路 10号"),
        ("address", "Bldg B12, Keji Road\nShenzhen", "Building B 12, Keji Rd, Shenzhen"),
        ("phone", "+49 (0)89 123456", "+49 89 123456"),
        ("address", "Rue de l'Église 4, 1000 Genève", "rue de l’eglise 4 1000 GENEVE"),
        ("phone", "+86 755-1234 5678", "0086 (755) 12345678"),
        ("phone", "+１ 202 555 0199", "+1.202.555.0199"),
        ("email", "Sales+eu@Sun-Works.Example", "sales@sun-works.example"),
        ("ip", "2001:db9:1:2:3::9", "2001:db9:1:2::1"),
        ("device", " a1b2 ", "a1b2"),
        ("owner", "CN-91330782", "CN-91330782"),
    ],
)
def test_what_is_the_same_has_the_same_hash(kind: TraitKind, one: str, other: str) -> None:
    assert digest(kind, one, KEY) == digest(kind, other, KEY)
    assert len(digest(kind, one, KEY)) == 32
    assert digest(kind, one, KEY) != digest(kind, one, b"another key" * 3)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("address", "18 Gongye Road, Yiwu", "19 Gongye Road, Yiwu"),
        ("address", "广东省深圳市南山区科技路10号", "广东省深圳市南山区科技路11号"),
        ("phone", "+86 755 1234 5678", "+86 755 1234 5679"),
        ("email", "sales@sun.example", "sales@moon.example"),
        ("device", "a1b2", "A1B2"),
        ("ip", "8.8.8.8", "8.8.4.4"),
    ],
)
def test_what_differs_has_another_hash(kind: TraitKind, one: str, other: str) -> None:
    assert digest(kind, one, KEY) != digest(kind, other, KEY)


def test_a_kind_has_hashes_of_its_own_but_goods_may_go_to_where_somebody_sits() -> None:
    assert digest("device", "a1b2", KEY) != digest("card", "a1b2", KEY)
    place = "Sun Works, 18 Gongye Road, Yiwu"
    assert digest("address", place, KEY) == digest("consignee", place, KEY)
    assert reason_of("address", "consignee") == reason_of("consignee", "consignee") == "same_consignee"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("address", "Yiwu"),
        ("address", "Gongye Road Yiwu China"),
        ("consignee", ""),
        ("phone", "0755 1234 5678"),
        ("phone", "+86"),
        ("phone", "+" + "9" * 16),
        ("phone", "+86 755 CALL ME"),
        ("email", "sales"),
        ("email", "a@b@example.com"),
        ("email", "@example.com"),
        ("email", "sa les@example.com"),
        ("ip", "192.168.1.7"),
        ("ip", "8.8.8"),
        ("device", " "),
        ("device", "\x00\x01"),
        ("device", "\udc80"),
        ("email", "a\x00b@example.com"),
        ("email", "a@."),
        ("email", "+tag@example.com"),
        ("owner", "x" * (VALUE_CHARACTERS_MAX + 1)),
    ],
)
def test_what_is_no_such_trait_is_refused_in_words(kind: TraitKind, value: str) -> None:
    with pytest.raises(ValueError, match=r"^[a-z]"):
        digest(kind, value, KEY)


def test_every_kind_is_a_reason_of_its_own() -> None:
    assert {reason_of(kind, kind) for kind in get_args(TraitKind)} == {
        reason for reason in LINK_REASONS if reason not in ("same_person", "same_account", "money_cycle", "reported")
    }
