"""The market and its month: customers, firms, their network, random draws, and the ledger."""
