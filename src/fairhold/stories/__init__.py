"""Stories: executable Markdown that plays on a throwaway book with a fixed clock and counted numbers, and is told back.

A story is documentation that cannot be wrong: a test plays it and compares every word of its transcript.
"""
