"""The team game: three to six firms, ten annual rounds of budget and price, one market, one winner."""
