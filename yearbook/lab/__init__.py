"""JupyterLab as the workbook sets it up: where it opens, what it stores, how it behaves out of the box."""
