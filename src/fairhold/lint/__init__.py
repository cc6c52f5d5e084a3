"""Can this contract be proved? One file a term family, the phrases as data, the checks that need several terms.

Pure: a draft in, a report out. It never changes a term and never reads one silently in somebody's favour.
"""
