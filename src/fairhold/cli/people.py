"""`fairhold party`, `key` and `person`: companies, keys of programs, and logins."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

import click
import msgspec

from fairhold.api.keys import create, hash_of
from fairhold.book import keys, readings, traits
from fairhold.book.connection import READER, connect
from fairhold.book.readings import party_page
from fairhold.book.reference import register_party
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, Group, end, say, say_json, table
from fairhold.limit.traits import TRAITS_MAX, digest
from fairhold.serving import secret_of
from fairhold.trade import ids
from fairhold.trade.ids import ID_MAX
from fairhold.trade.link import TraitKind
from fairhold.trade.who import PARTIES, Party, Role, Who
from fairhold.web.sessions import LoginWrong, register
from fairhold.wording import WordsWrong

PAGE = 200
KINDS: Final[tuple[TraitKind, ...]] = get_args(TraitKind)


@click.group(cls=Group)
def party() -> None:
    """Companies that may trade."""


@party.command()
@click.option("--name", required=True)
@click.option("--country", required=True, metavar="CC", help="ISO 3166 alpha-2, such as US.")
@click.option("--verified/--unverified", default=False, help="The operator has verified the company.")
@click.option("--sanctioned", is_flag=True, help="The company may not trade.")
@click.option("--id", "number", metavar="PARTY", help="Change a company instead of adding one.")
@click.pass_context
def add(context: click.Context, name: str, country: str, verified: bool, sanctioned: bool, number: str | None) -> None:
    """Add a company, or change what is known of one."""
    now = datetime.now(UTC)
    if len(country) != 2 or not country.isascii() or not country.isupper() or not 0 < len(name) <= 200:
        raise WordsWrong("malformed", "A name has 1 to 200 characters, a country two capital letters.")
    known = ids.from_text(ids.PARTY_PREFIX, number) if number else None
    if number and known is None:
        raise WordsWrong("party_unknown", f"{number!r} is not the number of a company (pty_...).")
    wanted = known or ids.new_id(now, secrets.randbelow(ids.BUCKETS), secrets.randbelow(ids.ENTROPIES))
    with opened(settings_of(context)) as book:
        register_party(book.connection, Party(wanted, name, country, verified, sanctioned), now)
    say(ids.to_text(ids.PARTY_PREFIX, wanted))


@party.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def companies(context: click.Context, as_json: bool) -> None:
    """The companies, the newest first; at most 200."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        reader.execute("SELECT set_config('fairhold.staff', 'on', false)")
        found = party_page(reader, ID_MAX, PAGE)
    if as_json:
        say_json([{"id": ids.to_text(ids.PARTY_PREFIX, one.id), "name": one.name} for one in found])
        return
    rows = [
        (
            ids.to_text(ids.PARTY_PREFIX, one.id),
            one.country,
            "sanctioned" if one.sanctioned else "verified" if one.verified else "unverified",
            one.name,
        )
        for one in found
    ]
    table(("party", "country", "known as", "name"), rows)


