"""The pure core: what may happen to an order, a supplier and a remittance, and what it means in money.

Nothing in this room reads a clock, a database, the network or the environment, and nothing in it imports another room.
"""
