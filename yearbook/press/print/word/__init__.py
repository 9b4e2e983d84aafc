"""One book → a Word document to be edited: native tables, real styles, fields that number and refer."""
