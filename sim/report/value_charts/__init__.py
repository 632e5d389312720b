"""The charts of a valuation of a user's own customers, one file for each."""
