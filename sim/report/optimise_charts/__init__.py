"""Charts of an optimisation, one file each."""
