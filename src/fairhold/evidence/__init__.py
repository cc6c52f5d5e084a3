"""The evidence room: bytes kept as they came, who touched them, and readers that extract facts from them.

Nothing here decides what a piece of evidence is worth, and nothing here knows a database.
"""
