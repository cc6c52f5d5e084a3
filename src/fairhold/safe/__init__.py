"""The safe: where the vault of evidence and the book of custody meet.

It takes files in, gives them out, holds and erases them, signs the head of a day, and proves all of it. Every act
leaves an entry in its order's chain. What a file is worth is decided elsewhere, and so is whose order it is.
"""
