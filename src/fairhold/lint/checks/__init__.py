"""Checks that need several terms, or a calendar, or arithmetic: each a rule with a pure function (standards 2.3).

One file a subject; `every.py` has the list. A check reports only what is certain; opinions are the families' work.
"""