@party.command("traits")
@click.argument("number", metavar="PARTY")
@click.option("--trait", "given", multiple=True, metavar="KIND=VALUE", help="All that it is known by, in full.")
@click.option("--none", is_flag=True, help="Forget all that it was known by.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def known_by(context: click.Context, number: str, given: tuple[str, ...], none: bool, as_json: bool) -> None:
    """What a company is known by besides its name (address, phone, email, device, ip, card, consignee, owner), and how
    many others share each: for finding buyers that belong to a supplier. Values are kept as keyed hashes only.
    """
    settings = settings_of(context)
    wanted = ids.from_text(ids.PARTY_PREFIX, number)
    if (given and none) or len(given) > TRAITS_MAX:
        raise WordsWrong("malformed", f"Either traits, {TRAITS_MAX} at most, or --none.")
    hashed = [_hashed(one, settings.data) for one in given]
    with opened(settings) as book:
        if wanted is None or not readings.parties(book.connection, (wanted,)):
            raise WordsWrong("party_unknown", f"{number!r} is not the number of a company (pty_...).")
        if given or none:
            traits.put(book.connection, wanted, dict.fromkeys(hashed), datetime.now(UTC))
        found = traits.of(book.connection, wanted)
    if as_json:
        say_json(found)
        return
    table(
        ("known by", "since", "shared by"),
        [(one.kind, f"{one.recorded_at:%Y-%m-%d}", str(one.shared_by)) for one in found],
    )


def _hashed(given: str, folder: Path) -> tuple[TraitKind, bytes]:
    kind, _, value = given.partition("=")
    try:
        known = msgspec.convert(kind, TraitKind)
        return known, digest(known, value, secret_of(folder))
    except ValueError as error:  # also for a kind that is none
        said = f"a trait of kind {kind} {error}" if kind in KINDS else f"kinds are {', '.join(KINDS)}"
        raise WordsWrong("malformed", f"--trait: {said}.") from None


def acting(role: str, company: str | None, name: str) -> Who:
    """Whom a key or login acts for. Raises WordsWrong."""
    wanted = Role(role)
    if (wanted in PARTIES) != bool(company):
        raise WordsWrong("malformed", "A buyer or supplier acts for one company (--party), any other role for none.")
    number = ids.from_text(ids.PARTY_PREFIX, company) if company else 0
    if number is None:
        raise WordsWrong("party_unknown", f"{company!r} is not the number of a company (pty_...).")
    return Who(wanted, number, name)


@click.group(cls=Group)
def key() -> None:
    """Keys that programs use the API with."""


@key.command("create")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--party", "company", metavar="PARTY", help="The company it acts for.")
@click.option("--live", is_flag=True, help="A key for a live installation.")
@click.pass_context
def create_key(context: click.Context, name: str, role: str, company: str | None, live: bool) -> None:
    """Make a key and print it; it cannot be read again."""
    with opened(settings_of(context)) as book:
        try:
            text = create(book.connection, acting(role, company, name), datetime.now(UTC), live)
        except ValueError as error:
            raise WordsWrong("malformed", f"{error}.") from None
    say(text)


@key.command("list")
@click.pass_context
def list_keys(context: click.Context) -> None:
    """The keys, by the beginning of their hash."""
    with opened(settings_of(context)) as book:
        found = keys.everyone(book.connection)
    rows = []
    for one in found:
        company = ids.to_text(ids.PARTY_PREFIX, one.who.party) if one.who.party else ""
        state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "in force"
        rows.append((one.hash.hex()[:12], one.who.role, company, one.who.person, f"{one.created_at:%Y-%m-%d}", state))
    table(("hash", "role", "party", "name", "made", "state"), rows)


@key.command("revoke")
@click.argument("which", metavar="KEY|HASH")
@click.pass_context
def revoke_key(context: click.Context, which: str) -> None:
    """End a key, named by itself or by the beginning of its hash (at least 8 signs)."""
    with opened(settings_of(context)) as book:
        found = [one for one in keys.everyone(book.connection) if one.revoked_at is None]
        hits = [one.hash for one in found if one.hash == hash_of(which)]
        if not hits and len(which) >= 8:
            hits = [one.hash for one in found if one.hash.hex().startswith(which.lower())]
        if len(hits) != 1 or not keys.revoke(book.connection, hits[0], datetime.now(UTC)):
            end(FAILED, "no one key in force is named so")
    say(f"revoked {hits[0].hex()[:12]}")


@click.group(cls=Group)
def person() -> None:
    """Logins of people."""


@person.command("add")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--party", "company", metavar="PARTY", help="The company that the person acts for.")
@click.option("--same-as", metavar="EMAIL", default="", help="Another login of the same person: they are two eyes.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given.")
@click.pass_context
def add_person(
    context: click.Context, name: str, email: str, role: str, company: str | None, same_as: str, password: str
) -> None:
    """Add a login, or give one of the same address a new password and role."""
    who = acting(role, company, email)
    with opened(settings_of(context)) as book:
        try:
            made = register(
                book.connection,
                name=name,
                email=email,
                password=password,
                role=who.role,
                party=who.party,
                now=datetime.now(UTC),
                same_as=same_as,
            )
        except LoginWrong as wrong:
            raise WordsWrong("malformed", str(wrong)) from None
    say(f"{made.email} may log in as {made.role}")
