"""One file for each chart of what matters in a sweep, and when a strategy fails."""
