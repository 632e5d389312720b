"""Customer lifetime value and survival: pure functions on arrays and tables."""
