"""Four eyes: who may agree to what another person proposed."""

from datetime import UTC, datetime, timedelta

import pytest

from fairhold.trade.approval import Proposal, agree, digest_of, propose
from fairhold.trade.refusal import Refused
from fairhold.trade.who import Role, Who, is_same_person, natural_of
from trade.playing import CODES_SEEN

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANN = Who(Role.TREASURY, 0, "ann@house.example", "ann@house.example")
BEN = Who(Role.TREASURY, 0, "ben@house.example", "ben@house.example")
ANN_AS_OPERATOR = Who(Role.OPERATOR, 0, "ann.operator@house.example", "ann@house.example")
KEY = Who(Role.TREASURY, 0, "nightly", is_program=True)
WHAT = digest_of("return", 25_000_00, "USD")


def proposed(who: Who = ANN) -> Proposal:
    found = propose(WHAT, who, NOW, 48)
    assert isinstance(found, Proposal)
    return found


def code(given: Proposal | Refused | None) -> str:
    """The code of a refusal; an AssertionError if there is none."""
    assert isinstance(given, Refused)
    CODES_SEEN.add(given.code)
    return given.code


def test_another_person_agrees_within_the_time() -> None:
    proposal = proposed()
    assert (proposal.maker, proposal.until) == ("ann@house.example", NOW + timedelta(hours=48))
    assert agree(proposal, WHAT, BEN, NOW) is None
    assert agree(proposal, WHAT, BEN, NOW + timedelta(hours=48, microseconds=-1)) is None
    assert code(agree(proposal, WHAT, BEN, NOW + timedelta(hours=48))) == "proposal_expired"


@pytest.mark.parametrize(
    "checker",
    [
        ANN,
        ANN_AS_OPERATOR,
        Who(Role.TREASURY, 0, "Ann@House.example"),
        Who(Role.TREASURY, 0, "ann+second@house.example"),
    ],
)
def test_the_maker_does_not_agree_whatever_login_it_uses(checker: Who) -> None:
    """I11."""
    assert code(agree(proposed(), WHAT, checker, NOW)) == "second_person_needed"


def test_a_program_and_nobody_neither_propose_nor_agree() -> None:
    for who in (KEY, Who(Role.TREASURY)):
        assert code(propose(WHAT, who, NOW, 48)) == "person_missing"
        assert code(agree(proposed(), WHAT, who, NOW)) == "person_missing"


def test_only_what_was_proposed_is_agreed_to() -> None:
    other = digest_of("return", 25_000_01, "USD")
    assert code(agree(proposed(), other, BEN, NOW)) == "proposal_changed"
    assert code(agree(None, WHAT, BEN, NOW)) == "nothing_proposed"


def test_the_hash_depends_on_every_value_and_its_place_and_on_no_order_of_fields() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert len({digest_of("a", "b"), digest_of("b", "a"), digest_of("ab"), digest_of("a", "b", "")}) == 4


def test_case_space_and_a_plus_make_no_other_person() -> None:
    assert natural_of(" Ann  LEE ") == "ann lee"
    assert natural_of("Ann+pay+roll@House.example") == "ann@house.example"
    assert is_same_person("ann lee", "Ann Lee")
    assert not is_same_person("ann@house.example", "ann@other.example")
