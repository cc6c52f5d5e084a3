"""Status reports: what is said of a payment, of a block and of a file, and what a repetition means."""

import pytest

from fairhold.bank.fault import StatementError
from fairhold.bank.pain002 import VERSIONS, Outcome, Report, Verdict, read_report
from fairhold.bank.tree import Limits


def _report(body: str, version: int = 10, group: str = "<OrgnlMsgId>FH-1</OrgnlMsgId>") -> bytes:
    return (
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version:02d}'>\n<CstmrPmtStsRpt>"
        f"<GrpHdr><MsgId>R-1</MsgId></GrpHdr>\n<OrgnlGrpInfAndSts>{group}</OrgnlGrpInfAndSts>\n{body}"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def _payment(name: str, word: str, reason: str = "") -> str:
    detail = "<AddtlInf>the account</AddtlInf><AddtlInf>is closed</AddtlInf>"
    why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn>{detail}</StsRsnInf>" if reason else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{word}</TxSts>{why}</TxInfAndSts>"


def _refused(content: bytes, limits: Limits | None = None) -> StatementError:
    with pytest.raises(StatementError) as caught:
        read_report(content, limits)
    return caught.value


@pytest.mark.parametrize("version", VERSIONS)
def test_each_payment_has_its_own_verdict(version: int) -> None:
    payments = _payment("E1", "ACSC") + _payment("E2", "RJCT", "AC04")
    body = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>{payments}</OrgnlPmtInfAndSts>"
    report = read_report(_report(body, version, "<OrgnlMsgId>FH-1</OrgnlMsgId><GrpSts>PART</GrpSts>"))
    assert (report.report_id, report.message_id) == ("R-1", "FH-1")
    assert report.of("E1") == Verdict(Outcome.ACCEPTED, "ACSC")
    assert report.of("E2") == Verdict(Outcome.REJECTED, "RJCT", "AC04", "the account is closed")
    assert report.of("E3") == Verdict(Outcome.PENDING, "PART")


@pytest.mark.parametrize("word", ["ACCP", "ACTC", "ACWC", "ACSP", "ACSC", "ACCC"])
def test_these_words_mean_accepted(word: str) -> None:
    report = read_report(_report("", group=f"<OrgnlMsgId>FH-1</OrgnlMsgId><GrpSts>{word}</GrpSts>"))
    assert report.of("E1") == Verdict(Outcome.ACCEPTED, word)


@pytest.mark.parametrize("word", ["RCVD", "PDNG"])
def test_these_words_leave_it_open(word: str) -> None:
    report = read_report(_report(f"<OrgnlPmtInfAndSts>{_payment('E1', word)}</OrgnlPmtInfAndSts>"))
    assert report.of("E1") == Verdict(Outcome.PENDING, word)


def test_a_file_rejected_rejects_every_payment_of_it() -> None:
    group = "<OrgnlMsgId>FH-1</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf>"
    assert read_report(_report("", group=group)).of("E1") == Verdict(Outcome.REJECTED, "RJCT", "X9")


def test_a_block_rejected_rejects_its_payments_and_no_others() -> None:
    block = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>B-EUR</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>"
    report = read_report(_report(block))
    assert report.of("E1", "B-EUR") == Verdict(Outcome.REJECTED, "RJCT")
    assert report.of("E1", "B-USD") is None


@pytest.mark.parametrize("reason", ["DUPL", "DU01", "AM05"])
def test_a_file_refused_because_the_bank_had_it_is_no_rejection_of_the_payment(reason: str) -> None:
    group = f"<OrgnlMsgId>FH-1</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>"
    verdict = read_report(_report("", group=group)).of("E1")
    assert verdict is not None
    assert verdict.outcome is Outcome.DUPLICATE


def test_a_report_that_says_nothing_of_a_payment_says_nothing() -> None:
    report = read_report(_report("<OrgnlPmtInfAndSts><TxInfAndSts/></OrgnlPmtInfAndSts>"))
    assert report == Report("R-1", "FH-1", None, (), ())
    assert report.of("E1") is None


@pytest.mark.parametrize(
    ("content", "code", "pointer"),
    [
        (b"", "report_not_xml", "/"),
        (b"<!DOCTYPE a><a/>", "report_dtd", "/"),
        (b"<Document/>", "report_not_pain002", "/Document"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'/>", "report_not_pain002", "/Document"),
        (b"<a xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'/>", "report_not_pain002", "/a"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.02'/>", "report_version_unknown", "/Document"),
        (
            b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'/>",
            "report_field_missing",
            "/Document/CstmrPmtStsRpt/OrgnlGrpInfAndSts",
        ),
        (_report("", group=""), "report_field_missing", "/Document/CstmrPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgId"),
        (
            _report("<OrgnlPmtInfAndSts><TxInfAndSts><TxSts>ACCP</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>"),
            "report_field_missing",
            "/Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts[1]/TxInfAndSts[1]/OrgnlEndToEndId",
        ),
        (
            _report("<OrgnlPmtInfAndSts>" + _payment("E1", "ACCP") + _payment("E2", "OKAY") + "</OrgnlPmtInfAndSts>"),
            "report_status",
            "/Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts[1]/TxInfAndSts[2]/TxSts",
        ),
    ],
)
def test_a_report_that_cannot_be_believed_is_refused(content: bytes, code: str, pointer: str) -> None:
    fault = _refused(content)
    assert (fault.code, fault.pointer) == (code, pointer)


def test_the_limits_hold_for_reports_too() -> None:
    assert _refused(_report(""), Limits(statement_bytes_max=10)).code == "report_too_large"
    assert _refused(_report(""), Limits(statement_depth_max=2)).code == "report_too_deep"
    assert _refused(_report(""), Limits(statement_elements_max=3)).code == "report_too_many_elements"
    assert _refused(_report(""), Limits(statement_text_chars_max=2)).code == "report_text_too_long"
