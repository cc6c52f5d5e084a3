"""What the book shows about related companies is noted before a limit is computed (O50, standards 6.2)."""

import pytest

from cashier.test_limits import complete, released
from cashier.till import BUYER, SUPPLIER_ID, Till
from fairhold.book import persons, readings, traits
from fairhold.book.coding import decode_event
from fairhold.book.persons import Person
from fairhold.book.reference import publish_policy, read_reference
from fairhold.book.streams import load_events
from fairhold.cashier.limits import Assessed, assess_after_orders
from fairhold.limit.again import again
from fairhold.limit.traits import digest
from fairhold.reading.cursor import CursorInvalid, Cursors
from fairhold.reading.links import LinkShown, list_links
from fairhold.trade import ids
from fairhold.trade.link import Link, TraitKind
from fairhold.trade.linking import ClearLink, NoteLink
from fairhold.trade.policy import LimitModel, Policy
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.who import Role, Who

CORA, CARL = Who(Role.COMPLIANCE, 0, "cora"), Who(Role.COMPLIANCE, 0, "carl")
RELATED = ids.to_text(ids.PARTY_PREFIX, BUYER.party)


def read_links(till: Till, who: Who) -> tuple[LinkShown, ...]:
    return list_links(till.connection, who, Cursors(b"tests, at least sixteen")).data


def log_in(till: Till, number: int, party: int, role: Role, human: str) -> None:
    email = f"{role}@example.com"
    persons.add(till.connection, Person(number, email, "Ann", role, party, human=human), "no hash", till.now)
    till.connection.commit()


def test_one_natural_person_behind_both_sides_is_noted_and_the_order_counts_nothing(till: Till) -> None:
    """SC48 counts 15,000 + 0.25 x 80,000 = 35,000; related, only the base is left."""
    released(till)
    log_in(till, 1, SUPPLIER_ID, Role.SUPPLIER, "ann@example.com")
    log_in(till, 2, BUYER.party, Role.BUYER, "ann@example.com")
    complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 1_500_000)]
    assert till.supplier.links == (Link(BUYER.party, "suspected", ("same_person",)),)
    till.proved()


def test_two_persons_clear_a_link_and_the_limit_follows_at_once(till: Till) -> None:
    """From 15,000 towards 35,000, under the cap on growth: half more, rounded down to 1,000."""
    released(till)
    till.done(SUPPLIER_ID, NoteLink(buyer=RELATED, reasons=("reported",)), CORA)
    complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 1_500_000)]
    till.done(SUPPLIER_ID, ClearLink(buyer=RELATED, reason="namesakes"), CORA)
    (shown,) = read_links(till, CORA)
    assert (shown.buyer, shown.state, shown.group, shown.is_strong) == (RELATED, "suspected", 1, False)
    assert [(one.kind, one.reason) for one in shown.waits] == [("clear_link", "namesakes")]
    assert assess_after_orders(till.desk, till.connection, till.now) == []
    till.done(SUPPLIER_ID, AgreeMeasure(digest=till.supplier.pending[0].proposal.digest), CARL)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 2_200_000)]
    (shown,) = read_links(till, CARL)
    assert (shown.state, shown.group, shown.waits) == ("cleared", 0, ())
    assert read_links(till, BUYER) == ()
    till.proved()


@pytest.mark.parametrize("model", ["rulebook", "bounded"])
def test_limits_before_and_after_a_link_was_cleared_come_out_again_of_the_stream(till: Till, model: LimitModel) -> None:
    """A past limit is computed with the links of its day, under both models."""
    publish_policy(till.connection, model, Policy(limit_model=model, limit_g_reserve_bp=375), till.now)
    released(till)
    complete(till)
    till.done(SUPPLIER_ID, NoteLink(buyer=RELATED, reasons=("reported",)), CORA)
    assess_after_orders(till.desk, till.connection, till.now)
    till.done(SUPPLIER_ID, ClearLink(buyer=RELATED, reason="namesakes"), CORA)
    till.done(SUPPLIER_ID, AgreeMeasure(digest=till.supplier.pending[0].proposal.digest), CARL)
    assess_after_orders(till.desk, till.connection, till.now)
    policies = read_reference(till.connection).policies
    assert policies is not None
    events = [decode_event(one.kind, one.body) for one in load_events(till.connection, SUPPLIER_ID)]
    before, after = again(SUPPLIER_ID, events, policies)
    assert (before.is_same, after.is_same) == (True, True)
    assert (before.recorded.model, after.recorded.model) == (model, model)
    assert before.recorded.raw < after.recorded.raw


