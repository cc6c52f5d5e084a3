"""Related buyers of a supplier (O50, standards 6.2): noted at once, confirmed or cleared by two persons."""

import pytest

from fairhold.trade import ids
from fairhold.trade.link import Link
from fairhold.trade.linking import LINKS_MAX, ClearLink, ConfirmLink, NoteLink
from fairhold.trade.who import CLOCK
from trade.playing import BUYER, BUYER_ID, FIRST_OFFICER, OPERATOR, SECOND_OFFICER, SUPPLIER, SUPPLIER_ID, Play

RELATED = ids.to_text(ids.PARTY_PREFIX, BUYER_ID)
NOTE = NoteLink(buyer=RELATED, reasons=("same_person",))


def links(play: Play) -> tuple[Link, ...]:
    return play.suppliers[SUPPLIER_ID].links


def test_a_link_is_noted_once_for_each_reason() -> None:
    play = Play()
    play.done(SUPPLIER_ID, NOTE, CLOCK)
    assert play.refused(SUPPLIER_ID, NOTE, CLOCK) == "already_so"
    assert links(play) == (Link(BUYER_ID, "suspected", ("same_person",)),)
    play.done(SUPPLIER_ID, NoteLink(buyer=RELATED, reasons=("same_person", "reported")), FIRST_OFFICER)
    assert links(play) == (Link(BUYER_ID, "suspected", ("same_person", "reported")),)


def test_nothing_is_found_by_one_persons_word() -> None:
    """I11."""
    play = Play()
    play.done(SUPPLIER_ID, NOTE, CLOCK)
    play.done(SUPPLIER_ID, ConfirmLink(buyer=RELATED, reason="one owner"), FIRST_OFFICER)
    assert links(play)[0].state == "suspected"
    play.by_two(ClearLink(buyer=RELATED, reason="two brothers, two firms"), FIRST_OFFICER, SECOND_OFFICER)
    assert links(play)[0].state == "cleared"


def test_a_cleared_link_is_suspected_again_for_a_new_reason_and_a_confirmed_one_stays() -> None:
    play = Play()
    play.done(SUPPLIER_ID, NOTE, CLOCK)
    play.by_two(ClearLink(buyer=RELATED, reason="namesakes"), FIRST_OFFICER, SECOND_OFFICER)
    assert play.refused(SUPPLIER_ID, NOTE, CLOCK) == "already_so"
    play.done(SUPPLIER_ID, NoteLink(buyer=RELATED, reasons=("same_account",)), CLOCK)
    assert links(play) == (Link(BUYER_ID, "suspected", ("same_person", "same_account")),)
    play.by_two(ConfirmLink(buyer=RELATED, reason="one account"), FIRST_OFFICER, SECOND_OFFICER)
    play.done(SUPPLIER_ID, NoteLink(buyer=RELATED, reasons=("money_cycle",)), CLOCK)
    assert links(play)[0].state == "confirmed"
    again = ConfirmLink(buyer=RELATED, reason="x")
    assert play.refused(SUPPLIER_ID, again, FIRST_OFFICER) == "already_so"


@pytest.mark.parametrize("buyer", ["nobody", ids.to_text(ids.PARTY_PREFIX, SUPPLIER_ID)])
def test_a_link_is_to_a_buyer_that_is_another_company(buyer: str) -> None:
    play = Play()
    assert play.refused(SUPPLIER_ID, NoteLink(buyer=buyer, reasons=("reported",)), FIRST_OFFICER) == "unknown_link"
    assert play.refused(SUPPLIER_ID, ConfirmLink(buyer=RELATED, reason="x"), FIRST_OFFICER) == "unknown_link"
    assert links(play) == ()


def test_only_compliance_and_the_clock_note_links_and_parties_never() -> None:
    play = Play()
    for who in (OPERATOR, SUPPLIER):
        assert play.refused(SUPPLIER_ID, NOTE, who) == "role_not_allowed"
    assert play.refused(SUPPLIER_ID, NOTE, BUYER) == "unknown_supplier"
    assert links(play) == ()


def test_so_many_links_are_kept_and_no_more() -> None:
    play = Play()
    for number in range(1, LINKS_MAX + 1):
        note = NoteLink(buyer=ids.to_text(ids.PARTY_PREFIX, number), reasons=("reported",))
        play.done(SUPPLIER_ID, note, FIRST_OFFICER)
    assert play.refused(SUPPLIER_ID, NOTE, CLOCK) == "too_many_links"
    assert len(links(play)) == LINKS_MAX
