"""What may be written in an order's thread, what may be filed from elsewhere, and how words become a term (PP2, O29).

A message may be written as long as the order exists. One from elsewhere is filed, acknowledged and contested until the
order ends, so before any dispute about it closes; silence says nothing about it (R1, R8). Nothing here changes a stage
or a deadline, except that a promoted term is signed as an edit, an answer or an amendment.
"""

from fairhold.trade import agreement, days
from fairhold.trade.course import Course
from fairhold.trade.order import Stage, stage
from fairhold.trade.pointer import with_value
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.thread import (
    NAMED_MAX,
    AcknowledgeMessage,
    ContestMessage,
    FileOutsideMessage,
    MessageAcknowledged,
    MessageContested,
    MessagePosted,
    Named,
    Outside,
    OutsideMessageFiled,
    PostMessage,
    PromoteToTerm,
    TermPromoted,
    content,
    seal,
)
from fairhold.trade.who import Role


def post_message(command: PostMessage, c: Course) -> Refused | None:
    """One more message, heard for the materials and colours that it names."""
    fault = _check_room(command.text, c)
    if fault:
        return fault
    number, by, text = c.order.thread.count + 1, c.side, command.text
    c.then(
        MessagePosted(
            number=number,
            by=by,
            text=text,
            named=_named(text, c),
            seal=seal(c.order.id, number, by, c.day, text),
            in_draft=c.order.proposed_on is None,
            day=c.day,
        )
    )
    return None


def file_outside_message(command: FileOutsideMessage, c: Course) -> Refused | None:
    """A message from elsewhere; it proves little until the other side acknowledges it (R8)."""
    fault = _check_room(command.text, c)
    if fault:
        return fault
    most = c.policy.outside_messages_max
    if len(c.order.thread.outside) >= most:
        detail = f"{most} messages from elsewhere are filed; no more are taken."
        return refuse("thread_full", detail, "policy outside_messages_max")
    if command.sent_on > c.day:
        return refuse("date_in_future", f"{command.sent_on} has not come.", "O29", pointer="/sent_on")
    if command.sent_on < days.DAY_EARLIEST:
        detail = f"The earliest day is {days.DAY_EARLIEST}."
        return refuse("date_out_of_range", detail, "O29", pointer="/sent_on")
    number, by, text = c.order.thread.count + 1, c.side, command.text
    said = (command.channel, command.sender, command.sent_on.isoformat(), text)
    c.then(
        OutsideMessageFiled(
            number=number,
            by=by,
            channel=command.channel,
            sender=command.sender,
            sent_on=command.sent_on,
            text=text,
            named=_named(text, c),
            content=content(text),
            seal=seal(c.order.id, number, by, c.day, *said),
            in_draft=c.order.proposed_on is None,
            day=c.day,
        )
    )
    return None


def acknowledge_message(command: AcknowledgeMessage, c: Course) -> Refused | None:
    """Genuine. A contested message may be acknowledged after all; what is acknowledged stays so."""
    found = _filed(command.message, c)
    if isinstance(found, Refused):
        return found
    if found.answer == "acknowledged":
        return refuse("already_so", "You have acknowledged it.", "O29", pointer="/message")
    c.then(MessageAcknowledged(number=command.message, by=c.side, day=c.day))
    return None


def contest_message(command: ContestMessage, c: Course) -> Refused | None:
    """Not genuine: nothing that it names is held against the contract."""
    found = _filed(command.message, c)
    if isinstance(found, Refused):
        return found
    if found.answer:
        return refuse("already_so", f"You have answered: {found.answer}.", "O29", pointer="/message")
    c.then(MessageContested(number=command.message, by=c.side, reason=command.reason, day=c.day))
    return None


def promote_to_term(command: PromoteToTerm, c: Course) -> Refused | None:
    """The value goes into the contract; what comes of it is an edit, an answer or an amendment, by stage, with all that
    these ask for.
    """
    if command.message > c.order.thread.count:
        return _no_message(command.message)
    made = with_value(c.order.terms, command.path, command.value)
    if isinstance(made, Refused):
        return made
    at = stage(c.order)
    c.then(
        TermPromoted(
            number=command.message,
            by=c.side,
            start=command.start,
            end=command.end,
            path=command.path,
            in_draft=c.order.proposed_on is None,
            day=c.day,
        )
    )
    if at == Stage.DRAFT:
        return agreement.edit_draft(agreement.EditDraft(contract=made), c)
    if at == Stage.PROPOSED:
        frozen = command.frozen_until_delivery
        return agreement.counter_propose(agreement.CounterPropose(contract=made, frozen_until_delivery=frozen), c)
    return agreement.amend(agreement.Amend(contract=made), c)


def _check_room(text: str, c: Course) -> Refused | None:
    """Length, messages of the day, messages in all."""
    most = c.policy.message_characters_max
    if len(text) > most:
        detail = f"{len(text)} characters; at most {most}."
        return refuse("message_too_long", detail, "policy message_characters_max", pointer="/text")
    thread = c.order.thread
    today = thread.written[0 if c.who.role == Role.BUYER else 1] if thread.day == c.day else 0
    if today >= c.policy.messages_per_day_max:
        detail = f"You have written {today} messages today."
        return refuse("too_many_messages", detail, "policy messages_per_day_max")
    if thread.count >= c.policy.thread_messages_max:
        detail = f"The thread has {thread.count} messages; no more are taken."
        return refuse("thread_full", detail, "policy thread_messages_max")
    return None


def _named(text: str, c: Course) -> tuple[Named, ...]:
    return c.experts.hear(text)[:NAMED_MAX]


def _filed(number: int, c: Course) -> Outside | Refused:
    """A message from elsewhere that the other side filed."""
    if number > c.order.thread.count:
        return _no_message(number)
    for one in c.order.thread.outside:
        if one.number == number:
            if one.by == c.who.role:
                return refuse("not_your_turn", "The other side has to answer.", "O29", pointer="/message")
            return one
    detail = "It was written here, so nobody needs to acknowledge it."
    return refuse("message_not_filed", detail, "O29", pointer="/message")


def _no_message(number: int) -> Refused:
    return refuse("message_unknown", f"The thread has no message {number}.", "PP2", pointer="/message")
