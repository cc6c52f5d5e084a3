"""The buttons of a page of several streams: a form that is asked for at once and comes back to its page.

A form that shows first what would happen is `acting`'s. What may be done is the table's business and the desk's
answer, not this file's.
"""

from collections.abc import Callable, Mapping

from fairhold.book.lines import begun_by
from fairhold.desk import Asking
from fairhold.trade import ids
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.stream import Command
from fairhold.web import forms
from fairhold.web.acting import KEY_CHARACTERS_MAX
from fairhold.web.visit import Sheet, Visit

Again = Callable[[str, str], Sheet]
"""The page once more, with what was wrong and the code of the refusal, empty where the form itself was wrong."""


def by_tag(*kinds: type[Command]) -> dict[str, type[Command]]:
    """Commands by the word that stands in the address of their button."""
    return {str(kind.__struct_config__.tag): kind for kind in kinds}


def ask_at_once(visit: Visit, kinds: Mapping[str, type[Command]], prefix: str, home: str, again: Again) -> Sheet:
    """`POST {home}/{id}/{command}` with the form's own key: done, or the page again and why not.

    A command that begins a stream has no `{id}` in its address.
    """
    kind = kinds.get(visit.param("command"))
    named = visit.param("id")
    number = ids.from_text(prefix, named) if named else 0
    key = visit.said("key")
    if kind is None or number is None or kind.begins == bool(named):
        return visit.nothing()
    if not 0 < len(key) <= KEY_CHARACTERS_MAX:
        return visit.problem(Refused("form_wrong", "The form has no key.", ""), 400, back=home)
    filled = forms.fill(kind, visit.form)
    if filled.command is None:
        return again("; ".join(filled.faults.values()), "")
    answer = visit.counter.ask(Asking(number or begun_by(filled.command), filled.command, visit.who, key))
    if answer.refused is not None:
        return again(f"{REFUSALS[answer.refused.code].title}. {answer.refused.detail}", answer.refused.code)
    return Sheet(to=f"{home}?done={visit.param('command')}")
