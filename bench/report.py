"""What the benchmark says: figures with their targets, and where the time goes, as text and JSON."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

TARGETS: dict[str, tuple[str, float, float]] = {
    "desk256_vs_pgbench": (">=", 4.5, 8),
    "desk64_vs_pgbench": (">=", 3, 6),
    "desk64_p99_vs_pgbench": ("<=", 1, 0.5),
    "share_of_batch_limit": (">=", 0.5, 0.85),
    "hot_vs_spread": (">=", 0.95, 1),
    "cpu_growth_1e6": ("<=", 2, 1.4),
    "lives_1e6_vs_1e3": (">=", 0.8, 0.95),
    "scan_due_ms": ("<=", 9.9, 1),
    "p99_ms_at_3000": ("<=", 15, 8),
    "http_single_cpu_us": ("<=", 200, 100),
    "http_bulk_vs_desk": (">=", 0.4, 0.7),
    "sample_plan_cold_ms": ("<=", 200, 120),
    "lint_30_terms_ms": ("<=", 2, 1),
    "lint_start_ms": ("<=", 300, 150),
    "report_check_ms": ("<=", 50, 20),
    "recommendation_ms": ("<=", 20, 5),
    "store_vs_copy": (">=", 0.5, 0.6),
    "chat_100k_s": ("<=", 2, 1),
    "directory_p99_ms": ("<=", 50, 20),
    "limits_s_per_100k": ("<=", 600, 300),
    "import_lines_s": (">=", 20_000, 40_000),
}
"""Per figure: the side that is good, what it has to be, what it should be."""


def median(values: Sequence[float]) -> float:
    """The middle one; 0 for none."""
    return statistics.median(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share stays below; 0 for none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


class Report:
    """Collects figures and prints them as they come."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {}
        self.details: dict[str, Any] = {}
        self.notes: list[str] = []

    def heading(self, text: str) -> None:
        """What is measured next."""
        print(f"\n{text}", flush=True)

    def line(self, text: str) -> None:
        """A line of the running account."""
        print(f"  {text}", flush=True)

    def note(self, text: str) -> None:
        """Something that a reader has to know to judge the figures; repeated at the end."""
        self.notes.append(text)
        print(f"  ! {text}", flush=True)

    def figure(self, name: str, value: float) -> None:
        """A result, with its verdict when it has a target."""
        self.figures[name] = value
        print(f"  {name} = {_rounded(value)}{_verdict(name, value)}", flush=True)

    def detail(self, name: str, value: Any) -> None:
        """Something for the JSON only, such as all rounds."""
        self.details[name] = value

    def summary(self) -> None:
        """All figures that have a target, then the others."""
        print(f"\n{'figure':<26}{'measured':>12}{'target':>12}{'aim':>10}")
        for name, (side, need, aim) in TARGETS.items():
            if name in self.figures:
                missed = "" if _is_good(side, self.figures[name], need) else "  MISSED"
                shown = _rounded(self.figures[name])
                print(f"{name:<26}{shown:>12}{side + ' ' + _rounded(need):>12}{_rounded(aim):>10}{missed}")
        for name, value in self.figures.items():
            if name not in TARGETS:
                print(f"{name:<26}{_rounded(value):>12}")
        for note in self.notes:
            print(f"! {note}")

    def write(self, file: Path) -> None:
        """All of it as JSON: figures at the top level, the rest under `details` and `notes`."""
        body = {**self.figures, "details": self.details, "notes": self.notes}
        file.write_bytes(msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n")


def _is_good(side: str, value: float, than: float) -> bool:
    return value >= than if side == ">=" else value <= than


def _verdict(name: str, value: float) -> str:
    if name not in TARGETS:
        return ""
    side, need, aim = TARGETS[name]
    if _is_good(side, value, aim):
        return f"  (aim {side} {_rounded(aim)} reached)"
    if _is_good(side, value, need):
        return f"  (target {side} {_rounded(need)} reached, aim {_rounded(aim)} not)"
    return f"  (target {side} {_rounded(need)} MISSED)"


def _rounded(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
