"""One module for each word of the command line."""

# Words with a module of their own here; anything else is an edition to build.
WORDS = ("new", "check", "form", "take", "watch", "lab", "figure", "verify", "archive", "sign", "trace", "diff")
