"""The order's thread: who writes what, what is filed from elsewhere and answered, and how words become a term."""

import hashlib
from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.trade import ids
from fairhold.trade.agreement import Amend, CreateDraft, EditDraft, Propose, WithdrawProposal
from fairhold.trade.deciding import allowed
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.experts import UNASKED
from fairhold.trade.families import GoodsTerms, MaterialTerm
from fairhold.trade.ledger import postings
from fairhold.trade.order import Stage
from fairhold.trade.order_events import AmendmentProposed, DraftEdited, OrderCountered
from fairhold.trade.policy import Policy
from fairhold.trade.table import COMMANDS
from fairhold.trade.thread import (
    MENTIONS_MAX,
    NAMED_MAX,
    AcknowledgeMessage,
    ContestMessage,
    FileOutsideMessage,
    Mention,
    MessageAcknowledged,
    MessageContested,
    MessagePosted,
    Named,
    Outside,
    OutsideMessageFiled,
    PostMessage,
    PromoteToTerm,
    TermPromoted,
    Thread,
)
from trade.playing import BUYER, STRANGER, SUPPLIER, TREASURY, Play, changed, contract, usd

TODAY = date(2019, 6, 3)
GOLD = {"grade": "gold 750"}
HEARING = msgspec.structs.replace(
    UNASKED, hear=lambda text: tuple(Named("material", word) for word in text.split() if word.startswith("m-"))
)


def filed(sent_on: date = date(2019, 5, 20), text: str = "24k gold plated, yes", **given: Any) -> FileOutsideMessage:
    """What the supplier wrote on WhatsApp two weeks before the plays begin."""
    return FileOutsideMessage(
        **({"channel": "whatsapp", "sender": "supplier", "sent_on": sent_on, "text": text} | given)
    )


def words(events: Any) -> list[str]:
    return [str(event.__struct_config__.tag) for event in events]


# ------------------------------------------------------------------------------------------------------------ writing


def test_a_card_number_in_a_message_is_not_kept() -> None:
    """PP7: neither written here nor filed from elsewhere."""
    play = Play()
    order = play.order(Stage.AGREED)
    (written,) = play.done(order, PostMessage(text="charge 4111 1111 1111 1111 12/28"), BUYER)
    (brought,) = play.done(order, filed(text="charge 4111 1111 1111 1111"), BUYER)
    assert isinstance(written, MessagePosted)
    assert isinstance(brought, OutsideMessageFiled)
    assert written.text == "charge **** **** **** 1111 12/28"
    assert brought.text == "charge **** **** **** 1111"
    assert brought.content == hashlib.sha256(b"charge **** **** **** 1111").hexdigest()


def test_both_sides_write_and_each_message_has_its_number_and_seal() -> None:
    """PP2: the seal can be computed again from what is shown."""
    play = Play()
    order = play.order(Stage.AGREED)
    (first,) = play.done(order, PostMessage(text="Which gold is it?"), BUYER)
    (second,) = play.done(order, PostMessage(text="24k, plated."), SUPPLIER)
    said = [ids.to_text("ord_", order), 1, "buyer", "2019-06-03", "Which gold is it?"]
    assert first == MessagePosted(
        number=1,
        by="buyer",
        text="Which gold is it?",
        named=(),
        seal=hashlib.sha256(msgspec.json.encode(said)).hexdigest(),
        in_draft=False,
        day=TODAY,
    )
    assert isinstance(second, MessagePosted)
    assert (second.number, second.by) == (2, "supplier")
    assert play.orders[order].thread == Thread(count=2, day=TODAY, written=(1, 1), authors="bs")


def test_a_message_changes_no_stage_no_deadline_and_no_money() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)
    before = (play.stage(order), play.deadlines(order), play.balances, play.wakes(order))
    for command, who in (
        (PostMessage(text="Hello."), BUYER),
        (filed(), SUPPLIER),
        (AcknowledgeMessage(message=2), BUYER),
    ):
        (event,) = play.done(order, command, who)
        assert postings(event, order) == ()
    assert (play.stage(order), play.deadlines(order), play.balances, play.wakes(order)) == before


