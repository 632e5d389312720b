"""Work in other processes: who is next in line, and what was computed already."""
