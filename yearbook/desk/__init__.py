"""What is said: the analyst's vocabulary inside a notebook."""
