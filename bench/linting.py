"""Contracts of thirty terms, half of them typed and half in words, to lint again and again; and the command from
nothing.

The words change from one contract to the next, so that at first nothing can be remembered of them.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from fairhold.lint.draft import Draft
from fairhold.lint.ways.own import read_toml

EXAMPLE = Path(__file__).parents[1] / "examples" / "contracts" / "provable.toml"
"""Eight terms about goods and seven about the deal, all typed."""
SENTENCES = (
    "Lid material: PP, food grade, batch {n}",
    "Lid colour: Pantone Cool Gray {n} C",
    "Straw: stainless steel 304, length 21.{n} cm",
    "Silicone ring 2.{n} mm ± 0.1 mm",
    "Each tumbler in a PE bag of {n} micron",
    "Good workmanship, no scratches over {n} mm",
    "Quantity of spare lids: about {n} pcs",
    "Claims within {n} days after arrival with photos",
    "Certificates: LFGB test report no. TR-{n}",
    "Our logo as per artwork version {n}",
    "Sample approved on 2026-05-{d:02d}, both keep one",
    "Shipment as soon as possible after week {n}",
    "30% deposit, 70% balance within {n} days",
    "Gross weight of the master carton at most 9.{n} kg",
    "Third-party inspection at the factory, {n} man-days",
)
"""Fifteen terms in words."""
TERMS = 15 + len(SENTENCES)


def contracts(count: int) -> list[Draft]:
    """So many contracts, no two of the same words."""
    typed = read_toml(EXAMPLE.read_text("utf-8")).draft
    return [
        msgspec.structs.replace(typed, clauses=tuple(text.format(n=n, d=1 + n % 28) for text in SENTENCES))
        for n in range(10, 10 + count)
    ]


def cold_start_ms(compiled: Path) -> tuple[float, float]:
    """Milliseconds of `fairhold lint` on a file, as a process of its own, and of its CPU. The first call puts compiled
    modules into the folder, as an installed program has them whatever this environment says."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    command = [sys.executable, "-m", "fairhold", "lint", str(EXAMPLE.with_name("vague.txt")), "--json"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, env=environment)
    after, taken = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken * 1000, cpu * 1000
