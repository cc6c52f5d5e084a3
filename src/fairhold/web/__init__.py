"""Pages for people: an edge that reads the book, asks the desk and writes HTML.

No script of ours runs in the browser.
"""
