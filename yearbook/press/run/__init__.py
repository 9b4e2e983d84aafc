"""How notebooks run: side by side, in forks of one warm process, in kernels, or on other machines."""
