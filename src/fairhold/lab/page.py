"""The lab's report as files: a page that needs nothing else, its pictures, and the figures as JSON.

It words and draws what `simulation.py` and `rings.py` found; the same findings give the same bytes.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

import msgspec

from fairhold.lab.bars import Bar, Group, svg
from fairhold.lab.rings import DIAL_FEE_BP, Ring, staged
from fairhold.lab.simulation import Report
from fairhold.limit.bounded import g_bp
from fairhold.trade.money import show
from fairhold.trade.policy import Policy

Figure = tuple[str, Callable[[Report], int], Callable[[int], str]]
"""A row: what it is called, where it stands in the report, how it is said."""


class Staged(msgspec.Struct, frozen=True):
    """The staged rings under one dial and fee, in basis points; `under` says whose they are."""

    under: str
    g_bp: int
    fee_bp: int
    rings: tuple[Ring, ...]


def _usd(minor: int) -> str:
    return show(minor, "USD")


def _percent(bp: int) -> str:
    return f"{bp / 100:.2f} %"


def _days(days: int) -> str:
    return f"{days} days"


LOSSES: Final[tuple[Figure, ...]] = (
    ("lost by buyers", lambda r: r.losses.buyers, _usd),
    ("lost by suppliers", lambda r: r.losses.suppliers, _usd),
    ("owed to the operator", lambda r: r.losses.operator, _usd),
    ("won by rings", lambda r: r.ring_profit, _usd),
)
FROZEN: Final[tuple[Figure, ...]] = (("frozen, money x days", lambda r: r.frozen_money_days, _usd),)
DISPUTES: Final[tuple[Figure, ...]] = (
    ("disputed orders", lambda r: r.disputes, str),
    ("stalled orders", lambda r: r.stalled, str),
)
DAYS: Final[tuple[Figure, ...]] = (
    ("days to the end, median", lambda r: r.days_to_end_median, _days),
    ("days to the end, most", lambda r: r.days_to_end_most, _days),
)
COUNTED: Final[tuple[Figure, ...]] = (
    ("related buyers noted", lambda r: r.related_buyers, str),
    ("inspections that passed", lambda r: r.visits.get("pass", 0), str),
    ("inspections that failed", lambda r: r.visits.get("fail", 0), str),
    ("inspectors who found no goods", lambda r: r.visits.get("supplier_not_ready", 0), str),
    ("chargebacks that buyers won", lambda r: r.chargebacks.get("lost", 0), str),
    ("chargebacks that suppliers won", lambda r: r.chargebacks.get("won", 0), str),
    ("loans that lenders took back", lambda r: r.loans_taken_back, str),
)
RANK: Final[tuple[Figure, ...]] = (("rank quality", lambda r: r.rank_quality_bp, _percent),)
PICTURES: Final[tuple[tuple[str, str, tuple[Figure, ...]], ...]] = (
    ("losses", "Who lost how much", LOSSES),
    ("frozen", "How much money lay frozen, and how long", FROZEN),
    ("disputes", "Disputes, and orders that never ended", DISPUTES),
    ("days", "How long orders took", DAYS),
    ("rank", "How often an honest supplier has the better record", RANK),
)
"""Each picture: its file, its title, its rows."""
TRADED: Final[Figure] = ("traded", lambda r: r.traded, _usd)
FIGURES: Final[tuple[Figure, ...]] = (TRADED, *(row for _, _, rows in PICTURES for row in rows), *COUNTED)
"""Every row of the comparison, in the order of the table."""
NO_FORECAST: Final = "Compare columns; this is no forecast."
STYLE: Final = (
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}table{border-collapse:collapse}th,td{padding:.25rem .75rem;text-align:right;"
    "border-bottom:1px solid #8884}th:first-child,td:first-child{text-align:left}svg{width:100%;height:auto}"
    ".wide{overflow-x:auto}"
)


def files(reports: list[Report], policies: dict[str, Policy]) -> dict[str, bytes]:
    """Every file of the report by its name: `report.html`, `report.json`, and one SVG a picture."""
    rings = rings_under(policies)
    pictures = {name: _picture(name, title, rows, reports) for name, title, rows in PICTURES}
    pictures["rings"] = _ring_picture(rings)
    whole = msgspec.json.format(msgspec.json.encode({"reports": reports, "rings": rings}), indent=2)
    page = _page(reports, pictures, rings)
    return {
        "report.html": page.encode(),
        "report.json": whole + b"\n",
        **{f"{name}.svg": picture.encode() for name, picture in pictures.items()},
    }


def rings_under(policies: dict[str, Policy]) -> tuple[Staged, ...]:
    """The staged rings at the default dial and its fee, then under each policy's own dial and fee."""
    default = msgspec.structs.replace(Policy(), service_fee_supplier_bp=DIAL_FEE_BP)
    return tuple(
        Staged(name, g_bp(policy), policy.service_fee_supplier_bp, staged(policy))
        for name, policy in (("default dial", default), *policies.items())
    )


def _picture(name: str, title: str, rows: tuple[Figure, ...], reports: list[Report]) -> str:
    groups = tuple(
        Group(called, tuple(Bar(one.policy, find(one), told(find(one))) for one in reports))
        for called, find, told in rows
    )
    return svg(name, title, groups)


def _ring_picture(rings: tuple[Staged, ...]) -> str:
    groups = tuple(
        Group(
            f"{one.under}: {ring.name}",
            (Bar("could take", ring.taken, _usd(ring.taken)), Bar("paid in fees", ring.fees, _usd(ring.fees))),
        )
        for one in rings
        for ring in one.rings
    )
    return svg("rings", "What a ring could vanish with, and what it paid for it", groups)


def _page(reports: list[Report], pictures: dict[str, str], rings: tuple[Staged, ...]) -> str:
    names = ", ".join(one.policy for one in reports)
    seed = reports[0].seed
    rows = [(called, *(told(find(one)) for one in reports)) for called, find, told in FIGURES]
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Policy lab: {escape(names)}</title><style>{STYLE}</style></head><body>",
        f"<h1>Policy lab: {escape(names)}</h1>",
        f"<p>The same invented people and orders, drawn from seed {seed}, under each policy. {NO_FORECAST}</p>",
        _table(("", *(one.policy for one in reports)), rows),
        *(f"<figure>{picture}</figure>" for name, picture in pictures.items() if name != "rings"),
        "<h2>Rings</h2>",
        *(f"<p>{escape(_verdict(one))}</p>{_ring_table(one)}" for one in rings),
        f"<figure>{pictures['rings']}</figure>",
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _verdict(one: Staged) -> str:
    """Whether a ring gains anything at this dial and fee, said openly."""
    dial = f"{one.under}: dial {_percent(one.g_bp)}, fee {_percent(one.fee_bp)}."
    winners = [ring.name for ring in one.rings if ring.gain > 0]
    if not winners:
        return f"{dial} No ring gains by vanishing under the bounded model."
    reserve = _usd(max(ring.gain for ring in one.rings))
    return (
        f"{dial} A ring gains by vanishing under the bounded model ({', '.join(winners)}): fees do not carry what is "
        f"unsecured, so the operator needs a reserve, of up to {reserve} for one such ring, or collateral."
    )


def _ring_table(one: Staged) -> str:
    rows = [
        (
            ring.name,
            _usd(ring.taken),
            _usd(ring.fees),
            _usd(ring.gain),
            "never" if ring.break_even_bp is None else _percent(ring.break_even_bp),
        )
        for ring in one.rings
    ]
    return _table(("ring", "could take", "paid in fees", "gain", "gains above a dial of"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>\n{lines}\n</tbody></table></div>'
