"""The main job on the command line: a contract file in, a bank statement in, goods away, supplier paid, proofs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli.conftest import Fairhold
from fairhold.bank.camt_writer import write_statement
from fairhold.bank.numbers import reference
from fairhold.bank.statement import Entry, Kind, Line, Party, Statement, keyed
from fairhold.cashier.house import house_of
from fairhold.settings import Settings
from fairhold.trade import ids
from provable import WIRE

TODAY = datetime.now(UTC)


@pytest.fixture
def market(fairhold: Fairhold) -> tuple[str, str]:
    """A policy, a buyer and a supplier that takes part; the numbers of both."""
    fairhold("policy publish --preset seed")
    buyer = fairhold("party add --country US --verified --name", "Harbour Homeware").stdout.strip()
    firm = fairhold("party add --country CN --verified --name", "Ningbo Tumbler Works").stdout.strip()
    fairhold(f"supplier opt-in {firm} --as supplier")
    asked = fairhold(f"supplier grant-limit {firm} --as operator:olga --reason first --json --limit", "100,000.00 USD")
    (waits,) = json.loads(asked.stdout)["events"]
    fairhold(f"supplier agree-measure {firm} --as operator:otto --digest", waits["proposal"]["digest"])
    fairhold(f"supplier set-payout-account {firm} --name Ningbo --account GB33BUKB20201555555555 --as supplier")
    return buyer, firm


def contract(folder: Path, buyer: str, firm: str, **changed: Any) -> Path:
    terms = {
        "title": "Tumblers",
        "buyer": buyer,
        "supplier": firm,
        "lines": [{"description": "T", "quantity": 8_000, "unit_price": {"amount": "1000", "currency": "USD"}}],
        "total": {"amount": "8000000", "currency": "USD"},
        "initial": {"amount": "2500000", "currency": "USD"},
        "coverage": "post_delivery",
        "shipping_method": "express",
        "incoterm": "DAP",
        "destination": "US",
        "ship_by": {"days": 30},
        **WIRE,
    }
    file = folder / "contract.json"
    file.write_text(json.dumps(terms | changed))
    return file


def statement(folder: Path, name: str, *movements: tuple[int, dict[str, Any]]) -> Path:
    account = house_of(Settings()).accounts["USD"]
    entries = []
    for number, (minor, said) in enumerate(movements):
        line = Line(
            booked_on=TODAY.date(),
            value_on=TODAY.date(),
            amount=abs(minor),
            credit=minor > 0,
            currency="USD",
            bank_reference=f"{name}-{number}",
            counterparty=Party("Harbour", "021000021000012345678", "CHASUS33XXX"),
        )
        entries.append(Entry(msgspec.structs.replace(line, **said)))
    moved = sum(minor for minor, _ in movements)
    file = folder / f"{name}.xml"
    file.write_bytes(
        write_statement(
            Statement(
                kind=Kind.STATEMENT,
                account=account,
                currency="USD",
                statement_id=name,
                created_at=TODAY,
                from_day=TODAY.date(),
                to_day=TODAY.date(),
                opening=10_000_000,
                closing=10_000_000 + moved,
                lines=keyed(account, entries),
            )
        )
    )
    return file


def for_order(order: str) -> dict[str, Any]:
    return {"structured": (reference(ids.from_text(ids.ORDER_PREFIX, order) or 0),)}


def signed(fairhold: Fairhold, market: tuple[str, str], folder: Path) -> str:
    """An order that both have signed; its number."""
    file = contract(folder, *market)
    order = json.loads(fairhold(f"order create-draft --contract {file} --as buyer --json").stdout)["id"]
    fairhold(f"order propose {order} --as buyer")
    fairhold(f"order accept {order} --as supplier")
    return str(order)


def test_one_protected_order_from_contract_to_payout(
    fairhold: Fairhold, market: tuple[str, str], tmp_path: Path
) -> None:
    order = signed(fairhold, market, tmp_path)
    first = statement(tmp_path, "first", (8_000_000, for_order(order)), (1_250, {"unstructured": ("HELLO",)}))
    said = json.loads(fairhold(f"bank import {first} --dry-run --json").stdout)
    assert said["dry_run"] is True
    assert "HELLO" not in fairhold("remittance list").stdout
    told = fairhold(f"bank import {first}").stdout
    assert "100,000.00 USD -> 180,012.50 USD, the lines between add up" in told
    assert "2 of 2 lines booked" in told
    assert "0 of 2 lines booked" in fairhold(f"bank import {first}").stdout
    assert "1250" in fairhold("remittance list").stdout

    fairhold(f"order declare-ready {order}")
    fairhold(f"order accept-goods {order}")
    shipped = fairhold(
        f"order ship {order} --document-kind express_waybill --document-number BHE-204417 --document-method express "
        f"--document-shipped-on {TODAY.date()} --document-date-shows carrier_pickup --document-carrier",
        "Blue Heron Express",
    )
    assert "stage shipped" in shipped.stdout
    assert "sup:available  25,000.00 USD" in shipped.stdout
    fairhold(f"order confirm-receipt {order}")

    shown = json.loads(fairhold(f"order show {order} --json").stdout)
    assert (shown["stage"], shown["money"]["released"]["amount"]) == ("received", "8000000")
    refused = fairhold(f"supplier request-payout {market[1]} --amount", "80,000.00 USD", code=3)
    assert "payout_account_cooling (rule SC46)" in refused.stderr
    assert "FAILED" not in fairhold("verify").stdout
    proofs = json.loads(fairhold("verify --json").stdout)
    assert all(proof["ok"] for proof in proofs)
    assert json.loads(fairhold("doctor --json").stdout)[0]["what"] == "Python"


def test_a_dry_run_changes_nothing_and_the_same_key_happens_once(
    fairhold: Fairhold, market: tuple[str, str], tmp_path: Path
) -> None:
    file = contract(tmp_path, *market)
    would = fairhold(f"order create-draft --contract {file} --as buyer --dry-run")
    assert "would happen, nothing was changed" in would.stdout
    assert fairhold("order list").stdout.count("ord_") == 0
    for _ in range(2):
        said = fairhold(f"order create-draft --contract {file} --as buyer --key once").stdout
    assert "asked before, nothing new" in said
    assert fairhold("order list").stdout.count("ord_") == 1


def test_a_refusal_names_its_rule_and_what_is_allowed(
    fairhold: Fairhold, market: tuple[str, str], tmp_path: Path
) -> None:
    order = signed(fairhold, market, tmp_path)
    refused = fairhold(f"order confirm-receipt {order}", code=3)
    assert "refused: wrong_stage (rule T42 T43)" in refused.stderr
    assert "allowed instead: " in refused.stderr
    assert refused.stdout == ""
    as_json = json.loads(fairhold(f"order confirm-receipt {order} --json", code=3).stdout)
    assert as_json["refused"]["code"] == "wrong_stage"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant-limit --reason x --limit", "100,000.001 USD"), "amount_decimals"),
        (("grant-limit --reason x --limit", "100 XXQ"), "currency_unknown"),
        (("grant-limit --reason x --limit", "-5.00 USD"), "amount_malformed"),
        (("grant-limit --reason x --limit", "a lot"), "amount_malformed"),
        (("grant-limit --reason x",), "malformed: Object missing required field `limit`"),
        (("opt-in",), "Say who asks: --as operator or --as supplier."),
        (("opt-in --as pope",), "'pope' is no role"),
    ],
)
def test_malformed_input_is_named_and_changes_nothing(
    fairhold: Fairhold, market: tuple[str, str], words: tuple[str, ...], said: str
) -> None:
    verb, *options = words[0].split()
    result = fairhold(f"supplier {verb} {market[1]}", *options, *words[1:], code=2)
    assert said in result.stderr


def test_a_bad_contract_file_says_where_it_is_wrong(
    fairhold: Fairhold, market: tuple[str, str], tmp_path: Path
) -> None:
    file = contract(tmp_path, *market, total={"amount": "80,000", "currency": "USD"})
    wrong = fairhold(f"order create-draft --contract {file} --as buyer", code=2)
    assert "(at /contract/total/amount)" in wrong.stderr
    file.write_text("{")
    assert "is not JSON" in fairhold(f"order create-draft --contract {file} --as buyer", code=2).stderr
    same = contract(tmp_path, market[0], market[0])
    assert "same_party" in fairhold(f"order create-draft --contract {same} --as buyer", code=3).stderr


def test_a_bad_statement_file_says_where_it_is_wrong(fairhold: Fairhold, tmp_path: Path) -> None:
    fairhold("policy publish --preset seed")
    file = statement(tmp_path, "bad", (100, {}))
    file.write_bytes(file.read_bytes().replace(b"100001.00", b"100002.00"))
    wrong = fairhold(f"bank import {file}", code=2)
    assert "statement_balance_mismatch at line " in wrong.stderr
    assert "Bal[2]" in wrong.stderr


def test_payments_wait_in_the_outbox_until_they_are_sent(
    fairhold: Fairhold, market: tuple[str, str], settings: Settings, tmp_path: Path
) -> None:
    order = signed(fairhold, market, tmp_path)
    fairhold(f"bank import {statement(tmp_path, 'first', (2_500_000, for_order(order)))}")
    fairhold(f"order ask-cancellation {order} --as buyer")
    fairhold(f"order agree-cancellation {order} --as supplier")
    assert "refund.created" in fairhold("bank outbox").stdout
    assert "1 payments, 25,000.00 USD" in fairhold("bank outbox --send").stdout
    [sent] = (settings.data / "bank" / "outgoing").glob("*.xml")
    name = f"{order.replace('_', '-')}-R1"
    assert f"<EndToEndId>{name}</EndToEndId>" in sent.read_text()
    incoming = settings.data / "bank" / "incoming" / "second.xml"
    incoming.write_bytes(statement(tmp_path, "second", (-2_500_000, {"end_to_end_id": name})).read_bytes())
    assert "refund settled" in fairhold("bank fetch").stdout
    assert "nothing was left" in fairhold("bank fetch").stdout
    assert "FAILED" not in fairhold("verify").stdout
