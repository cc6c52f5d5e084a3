"""Long camt.053 files taken in by a process of its own: read and proved, kept, asked for at the desk, and the memory
that it took.

Every line is a credit of its own that names no order, so that it becomes a stream, an event and a posting in suspense.
"""

import io
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fairhold.bank.incoming import Taker, scan_incoming
from fairhold.bank.tree import Limits
from fairhold.book.connection import connect
from fairhold.cashier.house import house_of
from fairhold.cashier.spool import Spool
from fairhold.cashier.statements import import_statement
from fairhold.desk import Desk
from fairhold.settings import Settings

LIMITS = Limits(statement_bytes_max=4_000_000_000, statement_lines_max=1_000_000)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M{lines}</MsgId><CreDtTm>2026-03-02T09:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S{lines}</Id><CreDtTm>2026-03-02T09:00:00Z</CreDtTm>
<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>USD</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">{lines}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
"""
ENTRY = """<Ntry><Amt Ccy="USD">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>B{lines}-{n}</AcctSvcrRef>\
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><Amt Ccy="USD">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
<RltdPties><Dbtr><Pty><Nm>Buyer {n}</Nm></Pty></Dbtr>\
<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>\
<RltdAgts><DbtrAgt><FinInstnId><BICFI>BYLADEM1001</BICFI></FinInstnId></DbtrAgt></RltdAgts>\
<RmtInf><Ustrd>for the goods of invoice {n}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
"""
TAIL = "</Stmt></BkToCstmrStmt></Document>\n"


def write_file(path: Path, lines: int) -> None:
    """A statement of so many credits of 1.00."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(lines=lines, account="GB33BUKB20201555555555"))
        for n in range(lines):
            file.write(ENTRY.format(lines=lines, n=n))
        file.write(TAIL)


def imported(url: str, folder: Path, lines: int) -> dict[str, float]:
    """Seconds (`read_s`, `all_s`), seconds of CPU of the process (`read_cpu_s`, `all_cpu_s`) and its peak of memory in
    MiB (`peak_mib`) of one import; reading is measured alone first, for it is part of the whole.
    """
    path = folder / f"long-{lines}.xml"
    write_file(path, lines)
    command = [sys.executable, __file__, url, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    path.unlink()
    figures: dict[str, float] = json.loads(said)
    assert figures["booked"] == lines, said
    return figures


def _measure(url: str, path: Path) -> dict[str, float]:
    with path.open("rb") as file:
        began, cpu = time.perf_counter(), time.process_time()
        _read(file)
        read_s, read_cpu_s = time.perf_counter() - began, time.process_time() - cpu
        file.seek(0)
        began, cpu = time.perf_counter(), time.process_time()
        with Desk(url) as desk, connect(url) as connection:
            now = datetime.now(UTC)
            report = import_statement(desk, connection, file, house_of(Settings()), now, limits=LIMITS)
        all_s, all_cpu_s = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "read_s": read_s,
        "read_cpu_s": read_cpu_s,
        "all_s": all_s,
        "all_cpu_s": all_cpu_s,
        "peak_mib": peak,
        "booked": report.changed,
    }


def _read(file: BinaryIO | io.BytesIO) -> None:
    with Spool() as spool:
        scan_incoming(file, LIMITS, Taker(spool.keep, spool.tallied))


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]))))
