"""Finished books read again: where a figure stands and what it came of, and how two books differ."""
