"""From what the product knows to what a paper prints: the papers room knows no other room, so somebody has to tell it.

One module a paper, so that a command that needs no database loads none of it.
"""
