"""How each kind of chart is painted, on a wide paper and on a narrow one."""