def test_an_order_that_was_paid_from_the_suppliers_own_account_is_seen(till: Till) -> None:
    complete(till)
    paid_from = till.connection.execute(
        "SELECT body::jsonb -> 'payer' ->> 'account' FROM events WHERE kind = 'payment.received'"
    ).fetchone()
    assert paid_from is not None
    asked = (till.connection, SUPPLIER_ID, paid_from[0], [BUYER.party, 5])
    assert readings.same_accounts(*asked) == [BUYER.party]
    assert readings.same_accounts(till.connection, SUPPLIER_ID, "GB33BUKB20201555555555", [BUYER.party]) == []


def test_who_bought_is_read_once_for_each_pair(till: Till) -> None:
    complete(till)
    complete(till)
    assert readings.sales(till.connection, [SUPPLIER_ID, BUYER.party], 10) == [(SUPPLIER_ID, BUYER.party)]


@pytest.mark.parametrize(
    ("ours", "theirs", "reason", "strong"),
    [
        (("phone", "+86 755 1234 5678"), ("phone", "0086 755 12345678"), "same_phone", False),
        (("address", "Sun Works, 18 Gongye Road"), ("consignee", "sun works 18 gongye road"), "same_consignee", False),
        (("device", "a1b2"), ("device", "a1b2"), "same_device", True),
    ],
)
def test_what_buyer_and_supplier_are_both_known_by_is_noted(
    till: Till, ours: tuple[TraitKind, str], theirs: tuple[TraitKind, str], reason: str, strong: bool
) -> None:
    """Standards 6.2: and its orders weigh nothing under the rulebook's model until people looked."""
    known_by(till, SUPPLIER_ID, *ours)
    known_by(till, BUYER.party, *theirs)
    released(till)
    complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 1_500_000)]
    (shown,) = read_links(till, CORA)
    assert (shown.buyer, shown.state, shown.reasons, shown.is_strong) == (RELATED, "suspected", (reason,), strong)
    till.proved()


def test_what_too_many_companies_are_known_by_says_nothing(till: Till) -> None:
    """`limit_trait_parties_max`: six companies in one office tower are six companies."""
    office = ("address", "Tower 1, 88 Century Avenue, Shanghai")
    for number in (SUPPLIER_ID, BUYER.party, *range(9_001, 9_005)):
        known_by(till, number, *office)
    released(till)
    complete(till)
    assess_after_orders(till.desk, till.connection, till.now)
    assert read_links(till, CORA) == ()
    assert [one.shared_by for one in traits.of(till.connection, SUPPLIER_ID)] == [5]
    traits.put(till.connection, 9_001, (), till.now)
    assert [one.shared_by for one in traits.of(till.connection, SUPPLIER_ID)] == [4]
    found = traits.shared(till.connection, SUPPLIER_ID, [BUYER.party], 5)
    assert found == [(BUYER.party, "address", "address")]


def known_by(till: Till, party: int, kind: TraitKind, value: str) -> None:
    traits.put(till.connection, party, [(kind, digest(kind, value, b"secret"))], till.now)


def test_links_are_read_by_state_page_by_page(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the supplier's number; a cursor goes on behind the last one, and belongs to its states."""
    monkeypatch.setattr("fairhold.reading.links.LINKS_PAGE_SUPPLIERS", 2)
    cursors = Cursors(b"page by page, sixteen bytes")
    suppliers = [SUPPLIER_ID + 4_096 * n for n in range(3)]
    for number in suppliers:
        till.done(number, NoteLink(buyer=RELATED, reasons=("reported",)), CORA)
    first = list_links(till.connection, CORA, cursors, states=("suspected",))
    assert [one.supplier for one in first.data] == [ids.to_text(ids.SUPPLIER_PREFIX, one) for one in suppliers[:2]]
    assert first.next_cursor is not None
    second = list_links(till.connection, CORA, cursors, states=("suspected",), cursor=first.next_cursor)
    assert [one.supplier for one in second.data] == [ids.to_text(ids.SUPPLIER_PREFIX, suppliers[2])]
    assert (second.next_cursor, second.has_more) == (None, False)
    assert list_links(till.connection, CORA, cursors, states=("confirmed", "cleared")).data == ()
    with pytest.raises(CursorInvalid):
        list_links(till.connection, CORA, cursors, states=("cleared",), cursor=first.next_cursor)
