"""The bank room: statement files in, payment files out, account numbers and references. It moves no money itself.

It reads what a bank says (camt, MT940, MT942, pain.002), writes what we ask of it (pain.001) and carries files both
ways (channel). What a line means for an order is decided elsewhere; here a file is believed or refused.
"""
