"""One entry: who paid, what was written, what came back, and when a bundle of payments is split."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fairhold.bank.camt import read_statements
from fairhold.bank.numbers import find_orders
from fairhold.bank.statement import Line, Party, Statement

Build = Callable[..., Any]

INCOMING = """<NtryDtls><TxDtls>
<Refs><AcctSvcrRef>TX-9</AcctSvcrRef><EndToEndId>PO-77</EndToEndId></Refs><Amt Ccy='USD'>25000.00</Amt>
<RltdPties><Dbtr><Pty><Nm>Henkel Trading</Nm></Pty></Dbtr><DbtrAcct><Id><Othr><Id>4471</Id></Othr></Id></DbtrAcct>
<UltmtDbtr><Pty><Nm>Henkel Holding</Nm></Pty></UltmtDbtr><Cdtr><Pty><Nm>Operator</Nm></Pty></Cdtr>
<CdtrAcct><Id><Othr><Id>8390061234567890123456752</Id></Othr></Id></CdtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId><BICFI>CHASUS33</BICFI></FinInstnId></DbtrAgt></RltdAgts>
<RmtInf><Ustrd> order of March </Ustrd><Ustrd>RF88 0612 3456</Ustrd><Strd><CdtrRefInf><Ref>RF880612345678901234567</Ref>
</CdtrRefInf><AddtlRmtInf>more</AddtlRmtInf></Strd></RmtInf></TxDtls></NtryDtls>"""


def _one(content: bytes) -> Statement:
    [statement] = read_statements(content)
    return statement


def _payment(amount: str, reference: str, currency: str = "USD", more: str = "") -> str:
    told = f"<Amt Ccy='{currency}'>{amount}</Amt>" if amount else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{told}{more}"
        f"<RmtInf><Ustrd>for {reference}</Ustrd></RmtInf></TxDtls>"
    )


def test_a_credit_says_who_paid_to_which_number_and_for_what(statement_file: Build, entry: Build) -> None:
    [line] = _one(statement_file(entry(details=INCOMING, extra=""))).lines
    assert line == Line(
        key=line.key,
        entry=line.key,
        booked_on=date(2026, 8, 3),
        value_on=date(2026, 8, 4),
        amount=2_500_000,
        credit=True,
        currency="USD",
        counterparty=Party("Henkel Trading", "4471", "CHASUS33"),
        ultimate_name="Henkel Holding",
        addressed_account="8390061234567890123456752",
        end_to_end_id="PO-77",
        structured=("RF880612345678901234567",),
        unstructured=("order of March", "RF88 0612 3456", "more"),
        bank_reference="BANK-1",
    )
    assert find_orders(line.texts, "8390") == (612345678901234567,)


def test_the_older_spelling_of_parties_and_banks_is_read_alike(statement_file: Build, entry: Build) -> None:
    older = INCOMING.replace("<Pty>", "").replace("</Pty>", "").replace("BICFI", "BIC")
    assert _one(statement_file(entry(details=older))) == _one(statement_file(entry(details=INCOMING)))


def test_a_debit_says_whom_we_paid(statement_file: Build, entry: Build, balance: Build) -> None:
    details = """<NtryDtls><TxDtls><Refs><MsgId>FH1</MsgId><InstrId>I1</InstrId><EndToEndId>E1</EndToEndId></Refs>
    <RltdPties><Cdtr><Pty><Nm>Supplier</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>NL30MOCK0000000005</IBAN></Id></CdtrAcct>
    </RltdPties></TxDtls></NtryDtls>"""
    content = statement_file(entry("10.00", "DBIT", details=details), closing=balance("CLBD", "10.00", "DBIT"))
    [line] = _one(content).lines
    assert (line.signed, line.counterparty) == (-1000, Party("Supplier", "NL30MOCK0000000005"))
    assert (line.message_id, line.instruction_id, line.end_to_end_id) == ("FH1", "I1", "E1")


def test_a_payment_that_comes_back_names_the_one_we_paid_and_the_reason(statement_file: Build, entry: Build) -> None:
    back = """<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Operator</Nm></Pty>
    </Dbtr><Cdtr><Pty><Nm>Supplier</Nm></Pty></Cdtr></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>
    </TxDtls></NtryDtls>"""
    [line] = _one(statement_file(entry(details=back))).lines
    assert (line.is_return, line.reason, line.counterparty.name, line.credit) == (True, "AC04", "Supplier", True)
    turned = back.replace("<Cdtr><Pty><Nm>Supplier</Nm></Pty></Cdtr>", "").replace("Operator", "Supplier")
    assert _one(statement_file(entry(details=turned))).lines[0].counterparty.name == "Supplier"


def test_a_reversal_is_marked_and_its_direction_is_that_of_the_money(
    statement_file: Build, entry: Build, balance: Build
) -> None:
    content = statement_file(
        entry("10.00", "DBIT", extra="<RvslInd>true</RvslInd>"), closing=balance("CLBD", "10.00", "DBIT")
    )
    [line] = _one(content).lines
    assert (line.is_reversal, line.signed) == (True, -1000)


def test_words_that_banks_write_for_no_reference_count_as_none(statement_file: Build, entry: Build) -> None:
    details = INCOMING.replace("PO-77", "NOTPROVIDED").replace("TX-9", "NONREF")
    [line] = _one(statement_file(entry(reference="NONREF", details=details))).lines
    assert (line.end_to_end_id, line.bank_reference, line.identified) == ("", "", False)


def test_the_reference_of_the_payment_serves_where_the_entry_has_none(statement_file: Build, entry: Build) -> None:
    [line] = _one(statement_file(entry(reference="", details=INCOMING))).lines
    assert (line.bank_reference, line.identified) == ("TX-9", True)


def test_an_entry_without_details_keeps_what_the_bank_added(statement_file: Build, entry: Build) -> None:
    [line] = _one(statement_file(entry(details="<AddtlNtryInf>RF880612345678901234567</AddtlNtryInf>"))).lines
    assert line.unstructured == ("RF880612345678901234567",)
    assert line.batch_of == 1


def test_bank_codes_are_read_from_either_spelling(statement_file: Build, entry: Build) -> None:
    domain = "<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>XBCT</SubFmlyCd></Fmly></Domn>"
    content = statement_file(entry()).replace(b"<BkTxCd/>", f"<BkTxCd>{domain}</BkTxCd>".encode())
    assert _one(content).lines[0].bank_code == "PMNT/RCDT/XBCT"
    content = statement_file(entry()).replace(b"<BkTxCd/>", b"<BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>")
    assert _one(content).lines[0].bank_code == "NTRF+166"


def test_a_bundle_is_split_when_the_amounts_sum_to_the_entry(statement_file: Build, entry: Build) -> None:
    details = f"<NtryDtls>{_payment('20000.00', 'A')}{_payment('5000.00', 'B')}</NtryDtls>"
    lines = _one(statement_file(entry(details=details))).lines
    assert [(line.amount, line.end_to_end_id, line.batch_of) for line in lines] == [
        (2_000_000, "A", 1),
        (500_000, "B", 1),
    ]
    assert lines[0].entry == lines[1].entry
    assert len({lines[0].key, lines[1].key, lines[0].entry}) == 3


def test_a_bundle_may_mix_directions_and_the_older_place_of_amounts(statement_file: Build, entry: Build) -> None:
    older = "<AmtDtls><TxAmt><Amt Ccy='USD'>25010.00</Amt></TxAmt></AmtDtls>"
    fee = _payment("10.00", "FEE", more="<CdtDbtInd>DBIT</CdtDbtInd>")
    lines = _one(statement_file(entry(details=f"<NtryDtls>{_payment('', 'A', more=older)}{fee}</NtryDtls>"))).lines
    assert [line.signed for line in lines] == [2_501_000, -1_000]


def test_a_bundle_stays_one_line_and_says_so_when_its_parts_are_not_told(statement_file: Build, entry: Build) -> None:
    for second in (_payment("4999.99", "B"), _payment("", "B"), _payment("5000.00", "B", "EUR"), _payment("0.00", "B")):
        details = f"<NtryDtls>{_payment('20000.00', 'A')}{second}</NtryDtls>"
        [line] = _one(statement_file(entry(details=details))).lines
        assert (line.amount, line.batch_of, line.key) == (2_500_000, 2, line.entry)
        assert line.unstructured == ("for A", "for B")
        assert line.end_to_end_id == ""


def test_a_bundle_that_is_only_counted_says_how_many(statement_file: Build, entry: Build) -> None:
    [line] = _one(statement_file(entry(details="<NtryDtls><Btch><NbOfTxs>12</NbOfTxs></Btch></NtryDtls>"))).lines
    assert line.batch_of == 12


def test_a_bundle_names_a_counterparty_only_when_all_parts_do(statement_file: Build, entry: Build) -> None:
    payer = "<RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr></RltdPties>"
    for names, counterparty in ((("One", "One"), "One"), (("One", "Two"), "")):
        parts = "".join(_payment("", str(n), more=payer.format(name)) for n, name in enumerate(names))
        [line] = _one(statement_file(entry(details=f"<NtryDtls>{parts}</NtryDtls>"))).lines
        assert line.counterparty.name == counterparty
