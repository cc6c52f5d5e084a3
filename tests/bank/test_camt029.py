"""The bank's word on a request to fetch a payment back: only its no is believed."""

import pytest

from fairhold.bank.camt029 import VERSIONS, Resolution, read_resolutions
from fairhold.bank.fault import StatementError


def resolution(payments: str, of_all: str = "", version: int = 9, id: str = "<Id>A-1</Id>") -> bytes:
    """A camt.029 with these payments."""
    status = f"<Sts><Conf>{of_all}</Conf></Sts>" if of_all else ""
    return (
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.029.001.{version:02d}'><RsltnOfInvstgtn>"
        f"<Assgnmt>{id}</Assgnmt>{status}<CxlDtls>{payments}</CxlDtls></RsltnOfInvstgtn></Document>"
    ).encode()


def payment(name: str, word: str = "", reason: str = "") -> str:
    """What is said of one payment."""
    said = f"<TxCxlSts>{word}</TxCxlSts>" if word else ""
    why = f"<CxlStsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>gone</AddtlInf></CxlStsRsnInf>" if reason else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId>{said}{why}</TxInfAndSts>"


@pytest.mark.parametrize("version", VERSIONS)
def test_each_payment_has_its_own_answer(version: int) -> None:
    block = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>{payment('E2', 'ACCR')}</OrgnlPmtInfAndSts>"
    found = read_resolutions(resolution(payment("E1", "RJCR", "AC04") + block, version=version))
    assert found.message_id == "A-1"
    assert found.payments == (Resolution("E1", True, "AC04 gone"), Resolution("E2", False, ""))


def test_where_a_payment_has_no_answer_of_its_own_that_of_all_counts() -> None:
    assert read_resolutions(resolution(payment("E1"), "RJCR")).payments == (Resolution("E1", True, ""),)
    assert read_resolutions(resolution(payment("E1", "PDCR"), "RJCR")).payments == (Resolution("E1", False, ""),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<Document/>", "report_not_camt029"),
        (resolution("", version=13), "report_version_unknown"),
        (resolution("", id=""), "report_field_missing"),
        (resolution("<TxInfAndSts><TxCxlSts>RJCR</TxCxlSts></TxInfAndSts>"), "report_field_missing"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.029.001.09'/>", "report_field_missing"),
        (b"<Document", "report_not_xml"),
    ],
)
def test_what_is_no_resolution_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(StatementError) as caught:
        read_resolutions(content)
    assert caught.value.code == code
