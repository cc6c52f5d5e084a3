"""The request to fetch a payment back: the same bytes each time, and only what banks carry."""

from datetime import UTC, datetime

import msgspec
import pytest

from fairhold.bank.camt055 import REASON_CHARS_MAX, Recall, write_recall
from fairhold.bank.fault import PaymentError
from fairhold.bank.pain001 import Debtor

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUSE = Debtor("Fairhold Trust", "GB29NWBK60161331926819", "NWBKGB2L")
ONE = Recall(
    payment_file="FH0123456789ABCDEF0123456789ABCDEF",
    end_to_end_id="sup-0ep7trc0009yj-P1",
    amount=8_000_000,
    currency="USD",
    cause="fraud",
    reason="Konto gehört nicht dem Verkäufer",
)

WRITTEN = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.08">
  <CstmrPmtCxlReq>
    <Assgnmt>
      <Id>FHRECALL1</Id>
      <Assgnr>
        <Pty>
          <Nm>Fairhold Trust</Nm>
        </Pty>
      </Assgnr>
      <Assgne>
        <Agt>
          <FinInstnId>
            <BICFI>NWBKGB2L</BICFI>
          </FinInstnId>
        </Agt>
      </Assgne>
      <CreDtTm>2026-03-02T09:00:00Z</CreDtTm>
    </Assgnmt>
    <CtrlData>
      <NbOfTxs>1</NbOfTxs>
    </CtrlData>
    <Undrlyg>
      <OrgnlPmtInfAndCxl>
        <OrgnlPmtInfId>FH0123456789ABCDEF0123456789ABC-USD</OrgnlPmtInfId>
        <OrgnlGrpInf>
          <OrgnlMsgId>FH0123456789ABCDEF0123456789ABCDEF</OrgnlMsgId>
          <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
        </OrgnlGrpInf>
        <TxInf>
          <CxlId>FHRECALL1</CxlId>
          <OrgnlEndToEndId>sup-0ep7trc0009yj-P1</OrgnlEndToEndId>
          <OrgnlInstdAmt Ccy="USD">80000.00</OrgnlInstdAmt>
          <CxlRsnInf>
            <Rsn>
              <Cd>FRAD</Cd>
            </Rsn>
            <AddtlInf>Konto gehort nicht dem Verkaufer</AddtlInf>
          </CxlRsnInf>
        </TxInf>
      </OrgnlPmtInfAndCxl>
    </Undrlyg>
  </CstmrPmtCxlReq>
</Document>
"""


def test_the_request_names_the_file_the_payment_and_the_reason() -> None:
    assert write_recall("FHRECALL1", AT, HOUSE, ONE).decode() == WRITTEN


def test_a_reason_that_banks_do_not_carry_is_left_out_and_a_long_one_is_cut() -> None:
    silent = write_recall("FHRECALL1", AT, HOUSE, msgspec.structs.replace(ONE, reason="账户不对", cause="twice"))
    assert b"<Cd>DUPL</Cd>" in silent
    assert b"AddtlInf" not in silent
    long = write_recall("FHRECALL1", AT, HOUSE, msgspec.structs.replace(ONE, reason="x" * 500, cause="mistake"))
    assert b"<Cd>CUST</Cd>" in long
    assert f"<AddtlInf>{'x' * REASON_CHARS_MAX}</AddtlInf>".encode() in long


def test_a_bank_without_a_bic_is_not_named() -> None:
    assert b"<Id>NOTPROVIDED</Id>" in write_recall("FHRECALL1", AT, Debtor("Fairhold Trust", "12345"), ONE)


@pytest.mark.parametrize(("message_id", "name"), [("", "message_id"), ("x" * 36, "message_id"), ("é", "message_id")])
def test_an_id_that_banks_do_not_carry_is_refused(message_id: str, name: str) -> None:
    with pytest.raises(PaymentError) as caught:
        write_recall(message_id, AT, HOUSE, ONE)
    assert (caught.value.code, caught.value.where) == ("payment_identifier", name)
