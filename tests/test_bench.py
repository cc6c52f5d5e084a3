"""The benchmark plays what the rules allow: one whole life, from the draft to the end of its claim window."""

import runpy
from pathlib import Path

from fairhold.desk import Desk
from fairhold.trade.order import Stage, stage

LIVES = runpy.run_path(str(Path(__file__).resolve().parents[1] / "bench" / "lives.py"))


def test_a_life_of_the_benchmark_is_lived_to_its_end(database: str) -> None:
    births = LIVES["Births"](LIVES["open_market"](database, 2), "one")
    life = births()
    with Desk(database) as desk:
        for _ in range(LIVES["STEPS"]):
            answer = desk.ask(LIVES["next_asking"](life))
            LIVES["advance"](life, answer)
    order = answer.case.order
    assert order is not None
    assert stage(order) == Stage.COMPLETED
    assert answer.case.supplier is not None
    assert answer.case.supplier.purse("USD").available == 100_000
