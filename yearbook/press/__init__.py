"""How the book is made: notebooks are run, bound into a Book, and printed."""
