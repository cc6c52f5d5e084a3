"""JSON over HTTP, derived from the commands: an edge that decodes, asks the desk or reads the book, and encodes."""
