"""The ways in: one file a format, each turning bytes from outside into a draft, or saying why they cannot be read."""
