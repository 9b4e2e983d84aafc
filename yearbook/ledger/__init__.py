"""What is true: figures that keep their words, the records, the editions."""
