"""Executed notebooks → one book: blocks, numbers, ids and references."""
