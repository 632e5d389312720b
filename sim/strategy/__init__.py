"""How a firm decides: what it sees, what it spends, and how the market responds to spending."""
