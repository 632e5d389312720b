"""A user's own customers: their transactions read and checked, and what can be learned from them."""