@pytest.mark.parametrize("who", [STRANGER, TREASURY])
def test_nobody_else_writes_in_a_thread(who: Any) -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.refused(order, PostMessage(text="Hello."), who) in ("unknown_order", "role_not_allowed")


def test_a_draft_has_a_thread_that_only_its_author_writes_in() -> None:
    """SC35b: what was said before the order is filed while the order is drafted."""
    play = Play()
    play.done(77, CreateDraft(contract=contract()), BUYER)
    (event,) = play.done(77, filed(), BUYER)
    assert isinstance(event, OutsideMessageFiled)
    assert event.in_draft
    assert play.refused(77, PostMessage(text="Hello."), SUPPLIER) == "unknown_order"
    play.done(77, Propose(fingerprint=play.orders[77].fingerprint), BUYER)
    play.done(77, AcknowledgeMessage(message=1), SUPPLIER)


def test_nothing_is_written_when_the_order_has_ended() -> None:
    play = Play()
    order = play.order(Stage.COMPLETED)
    assert play.refused(order, PostMessage(text="Thank you."), BUYER) == "wrong_stage"
    assert play.refused(order, filed(), BUYER) == "wrong_stage"


def test_a_message_is_as_long_as_the_policy_says() -> None:
    play = Play(Policy(message_characters_max=10))
    order = play.order(Stage.AGREED)
    play.done(order, PostMessage(text="x" * 10), BUYER)
    assert play.refused(order, PostMessage(text="x" * 11), BUYER) == "message_too_long"
    assert play.refused(order, filed(text="x" * 11), BUYER) == "message_too_long"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "x" * 10_001])
def test_a_message_says_something_and_not_a_book(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"command": "post_message", "text": text}, PostMessage)


def test_one_side_cannot_flood_a_thread_and_the_other_writes_on() -> None:
    play = Play(Policy(messages_per_day_max=2))
    order = play.order(Stage.AGREED)
    play.done(order, PostMessage(text="one"), BUYER)
    play.done(order, filed(), BUYER)
    assert play.refused(order, PostMessage(text="three"), BUYER) == "too_many_messages"
    play.done(order, PostMessage(text="one"), SUPPLIER)
    play.at("2019-06-04")
    play.done(order, PostMessage(text="a new day"), BUYER)
    assert play.orders[order].thread.written == (1, 0)


def test_a_thread_has_an_end() -> None:
    play = Play(Policy(thread_messages_max=3, outside_messages_max=1))
    order = play.order(Stage.AGREED)
    play.done(order, filed(), BUYER)
    assert play.refused(order, filed(), SUPPLIER) == "thread_full"
    for who in (BUYER, SUPPLIER):
        play.done(order, PostMessage(text="x"), who)
    assert play.refused(order, PostMessage(text="x"), BUYER) == "thread_full"


# --------------------------------------------------------------------------------------------------- filed elsewhere


def test_a_message_from_elsewhere_is_filed_with_its_content_hash_and_waits_for_the_other_side() -> None:
    """O29, E8."""
    play = Play()
    order = play.order(Stage.AGREED)
    (event,) = play.done(order, filed(), BUYER)
    assert isinstance(event, OutsideMessageFiled)
    assert (event.number, event.by, event.sender, event.channel) == (1, "buyer", "supplier", "whatsapp")
    assert event.sent_on == date(2019, 5, 20)
    assert event.content == hashlib.sha256(b"24k gold plated, yes").hexdigest()
    said = [
        *(ids.to_text("ord_", order), 1, "buyer", "2019-06-03"),
        *("whatsapp", "supplier", "2019-05-20", event.text),
    ]
    assert event.seal == hashlib.sha256(msgspec.json.encode(said)).hexdigest()
    assert play.orders[order].thread.outside == (Outside(1, "buyer"),)


