"""One book → its files: the page, the PDF, the list to tick off."""
