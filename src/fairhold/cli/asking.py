"""Command line verbs made from the table of commands: one for each, with an option for each field.

`fairhold order ship ORDER --as supplier --document-carrier DHL ...` is the command `ship`. Nothing is listed here: a
new row of RULES is a new verb.
"""

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec
import psycopg

from fairhold.book import persons
from fairhold.book.lines import begun_by
from fairhold.book.streams import load_events
from fairhold.cli.opening import Book, opened, settings_of
from fairhold.cli.refusing import refuse
from fairhold.cli.saying import say, say_json
from fairhold.desk import Answer, Asking
from fairhold.stories import telling
from fairhold.trade import ids, order_fold
from fairhold.trade.agreement import AcceptAmendment, CreateDraft
from fairhold.trade.ledger import postings
from fairhold.trade.order import Order, stage
from fairhold.trade.stream import Command, Rule
from fairhold.trade.table import RULES
from fairhold.trade.who import PARTIES, Role, Who
from fairhold.wording import Field, WordsWrong, command_of, decode, fields_of, tag

PREFIXES = {"order": ids.ORDER_PREFIX, "supplier": ids.SUPPLIER_PREFIX, "remittance": ids.REMITTANCE_PREFIX}
_CURRENT = "fingerprint"


def verbs(stream: str) -> list[click.Command]:
    """A verb for every command of a stream."""
    return [_verb(rule) for rule in RULES.values() if rule.command.stream == stream]


def stream_id(stream: str, text: str) -> int:
    """The number behind a text such as `ord_...`; a supplier may also be named by its company. Raises WordsWrong."""
    number = ids.from_text(PREFIXES[stream], text)
    if number is None and stream == "supplier":
        number = ids.from_text(ids.PARTY_PREFIX, text)
    if number is None:
        raise WordsWrong(f"unknown_{stream}", f"{text!r} is not the number of a {stream}.")
    return number


def facts_of(book: Book, number: int) -> Order | None:
    """The facts of an order, or None if there is none."""
    events = [kept.event for kept in load_events(book.connection, number)]
    if not events or events[0].stream != "order":
        return None
    facts = Order(id=number)
    for event in events:
        facts = order_fold.evolve(facts, event)
    return facts


def _verb(rule: Rule) -> click.Command:
    kind, fields = rule.command, fields_of(rule.command)
    params: list[click.Parameter] = []
    if not kind.begins:
        params.append(click.Argument(["number"], metavar=kind.stream.upper()))
    params += [_option(field) for field in fields]
    roles = ", ".join(sorted(rule.roles))
    params += [
        click.Option(["--as", "actor"], metavar="ROLE[:PARTY[:PERSON]]", help=f"Who asks: {roles}."),
        click.Option(["--body"], type=click.Path(exists=True, dir_okay=False), help="The fields as a JSON file."),
        click.Option(["--key"], help="Idempotency key; the same key again changes nothing.", metavar="TEXT"),
        click.Option(["--dry-run"], is_flag=True, help="Say what would happen; change nothing."),
        click.Option(["--json", "as_json"], is_flag=True, help="Answer as JSON."),
    ]
    note = "Without --fingerprint the version that stands is signed." if _CURRENT in {f.name for f in fields} else ""
    about = f"{rule.title}.\n\n{(kind.__doc__ or '').strip()}\n\n{note}"
    return click.Command(
        tag(kind).replace("_", "-"), params=params, callback=_callback(rule, fields), help=about, short_help=rule.title
    )


def _option(field: Field) -> click.Option:
    name = "--" + field.name.replace(".", "-").replace("_", "-")
    if field.choices:
        return click.Option([name, _variable(field)], type=click.Choice(field.choices))
    if field.form == "file":
        return click.Option([name, _variable(field)], type=click.Path(exists=True, dir_okay=False), help="A JSON file.")
    metavar = {"money": '"25,000.00 USD"', "yes or no": "yes|no", "day": "YYYY-MM-DD", "list": "A,B,..."}
    return click.Option([name, _variable(field)], metavar=metavar.get(field.form, field.form.upper()))


def _variable(field: Field) -> str:
    return "field_" + field.name.replace(".", "__")


def _callback(rule: Rule, fields: tuple[Field, ...]) -> Callable[..., None]:
    @click.pass_context
    def run(context: click.Context, /, **given: Any) -> None:
        words: dict[str, str] = {}
        for field in fields:
            value = given[_variable(field)]
            if value is not None:
                words[field.name] = f"@{value}" if field.form == "file" else value
        with opened(settings_of(context)) as book:
            _ask(book, rule, words, given)

    return run


