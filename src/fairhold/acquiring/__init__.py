"""Rails that take money for us: what we ask of an acquirer or a lender, and the signed notices that they send.

Pure but for the one adapter that speaks HTTP. What a notice means for an order is the cashier's business.
"""
