"""The sandbox: a card acquirer, a bank that collects debits and a lender, as processes that can be told to misbehave.

They speak to the product only over HTTP, as the real ones would. Nothing here is imported by what holds money.
"""
