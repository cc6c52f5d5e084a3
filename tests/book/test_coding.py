"""Coding: everything the core knows can be written in the book, with numbers that never change."""

from typing import get_args

from fairhold.book.coding import STAGES, STATES, actor, decode_profile, encode_profile, who
from fairhold.trade.order import Stage
from fairhold.trade.remittance import State
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.who import Role, Who


def test_every_stage_and_state_has_a_number_of_its_own() -> None:
    assert set(STAGES) == set(Stage)
    assert sorted(STAGES.values()) == list(range(16))
    assert set(STATES) == set(get_args(State))
    assert sorted(STATES.values()) == list(range(1, 15))


def test_an_actor_is_written_as_role_party_person() -> None:
    asker = Who(Role.SUPPLIER, 12, "sam:2")
    assert actor(asker) == "supplier:12:sam:2"
    assert who("supplier:12:sam:2") == asker


def test_a_profile_leaves_out_version_and_money() -> None:
    supplier = Supplier(id=5, version=9, opted_in=True, fault_marks=2, purses={"USD": Purse(limit=7)})
    assert decode_profile(encode_profile(supplier).decode()) == Supplier(id=5, opted_in=True, fault_marks=2)
