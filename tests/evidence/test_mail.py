"""Stored messages: what they say, what they carry by its hash, and that no message makes the reader fail or wait."""

import time
from email.message import EmailMessage
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.files import eml, pdf
from fairhold.evidence import mail as room
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.mail import Mail, Person, read_mail


def written(**more: str) -> EmailMessage:
    message = EmailMessage()
    message["Received"] = "from a by mx.example.org; Thu, 25 Jan 2024 17:00:05 +0800"
    message["From"] = "李 <li@example.org>"
    message["To"] = "Ann <ann@example.com>, ops@example.com"
    message["Cc"] = "Bob <bob@example.com>"
    message["Subject"] = "600 枚 rings"
    message["Date"] = "Thu, 25 Jan 2024 17:00:00 +0800"
    message["Message-ID"] = "<1@example.org>"
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    return message


def read(message: EmailMessage) -> Mail:
    return read_mail(message.as_bytes())


def fault(data: bytes) -> str:
    with pytest.raises(EvidenceFault) as caught:
        read_mail(data)
    return caught.value.code


def test_a_message_says_who_to_whom_when_and_what() -> None:
    message = written(In_Reply_To="<0@example.com>")
    message.set_content("gold 750, ни никеля\n\nLi")
    mail = read(message)
    assert mail.sender == (Person("李", "li@example.org"),)
    assert mail.to == (Person("Ann", "ann@example.com"), Person("", "ops@example.com"))
    assert mail.cc == (Person("Bob", "bob@example.com"),)
    assert (mail.date, mail.received) == ("2024-01-25T17:00:00+08:00", "2024-01-25T17:00:05+08:00")
    assert (mail.subject, mail.message_id, mail.in_reply_to) == ("600 枚 rings", "<1@example.org>", "<0@example.com>")
    assert (mail.text, mail.text_of) == ("gold 750, ни никеля\n\nLi", "plain")
    assert (mail.attachments, mail.warnings) == ((), ())


def test_files_are_told_by_what_they_hold_and_by_their_hash() -> None:
    message = written()
    message.set_content("see the files")
    message.add_alternative("<p>see the <b>files</b></p>", subtype="html")
    message.add_attachment(pdf(), maintype="application", subtype="pdf", filename="../合同.pdf")
    message.add_attachment(b"MZ" + bytes(60), maintype="image", subtype="jpeg", filename="ring.jpg")
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="list.csv")
    mail = read(message)
    assert mail.text == "see the files"
    assert [(one.name, one.declared, one.kind, one.refused) for one in mail.attachments] == [
        ("合同.pdf", "application/pdf", "pdf", ""),
        ("ring.jpg", "image/jpeg", "", "kind_program"),
        ("list.csv", "text/csv", "txt", ""),
    ]
    assert mail.attachments[0].sha256 == sha256(pdf()).hexdigest()
    assert mail.attachments[0].bytes == len(pdf())


def test_a_page_is_read_without_its_tags_and_said_to_be_one() -> None:
    message = written()
    message.set_content(
        "<html><head><title>x</title><style>p{}</style></head><body><p>gold&nbsp;750 &lt;fine&gt;</p>"
        "<script>alert('bronze')</script><div>no<br>nickel</div></body></html>",
        subtype="html",
    )
    mail = read(message)
    assert (mail.text, mail.text_of) == ("gold 750 <fine>\nno\nnickel", "html")
    assert mail.warnings == ("The text is what was left of a page without its tags; how it looked is not told.",)


