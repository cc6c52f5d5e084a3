"""A process that plays order lives on a desk and writes down every key it was answered for, so that it can be killed.

Usage: crowd.py URL FILE FIRST LAST. Lives FIRST..LAST-1 are played, 32 at a time, all on the same two suppliers. Each
acknowledged key is a line `role party key` in FILE, on the disk before the next asking goes out.
"""

import os
import sys
from itertools import islice

from market import Market, companies, play

from fairhold.desk import Answer, Asking, Desk

LIVES_AT_ONCE = 32


def main(url: str, file: str, first: int, last: int) -> None:
    market = companies()
    with Desk(url) as desk, open(file, "a") as acknowledged:
        play_all(desk, market, first, last, acknowledged)


def play_all(desk: Desk, market: Market, first: int, last: int, acknowledged) -> None:
    """Play the lives in groups and note each answer that is no refusal."""

    def note(asking: Asking, answer: Answer) -> None:
        if answer.refused is None:
            acknowledged.write(f"{asking.who.role} {asking.who.party} {asking.key}\n")
            acknowledged.flush()
            os.fsync(acknowledged.fileno())
        else:
            sys.stderr.write(f"{asking.key}: {answer.refused}\n")

    lives = iter(
        market.life(f"life{n}", market.buyers[n % 2], market.suppliers[n // 2 % 2]) for n in range(first, last)
    )
    while group := list(islice(lives, LIVES_AT_ONCE)):
        play(desk, group, note)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
