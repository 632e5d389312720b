"""Play: two markets side by side."""
