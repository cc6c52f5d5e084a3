"""The cashier: takes the bank's papers to the desk, and the desk's wishes for payment to the bank. It decides nothing.

Whatever crashes in between, doing the same again heals it: lines are kept before anything is asked because of them,
askings carry keys made from the line or the wish, and a payment file is written down before it is sent.
"""
