"""The rails by which an order is paid: one file for each kind, all of one shape, and the quote that ranks them.

The figures are rows of the policy (`trade/rail.py`); this room says what follows from them for one payment. It moves no
money, reads no clock and knows no order: what it has to know stands in the wish.
"""