def test_an_attached_message_is_one_file_and_not_looked_into() -> None:
    inner, outer = written(), written()
    inner.set_content("bronze")
    outer.set_content("I forward this")
    outer.add_attachment(inner)
    mail = read(outer)
    assert mail.text == "I forward this"
    assert [(one.declared, one.sha256) for one in mail.attachments] == [("message/rfc822", None)]


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (eml().replace(b"Message-ID: <1@example.com>\r\n", b""), "The header Message-ID stands there 0 times"),
        (eml(fields=b"From: Eve <eve@example.com>\r\n"), "The header From stands there 2 times"),
        (eml(fields=b"Subject: bronze\r\n"), "The header Subject stands there more than once; the first is shown."),
        (eml().replace(b"Thu, 25 Jan", b"soon"), "The date is not written as the dates of messages are."),
        (
            eml().replace(b"by mx.example.org", b"by mx.example.org; Mon, 29 Jan 2024 10:00:00 +0000"),
            "The sender wrote the date 2024-01-25T10:00:00+01:00, the last server 2024-01-29T10:00:00+00:00.",
        ),
    ],
)
def test_what_does_not_fit_together_is_said(data: bytes, warning: str) -> None:
    assert any(said.startswith(warning) for said in read_mail(data).warnings)


def test_a_date_without_a_zone_claims_none() -> None:
    assert read_mail(eml().replace(b"+0100", b"-0000")).date == "2024-01-25T10:00:00"


def test_words_are_read_in_the_charset_that_is_said_or_somehow() -> None:
    for charset in (b"latin-1", b"no-such-charset"):
        data = eml(b"caf\xe9", b"Content-Type: text/plain; charset=" + charset + b"\r\n")
        assert read_mail(data).text == "café"
    assert read_mail(eml(b"caf\xc3\xa9")).text == "café"
    assert read_mail(eml().replace(b"rings", b"=?utf-8?b?6YeR?= ring")).subject == "金 ring"
    assert read_mail(eml().replace(b"rings", b"=?none?b?!!?=")).subject == "=?none?b?!!?="


def test_what_steers_a_screen_does_not_come_through() -> None:
    mail = read_mail(eml(b"a\x1b[2Jb").replace(b"rings", b"\x1b]0;x\x07"))
    assert "\x1b" not in mail.text + mail.subject


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00\x01",
        b"\xff\xd8\xff",
        b"From: a\r\n" + b"\0" * 10,
        b"From: a@example.com\r\n" + b"Content-Type: multipart/mixed; boundary=a\r\n" * 51,
        b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\n\r\nx\r\n" * 501
        + b"--a--",
        b"From: a@example.com\r\n\r\n" + b"\n--a" * 5001,
    ],
    ids=range(8),
)
def test_what_is_no_message_or_too_many_parts_is_refused(data: bytes) -> None:
    assert fault(data) == "mail_form"


def test_a_message_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAIL_BYTES_MAX", 10)
    assert fault(eml()) == "mail_too_large"


@pytest.mark.parametrize(
    "data",
    [
        eml(b"<" * 500_000, b"Content-Type: text/html\r\n"),
        eml(b"<a " * 200_000, b"Content-Type: text/html\r\n"),
        eml(b"<script>" + b"<b>" * 200_000, b"Content-Type: text/html\r\n"),
        eml(fields=b"To: " + b"(" * 100_000 + b"\r\n"),
        eml(fields=b"To: " + b'"' * 100_000 + b"\r\n"),
        eml(fields=b"X: y\r\n" * 100_000),
        eml(fields=b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\r\n"),
        eml(fields=b"Received: " + b";" * 100_000 + b"\r\n"),
        eml(fields=b'Content-Type: text/plain; name="' + b"\\" * 100_000 + b'"\r\n'),
    ],
    ids=range(9),
)
def test_a_hostile_message_takes_no_longer_than_another(data: bytes) -> None:
    began = time.process_time()
    read_mail(data)
    assert time.process_time() - began < 30


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_message_that_was_bent_is_read_or_refused(data: st.DataObject) -> None:
    message = written()
    message.set_content("gold")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="合.pdf")
    whole = bytearray(message.as_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + 1] = data.draw(
            st.sampled_from([b"", b"\n", b";", b'"', b"=?", b"\xff", b":", b"\0", b"\r\n\r\n"])
        )
    try:
        said = read_mail(bytes(whole)).text_of
    except EvidenceFault as fault:
        said = fault.code
    assert said in {"plain", "html", "", "mail_form"}
