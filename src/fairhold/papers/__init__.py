"""Papers: PDFs of what the product knows, byte-identical for the same content. A room that only prints.

It takes plain values and decides nothing. Text of users never becomes code: it reaches typst as JSON.
"""
