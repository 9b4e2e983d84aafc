"""What a piece of work read, and what it gave, kept so that only what changed is done again."""
