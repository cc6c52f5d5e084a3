"""The assurance limit: what a supplier's history is worth (4.9, standards 6). Pure; reads no book, sets no limit.

`history.py` has the shape of a past order and of an answer; `rulebook.py` and `bounded.py` are the two models behind
it, `models.py` chooses one by the policy; `confidence.py` has the lower bounds that ranks use too.
"""
