"""The book while it is being edited."""