def _ask(book: Book, rule: Rule, words: Mapping[str, str], given: Mapping[str, Any]) -> None:
    kind = rule.command
    number = 0 if kind.begins else stream_id(kind.stream, given["number"])
    facts = facts_of(book, number) if kind.stream == "order" and number else None
    command = _command(kind, words, given["body"], facts)
    number = number or begun_by(command)
    who = _proved(book.connection, _who(rule, given["actor"], command, facts, number))
    key = given["key"] or str(uuid.uuid4())
    answer = book.desk.ask(Asking(number, command, who, key, dry_run=given["dry_run"]))
    if answer.refused is not None:
        refuse(answer.refused, given["as_json"])
    if given["as_json"]:
        say_json(_plain(answer, kind.stream, key, given["dry_run"]))
    else:
        _tell(answer, kind.stream, key, given["dry_run"])


def _command(kind: type[Command], words: Mapping[str, str], body: str | None, facts: Order | None) -> Command:
    if body is not None:
        try:
            said = msgspec.json.decode(Path(body).read_bytes())
        except msgspec.DecodeError as error:
            raise WordsWrong("malformed", f"{body} is not JSON: {error}") from None
        if not isinstance(said, dict) or words:
            raise WordsWrong("malformed", "A body is one JSON object, and then no field is given as an option.")
        return decode(kind, {**said, "command": tag(kind)})
    signed = dict(words)
    if _CURRENT in {field.name for field in fields_of(kind)} and _CURRENT not in signed and facts is not None:
        pending = facts.amendment if kind is AcceptAmendment else None
        signed[_CURRENT] = facts.fingerprint if pending is None else pending.fingerprint
    return command_of(kind, signed, lambda name: Path(name).read_bytes())


def _who(rule: Rule, actor: str | None, command: Command, facts: Order | None, number: int) -> Who:
    """Who asks. A role that alone may ask needs no saying, and a company's number comes from the order."""
    if actor is None:
        if len(rule.roles) != 1:
            raise WordsWrong("malformed", f"Say who asks: --as {' or --as '.join(sorted(rule.roles))}.")
        actor = str(next(iter(rule.roles)))
    found = who_of(actor, facts, number)
    if isinstance(command, CreateDraft) and found.role in PARTIES and not found.party:
        contract = command.contract
        return Who(found.role, contract.buyer_id if found.role == Role.BUYER else contract.supplier_id, found.person)
    return found


def _proved(connection: psycopg.Connection, who: Who) -> Who:
    """With the natural person behind a login, and as somebody who has just proved it: the machine is the operator's."""
    found = persons.find(connection, who.person.lower()) if who.person else None
    return msgspec.structs.replace(who, human=found[0].human if found else "", proved_minutes=0)


def who_of(actor: str, facts: Order | None, number: int) -> Who:
    """Who `ROLE[:PARTY[:PERSON]]` is; a company that is not named is the order's, or the stream itself."""
    name, _, rest = actor.partition(":")
    party, _, person = rest.partition(":")
    if name not in set(Role):
        raise WordsWrong("malformed", f"{name!r} is no role; roles: {', '.join(Role)}.")
    role = Role(name)
    if role not in PARTIES:
        return Who(role, 0, person or party)
    if party:
        company = ids.from_text(ids.PARTY_PREFIX, party)
        if company is None:
            raise WordsWrong("party_unknown", f"{party!r} is not the number of a company (pty_...).")
        return Who(role, company, person)
    if facts is not None:
        return Who(role, facts.buyer if role == Role.BUYER else facts.supplier, person)
    return Who(role, number, person)


def _plain(answer: Answer, stream: str, key: str, dry_run: bool) -> dict[str, Any]:
    shown = {
        "id": _text(answer, stream),
        "key": key,
        "dry_run": dry_run,
        "replayed": answer.replayed,
        "version": answer.version,
        "events": answer.events,
    }
    return shown if answer.case.order is None else {**shown, "stage": stage(answer.case.order)}


def _tell(answer: Answer, stream: str, key: str, dry_run: bool) -> None:
    state = (
        "would happen, nothing was changed" if dry_run else "asked before, nothing new" if answer.replayed else "done"
    )
    say(f"{_text(answer, stream)}: {state}")
    firm = answer.case.supplier.id if answer.case.supplier is not None else 0
    for event in answer.events:
        owner = firm if event.stream == "supplier" else answer.stream_id
        currency = answer.case.order.currency if answer.case.order is not None else ""
        for line in telling.event_lines(event.stream, event, postings(event, owner), currency):
            say(line)
    if answer.case.order is not None:
        say(f"    stage {stage(answer.case.order)}")
        for line in telling.money_lines(answer.case.order):
            say(line)
    if not dry_run:
        say(f"    key {key}")


def _text(answer: Answer, stream: str) -> str:
    return ids.to_text(PREFIXES[stream], answer.stream_id) if answer.stream_id else "(new)"