def test_the_other_side_acknowledges_it_and_then_it_stands() -> None:
    """E5."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, filed(), BUYER)
    assert play.refused(order, AcknowledgeMessage(message=1), BUYER) == "message_not_filed"
    assert play.done(order, AcknowledgeMessage(message=1), SUPPLIER) == (
        MessageAcknowledged(number=1, by="supplier", day=TODAY),
    )
    play.done(order, filed(), BUYER)
    assert play.refused(order, AcknowledgeMessage(message=1), SUPPLIER) == "already_so"
    assert play.refused(order, ContestMessage(message=1), SUPPLIER) == "already_so"


def test_who_contested_may_acknowledge_after_all() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, filed(), BUYER)
    assert play.done(order, ContestMessage(message=1, reason="Cut out of its context."), SUPPLIER) == (
        MessageContested(number=1, by="supplier", reason="Cut out of its context.", day=TODAY),
    )
    assert play.refused(order, ContestMessage(message=1), SUPPLIER) == "already_so"
    play.done(order, AcknowledgeMessage(message=1), SUPPLIER)
    assert play.orders[order].thread.outside == (Outside(1, "buyer", "acknowledged"),)


def test_only_what_the_other_side_filed_is_answered() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, PostMessage(text="Written here."), BUYER)
    assert play.refused(order, AcknowledgeMessage(message=1), SUPPLIER) == "message_not_filed"
    play.done(order, filed(), BUYER)
    play.done(order, filed(), SUPPLIER)
    assert play.refused(order, AcknowledgeMessage(message=1), SUPPLIER) == "message_not_filed"
    assert play.refused(order, AcknowledgeMessage(message=3), SUPPLIER) == "not_your_turn"
    assert play.refused(order, AcknowledgeMessage(message=4), SUPPLIER) == "message_unknown"


def test_messages_are_filed_and_answered_while_a_dispute_is_open() -> None:
    """O29, PP2: until it closes; and a dispute waits for nobody because of it."""
    play = Play()
    order = play.order(Stage.SHIPPED)
    play.done(order, OpenDispute(grounds=("weight",), amount=usd(100), statement="Too light."), BUYER)
    play.done(order, filed(), BUYER)
    play.done(order, AcknowledgeMessage(message=1), SUPPLIER)


@pytest.mark.parametrize(
    ("sent_on", "code"), [(date(2019, 6, 4), "date_in_future"), (date(2014, 12, 31), "date_out_of_range")]
)
def test_a_message_was_sent_on_a_day_that_was(sent_on: date, code: str) -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.refused(order, filed(sent_on), BUYER) == code


# ------------------------------------------------------------------------------------------------------ what is named


def test_facts_keep_what_a_message_names_once_and_where() -> None:
    """SC35b: no text, only the words of closed lists."""
    play = Play(experts=HEARING)
    order = play.order(Stage.AGREED)
    play.done(order, PostMessage(text="the rim is m-gold"), BUYER)
    play.done(order, PostMessage(text="yes m-gold over m-brass"), SUPPLIER)
    assert play.orders[order].thread.mentions == (Mention(1, "material", "m-gold"), Mention(2, "material", "m-brass"))


def test_a_contested_message_names_nothing() -> None:
    play = Play(experts=HEARING)
    order = play.order(Stage.AGREED)
    play.done(order, filed(text="m-gold it is"), BUYER)
    play.done(order, ContestMessage(message=1), SUPPLIER)
    assert play.orders[order].thread.mentions == ()


def test_what_is_kept_of_a_message_and_of_a_thread_has_a_limit() -> None:
    play = Play(experts=HEARING)
    order = play.order(Stage.AGREED)
    for start in range(0, 160, 40):
        play.done(order, PostMessage(text=" ".join(f"m-{n}" for n in range(start, start + 40))), BUYER)
    mentions = play.orders[order].thread.mentions
    assert [m.message for m in mentions] == [n for n in (1, 2, 3, 4) for _ in range(NAMED_MAX)]
    for start in range(200, 280, 20):
        play.done(order, PostMessage(text=" ".join(f"m-{n}" for n in range(start, start + 20))), BUYER)
    assert len(play.orders[order].thread.mentions) == MENTIONS_MAX


# ------------------------------------------------------------------------------------------------------------ promoted


def test_in_a_draft_a_message_becomes_a_term_at_once() -> None:
    play = Play()
    play.done(77, CreateDraft(contract=contract()), BUYER)
    play.done(77, filed(), BUYER)
    promoted, edited = play.done(
        77, PromoteToTerm(message=1, path="/goods/material/-", value=GOLD, start=0, end=15), BUYER
    )
    assert promoted == TermPromoted(
        number=1, by="buyer", start=0, end=15, path="/goods/material/-", in_draft=True, day=TODAY
    )
    assert isinstance(edited, DraftEdited)
    assert edited.contract == contract(goods=GoodsTerms(material=(MaterialTerm(grade="gold 750"),)))


def test_in_a_proposal_it_is_the_answer_of_the_other_side() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)
    play.done(order, PostMessage(text="It is gold."), SUPPLIER)
    promote = PromoteToTerm(message=1, path="/remarks/-", value="Gold 750.", frozen_until_delivery=True)
    assert play.refused(order, promote, BUYER) == "not_your_turn"
    promoted, countered = play.done(order, promote, SUPPLIER)
    assert isinstance(promoted, TermPromoted)
    assert isinstance(countered, OrderCountered)
    assert (countered.by, countered.frozen_until_delivery, countered.contract.remarks) == (
        "supplier",
        True,
        "Gold 750.",
    )


@pytest.mark.parametrize("at", [Stage.AGREED, Stage.IN_PRODUCTION])
def test_in_a_running_contract_it_is_an_amendment_that_the_other_side_signs(at: Stage) -> None:
    """T10, T17."""
    play = Play()
    order = play.order(at)
    play.done(order, PostMessage(text="It is gold."), SUPPLIER)
    promoted, proposed = play.done(order, PromoteToTerm(message=1, path="/goods/material/-", value=GOLD), BUYER)
    assert isinstance(promoted, TermPromoted)
    assert isinstance(proposed, AmendmentProposed)
    assert play.orders[order].terms.goods is None
    again = PromoteToTerm(message=1, path="/remarks/-", value="x")
    assert play.refused(order, again, SUPPLIER) == "amendment_pending"
    play.done(order, COMMANDS["accept_amendment"](fingerprint=proposed.fingerprint), SUPPLIER)
    assert play.orders[order].terms.goods == GoodsTerms(material=(MaterialTerm(grade="gold 750"),))


def test_what_cannot_change_any_more_cannot_be_promoted_either() -> None:
    play = Play()
    order = play.order(Stage.READY_TO_SHIP)
    play.done(order, PostMessage(text="It is gold."), SUPPLIER)
    promote = PromoteToTerm(message=1, path="/goods/material/-", value=GOLD)
    assert play.refused(order, promote, BUYER) == "term_fixed"


def test_only_a_message_that_is_there_is_promoted() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    promote = PromoteToTerm(message=1, path="/remarks/-", value="x")
    assert play.refused(order, promote, BUYER) == "message_unknown"
    play.done(order, PostMessage(text="x"), BUYER)
    assert play.refused(order, msgspec.structs.replace(promote, message=2), BUYER) == "message_unknown"
    assert play.refused(order, msgspec.structs.replace(promote, path="/quality/0"), BUYER) == "term_malformed"
    assert (
        play.refused(order, msgspec.structs.replace(promote, path="/buyer", value=STRANGER_ID), BUYER)
        == "parties_fixed"
    )


STRANGER_ID = ids.to_text("pty_", STRANGER.party)


@pytest.mark.parametrize(
    "path", ["", "/", "remarks", "/Remarks", "/remarks/", "/a//b", "/-/a", "/a/-/b", "/a" * 10, "/a\n"]
)
def test_a_pointer_is_a_pointer(path: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"command": "promote_to_term", "message": 1, "path": path, "value": 1}, PromoteToTerm)


def test_only_who_may_bring_a_version_is_offered_to_promote() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)

    def offered(who: Any) -> bool:
        rules = allowed(play.case(PostMessage(text="x"), order), who, play.now, play.policies)
        return PromoteToTerm in [rule.command for rule in rules]

    assert not offered(SUPPLIER)
    play.done(order, PostMessage(text="It is gold."), SUPPLIER)
    assert (offered(SUPPLIER), offered(BUYER)) == (True, False)
    play.done(order, WithdrawProposal(), BUYER)
    assert (offered(SUPPLIER), offered(BUYER)) == (False, True)
    play.done(order, EditDraft(contract=contract(remarks="x")), BUYER)
    assert play.refused(order, Amend(contract=changed(contract())), BUYER) == "wrong_stage"
