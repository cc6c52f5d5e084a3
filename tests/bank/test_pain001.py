"""Payment files: exact content, the published schema, another program's reading, and each refusal with its place."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import msgspec
import pytest
import xmlschema
from mockbank import messages, validate

from fairhold.bank.fault import PaymentError
from fairhold.bank.numbers import reference
from fairhold.bank.pain001 import (
    TRANSFERS_MAX,
    CreditTransfer,
    Debtor,
    check_transfer,
    message_id_of,
    write_payments,
)

ORDER = 612345678901234567
NOW = datetime(2026, 8, 3, 18, 0, tzinfo=UTC)
DAY = date(2026, 8, 4)
DEBTOR = Debtor("Fairhold Trust", "NL41MOCK0000000001", "MOCKNL2A")
PAYOUT = CreditTransfer(
    end_to_end_id="RF880612345678901234567-1",
    amount=2_500_000,
    currency="EUR",
    creditor_name="Søren & Co",
    creditor_account="nl30 mock 0000 0000 05",
    remittance="Payout of order 77",
)
REFUND = CreditTransfer(
    end_to_end_id="RF880612345678901234567-2",
    amount=100,
    currency="EUR",
    creditor_name="Initech",
    creditor_account="NL84MOCK0000000003",
    reference="RF88 0612 3456 7890 1234 567",
)
OVERSEAS = CreditTransfer(
    end_to_end_id="E-3",
    amount=5_500_000,
    currency="USD",
    creditor_name="Shenzhen Lamps Co., Ltd.",
    creditor_account="6217-0001",
    creditor_bic="ICBKCNBJSZN",
)
YEN = CreditTransfer(
    end_to_end_id="E-4",
    amount=9_000,
    currency="JPY",
    creditor_name="Osaka",
    creditor_account="1234567",
    creditor_bic="BOTKJPJT",
)


def _file(*transfers: CreditTransfer, debtor: Debtor = DEBTOR) -> bytes:
    return write_payments("FH-1", NOW, DAY, debtor, transfers)


def _refused(transfer: CreditTransfer) -> PaymentError:
    with pytest.raises(PaymentError) as caught:
        _file(PAYOUT, transfer)
    return caught.value


def _changed(transfer: CreditTransfer, **changes: Any) -> CreditTransfer:
    return msgspec.structs.replace(transfer, **changes)


def test_the_bank_reads_exactly_what_we_mean() -> None:
    read, findings = validate.inspect(_file(PAYOUT, REFUND), today=DAY)
    assert findings == []
    assert (read.msg_id, read.nb_of_txs, read.ctrl_sum) == ("FH-1", 2, Decimal("25001.00"))
    [batch] = read.batches
    assert (batch.debtor_account, batch.debtor_account_currency) == ("NL41MOCK0000000001", "EUR")
    assert batch.requested_execution_date == DAY
    assert [(p.end_to_end_id, p.amount, p.currency, p.creditor_account) for p in read.payments] == [
        ("RF880612345678901234567-1", 2_500_000, "EUR", "NL30MOCK0000000005"),
        ("RF880612345678901234567-2", 100, "EUR", "NL84MOCK0000000003"),
    ]
    assert read.payments[0].creditor_name == "Soren + Co"


def test_the_file_is_valid_by_the_published_schema() -> None:
    pytest.importorskip("sepaxml", reason="the published schema comes with the development package sepaxml")
    schema = xmlschema.XMLSchema(str(resources.files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))
    for content in (
        _file(PAYOUT, REFUND, OVERSEAS, YEN),
        _file(OVERSEAS, debtor=Debtor("Fairhold Trust", "0010020034")),
    ):
        assert [str(error) for error in schema.iter_errors(content.decode())] == []
    spoiled = _file(PAYOUT).replace(b"<PmtMtd>TRF</PmtMtd>", b"")
    assert not schema.is_valid(spoiled.decode())


def test_each_currency_is_a_block_of_its_own_in_the_order_of_their_codes() -> None:
    read = messages.read_pain001(_file(OVERSEAS, YEN, PAYOUT, REFUND))
    assert [(batch.pmt_inf_id, len(batch.payments)) for batch in read.batches] == [
        ("FH-1-EUR", 2),
        ("FH-1-JPY", 1),
        ("FH-1-USD", 1),
    ]
    assert read.ctrl_sum == Decimal("25001.00") + Decimal("55000.00") + 9_000


def test_only_euro_between_ibans_goes_by_sepa_and_costs_are_shared_elsewhere() -> None:
    assert b"<Cd>SEPA</Cd>" in _file(PAYOUT)
    assert b"<ChrgBr>SLEV</ChrgBr>" in _file(PAYOUT)
    for content in (_file(OVERSEAS), _file(_changed(OVERSEAS, currency="EUR"))):
        assert b"SEPA" not in content
        assert b"<ChrgBr>SHAR</ChrgBr>" in content


def test_the_same_input_is_the_same_bytes() -> None:
    assert _file(PAYOUT, OVERSEAS) == _file(PAYOUT, OVERSEAS)


def test_a_message_id_follows_from_the_identity_of_what_is_sent() -> None:
    assert message_id_of("outbox", "17") == "FHE9DFEE5294F3E39A611AEE51D57A5837"
    assert message_id_of("outbox", "17") == message_id_of("outbox", "17")
    assert message_id_of("outbox1", "7") != message_id_of("outbox", "17")


def test_a_debtor_without_a_bic_is_left_to_its_bank() -> None:
    content = _file(PAYOUT, debtor=Debtor("Trust", "NL41MOCK0000000001"))
    assert b"<Id>NOTPROVIDED</Id>" in content
    assert validate.errors(validate.validate(content, today=DAY)) == []


def test_a_checked_transfer_is_as_the_bank_will_see_it() -> None:
    checked = check_transfer(REFUND)
    assert checked.reference == reference(ORDER)
    assert check_transfer(PAYOUT).creditor_account == "NL30MOCK0000000005"
    assert check_transfer(checked) == checked


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"end_to_end_id": ""}, "payment_identifier", "end_to_end_id"),
        ({"end_to_end_id": "ord_1"}, "payment_identifier", "end_to_end_id"),
        ({"end_to_end_id": "x" * 36}, "payment_identifier", "end_to_end_id"),
        ({"end_to_end_id": PAYOUT.end_to_end_id}, "payment_identifier_repeated", "end_to_end_id"),
        ({"amount": 0}, "payment_amount", "amount"),
        ({"amount": -5}, "payment_amount", "amount"),
        ({"amount": 10**15}, "payment_amount", "amount"),
        ({"currency": "XYZ"}, "payment_currency", "currency"),
        ({"currency": "eur"}, "payment_currency", "currency"),
        ({"creditor_name": ""}, "payment_text_length", "creditor_name"),
        ({"creditor_name": "x" * 71}, "payment_text_length", "creditor_name"),
        ({"creditor_name": "深圳"}, "payment_characters", "creditor_name"),
        ({"remittance": "x" * 141, "reference": ""}, "payment_text_length", "remittance"),
        ({"remittance": "€", "reference": ""}, "payment_characters", "remittance"),
        ({"remittance": "both"}, "payment_reference", "reference"),
        ({"reference": "RF880612345678901234568"}, "payment_reference", "reference"),
        ({"creditor_account": ""}, "payment_account", "creditor_account"),
        ({"creditor_account": "NL84MOCK0000000004"}, "payment_account", "creditor_account"),
        ({"creditor_account": "12 34/56"}, "payment_account", "creditor_account"),
        ({"creditor_account": "1" * 35}, "payment_account", "creditor_account"),
        ({"creditor_account": "1234567"}, "payment_bic", "creditor_bic"),
        ({"creditor_bic": "MOCK"}, "payment_bic", "creditor_bic"),
    ],
)
def test_a_payment_that_could_go_wrong_is_not_written(changes: dict[str, Any], code: str, field: str) -> None:
    fault = _refused(_changed(REFUND, **changes))
    assert (fault.code, fault.where) == (code, f"transfers/1/{field}")


def test_the_file_itself_is_checked_too() -> None:
    with pytest.raises(PaymentError) as caught:
        _file()
    assert (caught.value.code, caught.value.where) == ("payment_file_empty", "transfers")
    with pytest.raises(PaymentError) as caught:
        _file(*[PAYOUT] * (TRANSFERS_MAX + 1))
    assert caught.value.code == "payment_file_too_many"
    with pytest.raises(PaymentError) as caught:
        write_payments("no spaces", NOW, DAY, DEBTOR, [PAYOUT])
    assert (caught.value.code, caught.value.where) == ("payment_identifier", "message_id")
    for debtor, where in (
        (Debtor("", "1"), "debtor/name"),
        (Debtor("T", "NL41MOCK0000000002"), "debtor/account"),
        (Debtor("T", "1", "X"), "debtor/bic"),
    ):
        with pytest.raises(PaymentError) as caught:
            _file(PAYOUT, debtor=debtor)
        assert caught.value.where == where
