"""A Jupyter workbook that turns a year's records into a yearbook people trust."""

__version__ = "0.1.0"
