"""Records one sample of every event type that has none yet, under tests/samples: what a stored event looks like.

A sample is the shortest history that any walk found: one event a line as it is stored, the event in question last, then
what it posts. A sample is written once and kept for ever, because stored events are; this program never changes one.
Run it after adding an event: `PYTHONPATH=tests python -m trade.recording`.
"""

import sys
from pathlib import Path

import msgspec

from fairhold.trade.ledger import postings
from fairhold.trade.stream import Event
from fairhold.trade.table import EVENT_TYPES
from trade.walking import Walker

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
WALKS = 1_500
STEPS = 90


def shortest_histories(wanted: set[str]) -> dict[str, tuple[int, list[Event]]]:
    """For each event type wanted, the stream and the shortest beginning of it that ends with such an event."""
    found: dict[str, tuple[int, list[Event]]] = {}
    for seed in range(WALKS):
        walker = Walker(seed)
        for _ in range(STEPS):
            walker.step()
        for number, events in walker.play.streams.items():
            for i, event in enumerate(events):
                kind = str(event.__struct_config__.tag)
                if kind in wanted and (kind not in found or i + 1 < len(found[kind][1])):
                    found[kind] = number, events[: i + 1]
    return found


def text_of(number: int, history: list[Event]) -> str:
    """The lines of a sample."""
    rows = [
        [row.debit.wire, row.debit_owner, row.credit.wire, row.credit_owner, row.amount, row.currency]
        for row in postings(history[-1], number)
    ]
    lines = [msgspec.json.encode(event) for event in history]
    lines.append(msgspec.json.encode({"stream": number, "postings": rows}))
    return "".join(line.decode() + "\n" for line in lines)


def main() -> None:
    """Write the samples that are missing; say which."""
    missing = {kind for kind in EVENT_TYPES if not (SAMPLES / f"{kind}.jsonl").exists()}
    histories = shortest_histories(missing) if missing else {}
    for kind, (number, history) in sorted(histories.items()):
        (SAMPLES / f"{kind}.jsonl").write_text(text_of(number, history), "utf-8")
        sys.stdout.write(f"{kind}: {len(history)} events\n")
    for kind in sorted(missing - set(histories)):
        sys.stdout.write(f"{kind}: no walk reached it\n")


if __name__ == "__main__":
    main()
