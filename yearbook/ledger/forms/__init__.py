"""The records as an Excel form, and back: nothing is lost and nothing invented on the way."""
