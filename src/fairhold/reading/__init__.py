"""Readings: what somebody may see of the book, in words and figures that an edge only has to show."""
