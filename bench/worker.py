"""A desk in a process of its own, driven by the benchmark: `worker.py URL CALLERS SEED PAIRS FIRST STEP`.

It plays whole lives with every STEP-th supplier from FIRST on. It prints `ready` when warm, counts from the line `go`
to the line `stop`, prints what it did as JSON, and leaves.
"""

import sys
import threading
import time

import msgspec

from fairhold.desk import Desk
from fairhold.serving import settle_in
from lives import WARM_SECONDS, market_of, whole_lives


class Done(msgspec.Struct):
    """What one process did between `go` and `stop`."""

    commands: int
    seconds: float
    cpu: float
    retried: int
    refused: int


def main(url: str, callers: int, seed: str, pairs: int, first: int, step: int) -> None:
    """Play until told to stop."""
    market = market_of(pairs).some(slice(first, None, step))
    settle_in()
    with Desk(url) as desk:
        crowd = whole_lives(desk, market, callers, seed)
        crowd.start()
        threading.Event().wait(WARM_SECONDS)
        print("ready", flush=True)
        sys.stdin.readline()
        at, cpu, answered = time.perf_counter(), time.process_time(), crowd.answered
        retried, refused = desk.statistics.retried, desk.statistics.refused
        sys.stdin.readline()
        done = Done(
            crowd.answered - answered,
            time.perf_counter() - at,
            time.process_time() - cpu,
            desk.statistics.retried - retried,
            desk.statistics.refused - refused,
        )
        crowd.stop()
    print(msgspec.json.encode(done).decode(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *(int(word) for word in sys.argv[4:7]))
