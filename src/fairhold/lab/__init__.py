"""The policy lab: a seeded marketplace in memory, under the real rules; its clock jumps from deadline to deadline.

`cast.py` says who takes part and what they are like, `market.py` holds facts and books, `habits.py` is the table of who
asks for what, `proofs.py` has the invariants, `simulation.py` runs it all and reports. `rings.py` stages rings that
trade with themselves, `bars.py` and `page.py` draw and word the report. It has no rule of its own and touches no
database.
"""
