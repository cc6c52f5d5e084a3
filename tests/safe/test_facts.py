"""Readers say what a file says: a photo its time, a message its signature, a chat its people; none is believed."""

import io
import json

import msgspec
import pytest

from evidence import files
from evidence.test_dkim import RFC_8463, RFC_8463_KEYS
from evidence.test_pdf import changed, paper
from fairhold.bank.accounts import Ours
from fairhold.book import custody as kept
from fairhold.evidence import subset
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import judge
from fairhold.safe.facts import Facts, facts_of
from fairhold.safe.resolver import KeySource, Nobody
from safe.bringing import NOON, ORDER, Safe

CHAT = (
    b"[23/11/2026, 09:00:00] Bea: Is it gold?\n[23/11/2026, 09:01:00] Sam: yes, 18k gold\n"
    b"[23/11/2026, 09:02:00] Bea: Good\n"
)
OURS = Ours(("GB33BUKB20201555555555",), "99", ORDER)
INVOICE = "To IBAN DE89 3704 0044 0532 0130 00, not to GB33BUKB20201555555556. Card 4111 1111 1111 1111."
NAMED = [
    {"kind": "iban", "verdict": "not_ours", "shown": "DE89370400440532013000"},
    {"kind": "account", "verdict": "one_sign_off", "shown": "GB33BUKB20201555555556"},
    {"kind": "card", "verdict": "not_ours", "shown": "... 1111"},
]


class Known:
    """Knows some records."""

    def __init__(self, records: dict[str, str]) -> None:
        self.records = records

    def find(self, name: str) -> str | None:
        return self.records.get(name)


def said(data: bytes, keys: KeySource | None = None) -> Facts:
    file = io.BytesIO(data)
    return facts_of(judge(file), file, keys or Nobody(), NOON.date(), OURS)


def test_a_picture_says_its_size() -> None:
    assert said(files.png(640, 480)) == {"picture": {"width": 640, "height": 480}}
    told = said(files.jpeg(10, 20))
    assert told["picture"] == {"width": 10, "height": 20}
    assert told["photo"]["taken_at"] is None


def test_a_chat_says_who_wrote_how_much_and_when() -> None:
    assert said(CHAT)["chat"] == {
        "messages": 3,
        "first_at": "2026-11-23T09:00:00",
        "last_at": "2026-11-23T09:02:00",
        "senders": ["Bea", "Sam"],
        "date_order": "dmy",
        "ambiguous": False,
        "warnings": [],
    }


def test_a_pdf_says_who_made_it_and_its_text() -> None:
    told = said(changed(paper("The lids do not close. " * 200), author="Ines Vogt"))["pdf"]
    assert (told["author"], told["pages"], told["created_at"]) == ("Ines Vogt", 1, "2019-06-03T00:00:00Z")
    assert (len(told["text"]), told["characters"] > 4_000) == (2_000, True)
    assert msgspec.json.decode(msgspec.json.encode(told)) == told


@pytest.mark.parametrize("data", [b"just words\n", b'{"scheme": "other"}', b"{", files.pdf()])
def test_a_file_without_known_facts_has_none(data: bytes) -> None:
    assert said(data) == {}


@pytest.mark.parametrize(
    "data",
    [
        paper(INVOICE),
        files.eml(body=INVOICE.encode()),
        INVOICE.encode(),
        b"[23/11/2026, 09:00:00] Bea: hello\n[23/11/2026, 09:01:00] Sam: " + INVOICE.encode() + b"\n",
    ],
    ids=["pdf", "mail", "text", "chat"],
)
def test_account_numbers_in_a_file_are_found_and_told_apart(data: bytes) -> None:
    """PP7, PP8: an invoice that names another account than ours; no card's number is kept."""
    told = said(data)
    assert told["accounts"] == NAMED
    assert "4111 1111" not in json.dumps(told)


def test_a_number_of_ours_is_named_as_such() -> None:
    assert said(b"Account GB33BUKB20201555555555\n")["accounts"] == [
        {"kind": "iban", "verdict": "ours", "shown": "GB33BUKB20201555555555"}
    ]


def test_a_message_is_verified_with_the_key_that_was_found_when_it_came_in() -> None:
    ((name, record), *_) = RFC_8463_KEYS.items()
    mail = said(RFC_8463, Known(RFC_8463_KEYS))["mail"]
    assert [signature["state"] for signature in mail["signatures"]] == ["verified"] * len(RFC_8463_KEYS)
    assert mail["keys"][name] == record
    unknown = said(RFC_8463)["mail"]
    assert {signature["state"] for signature in unknown["signatures"]} == {"unverifiable"}
    assert unknown["keys"] == dict.fromkeys(RFC_8463_KEYS)


def test_chosen_lines_of_a_chat_are_kept_with_their_proofs_and_forged_ones_are_refused(safe: Safe) -> None:
    given = subset.show(CHAT, bytes(32), [2])
    data = msgspec.json.encode(given)
    assert safe.bring(data, "lines.json").fault is None
    with safe.connect() as connection:
        (file,) = kept.files(connection, ORDER)
    assert json.loads(file.facts)["lines"] == {
        "root": given.root,
        "lines_total": 3,
        "lines": 1,
        "shown": [{"line": 2, "text": "[23/11/2026, 09:01:00] Sam: yes, 18k gold\n"}],
    }
    forged = safe.bring(data.replace(b"18k", b"24k"), "lines.json")
    assert forged.fault is not None
    assert forged.fault.code == "subset_proof"


def test_lists_and_texts_are_bounded() -> None:
    people = b", ".join(b"p%d@example.com" % n for n in range(100))
    mail = said(files.eml(fields=b"Cc: " + people + b"\r\nX-Subject: x\r\n"))["mail"]
    assert len(mail["cc"]) == 50
    with pytest.raises(EvidenceFault):
        said(b"<svg></svg>")
