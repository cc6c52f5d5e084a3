"""The hardened reading of XML: every way in which a file could cost or fetch more than it says is refused."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from fairhold.bank.camt import read_statements
from fairhold.bank.fault import StatementError
from fairhold.bank.tree import STATEMENT, Limits, Reading, message_name, read_tree

OPENED = b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>"
BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>&c;</BkToCstmrStmt></Document>"""


def _refused(content: bytes, limits: Limits | None = None) -> StatementError:
    with pytest.raises(StatementError) as caught:
        read_statements(content, limits)
    return caught.value


def test_a_billion_laughs_are_refused_where_the_document_type_starts() -> None:
    fault = _refused(BILLION_LAUGHS)
    assert (fault.code, fault.line) == ("statement_dtd", 2)


def test_an_external_entity_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("treasure")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"
        for head in (
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>',
            f'<!DOCTYPE d SYSTEM "{address}">',
            f'<!DOCTYPE d [<!ENTITY % p SYSTEM "{address}"> %p;]>',
        ):
            fault = _refused(f"{head}<d>&x;</d>".encode())
            assert fault.code == "statement_dtd"
            assert "treasure" not in str(fault)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_document_type_without_entities_is_refused_too() -> None:
    assert _refused(b"<!DOCTYPE Document><Document/>").code == "statement_dtd"


def test_an_entity_that_nobody_declared_is_not_xml() -> None:
    fault = _refused(OPENED + b"\n<a>&x;</a></Document>")
    assert (fault.code, fault.line, fault.pointer) == ("statement_not_xml", 2, "/Document/a")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        b"not xml",
        OPENED,
        OPENED + b"</document>",
        OPENED + b"</Document><Document/>",
        OPENED + b"<a b='1' b='2'/></Document>",
        OPENED + b"<a>\xff</a></Document>",
        OPENED + b"<a>\x01</a></Document>",
        b"\xef\xbb\xbf",
        b"<?xml version='1.0' encoding='no-such-code'?><a/>",
        b"<?xml version='1.0' encoding='shift_jis'?><a/>",
    ],
)
def test_what_is_not_well_formed_is_not_xml(content: bytes) -> None:
    assert _refused(content).code == "statement_not_xml"


def test_a_file_cut_off_says_at_which_line(statement_file: Callable[..., bytes], entry: Callable[..., str]) -> None:
    whole = statement_file(entry())
    fault = _refused(whole[: whole.index(b"</Ntry>")])
    assert (fault.code, fault.line) == ("statement_not_xml", 10)
    assert fault.pointer == "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]"


def test_a_file_over_the_limit_of_bytes_is_refused_unread() -> None:
    fault = _refused(b"x" * 101, Limits(statement_bytes_max=100))
    assert (fault.code, fault.line, fault.detail) == ("statement_too_large", 0, "101 bytes, at most 100 are read")


def test_nesting_over_the_limit_is_refused() -> None:
    fault = _refused(OPENED + b"<a>" * 100_000)
    assert (fault.code, fault.detail) == ("statement_too_deep", "more than 40 elements deep")


def test_more_elements_than_are_held_at_once_are_refused() -> None:
    limits = Limits(statement_elements_max=10)
    fault = _refused(OPENED + b"<a/>" * 10 + b"</Document>", limits)
    assert (fault.code, fault.detail) == ("statement_too_many_elements", "more than 10 elements at once")
    assert _refused(OPENED + b"<a/>" * 9 + b"</Document>", limits).code == "statement_empty"


def test_entries_already_read_are_not_held(statement_file: Callable[..., bytes], entry: Callable[..., str]) -> None:
    content = statement_file(*(entry("0.00") for _ in range(50)), entry())
    assert read_statements(content, Limits(statement_elements_max=60))[0].left_out == 50


def test_a_tag_without_an_end_is_refused_before_it_is_built() -> None:
    attributes = b" ".join(b"a%x=''" % number for number in range(200_000))
    for content in (OPENED + b"<b " + attributes + b"/></Document>", b"<!--" + b"x" * 2_000_000 + b"--><Document/>"):
        fault = _refused(content)
        assert (fault.code, fault.detail) == ("statement_text_too_long", "one tag or comment of more than 524288 bytes")


def test_nesting_in_a_foreign_namespace_counts_too() -> None:
    assert _refused(OPENED + b"<x xmlns='urn:other'>" + b"<a>" * 50).code == "statement_too_deep"


def test_a_text_or_an_attribute_over_the_limit_is_refused() -> None:
    for middle in (b"<a>" + b"x" * 4001 + b"</a>", b"<a b='" + b"x" * 4001 + b"'/>", b" " * 4001):
        assert _refused(OPENED + middle + b"</Document>").code == "statement_text_too_long"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"])
def test_a_statement_is_read_in_the_encodings_that_banks_use(
    encoding: str, statement_file: Callable[..., bytes], entry: Callable[..., str]
) -> None:
    details = "<NtryDtls><TxDtls><RmtInf><Ustrd>Möbel für Köln</Ustrd></RmtInf></TxDtls></NtryDtls>"
    text = statement_file(entry(details=details)).decode().replace("UTF-8", encoding.removesuffix("-sig"))
    content = text.encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + text.replace("utf-16-le", "utf-16").encode(encoding)
    assert read_statements(content)[0].lines[0].unstructured == ("Möbel für Köln",)


def test_elements_of_a_foreign_namespace_are_passed_over(
    statement_file: Callable[..., bytes], entry: Callable[..., str]
) -> None:
    plain = statement_file(entry())
    added = plain.replace(b"</Ntry>", b"<x:Amt xmlns:x='urn:other' Ccy='EUR'>9.99<x:Sts>PDNG</x:Sts></x:Amt></Ntry>")
    assert added != plain
    assert read_statements(added) == read_statements(plain)


def test_a_prefix_for_the_namespace_changes_nothing(
    statement_file: Callable[..., bytes], entry: Callable[..., str]
) -> None:
    plain = statement_file(entry()).decode()
    prefixed = plain.replace("</", "</c:").replace("<", "<c:").replace("<c:/c:", "</c:").replace("<c:?", "<?")
    prefixed = prefixed.replace("<c:Document xmlns=", "<c:Document xmlns:c=")
    assert read_statements(prefixed.encode()) == read_statements(plain.encode())


def test_a_node_tells_its_line_and_its_place() -> None:
    root = read_tree(b"<a>\n<b>x</b><b>\ny <!-- z --> w</b><Ntry/></a>", Reading(Limits(), STATEMENT, lambda *_: None))
    second = list(root.all("b"))[1]
    assert (second.text, second.line, second.pointer) == ("y  w", 2, "/a/b[2]")
    assert [node.pointer for node in root.children] == ["/a/b", "/a/b[2]", "/a/Ntry[1]"]


def test_the_name_of_a_message_is_told_from_its_head() -> None:
    assert message_name(BILLION_LAUGHS) == "camt.053.001.08"
    assert message_name("<Document xmlns='urn:…:pain.002.001.10'/>".encode("utf-16")) == "pain.002.001.10"
    assert message_name(b"<Document/>") == ""
    assert message_name(b" " * 4096 + b"camt.053.001.08") == ""
