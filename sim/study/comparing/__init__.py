"""Scenarios under the same luck, and what differs between them."""
