"""A user's own customers: their transactions read and checked, and what can be learned from them.

transactions = read_transactions("sales.csv")
valuation = value_customers(transactions, Terms(margin=0.3))
valuation.tables["customers"], valuation.summary
"""

from sim.business.problem import TransactionsError
from sim.business.source import Columns, Layout
from sim.business.terms import Terms
from sim.business.transactions import Transactions, read_transactions
from sim.business.valuation import Valuation, value_customers

__all__ = [
    "Columns",
    "Layout",
    "Terms",
    "Transactions",
    "TransactionsError",
    "Valuation",
    "read_transactions",
    "value_customers",
]
