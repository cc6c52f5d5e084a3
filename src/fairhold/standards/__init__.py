"""How goods are sampled and measured: one file a method, the tables as data files with edition and source.

Pure arithmetic on what it is given: no database, no clock, no chance. What an inspection does to an order and to money
is not here; this room only says what a standard says.
"""
