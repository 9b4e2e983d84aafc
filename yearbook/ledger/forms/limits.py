"""How much a returned form may hold; more is refused before it is read.

A form of this workbook unpacks to some 2 MB: thirty sheets, ten thousand cells. Every limit leaves room for what
Excel adds and for many years of rows, and keeps the reading of the worst file it lets pass within ten seconds and 1 GB.
"""

FILE_BYTES = 30_000_000  # as sent; pictures pasted into a form are what makes it large
UNPACKED_BYTES = 120_000_000  # a file of 100 KB can be made that unpacks to gigabytes
PARTS = 2_000  # files inside the file: one a sheet, and one or two beside each
CELLS = 100_000  # filled or formatted; a hundred bytes of XML are a kilobyte of memory
ROWS = 100_000  # a sheet whose every row was formatted has a million of them
STRINGS = 200_000  # texts and pieces of texts
ELEMENTS = 60_000  # styles, comments, rules, links: a form has a few hundred, and each is slow to read
AREA = 100_000  # cells covered by merged ranges and by links, which are gone through one by one
DEPTH = 60  # elements within elements; a workbook needs about ten
DIGITS = 30  # of one number; Excel itself keeps fifteen
