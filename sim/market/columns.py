"""The state of all customers, in parallel columns: each declared once, with its type and its meaning.

A `Column` is a descriptor. On the crowd it is the array of all rows; on a customer (a face over one row) it is the
value. Columns for each firm are arrays of rows × firms.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

NOBODY = -1
"""No firm."""
NEVER = -9999
"""A month that never was."""


class Column:
    """One column of the crowd's state."""

    def __init__(self, kind: str, meaning: str, start: float = 0, per_firm: bool = False) -> None:
        self.kind = np.dtype(kind)
        self.start = start
        self.per_firm = per_firm
        self.__doc__ = meaning

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, holder: Any, owner: type | None = None) -> Any:
        return self if holder is None else holder.read(self.name)

    def __set__(self, holder: Any, value: Any) -> None:
        holder.write(self.name, value)


class CustomerColumns:
    """Everything that is known of a customer. Shares, qualities and beliefs lie in [0, 1]; money is per month."""

    __slots__ = ()

    # Who it is.
    generation = Column("i2", "how many persons had this place before")
    segment = Column("i1", "number of the segment")
    category_spending = Column("f8", "spending in the category at list prices, money/month")
    order_rate = Column("f8", "orders in the category, /month")
    price_sensitivity = Column("f8", "utility lost for 100 % of price")
    contact_need = Column("f8", "multiplier of the need for service contacts")
    expertise_ceiling = Column("f8", "category expertise that can be reached")
    preference = Column("f8", "lasting taste for each firm, utility", per_firm=True)
    functional_match = Column("f8", "own part of the functional match with each firm", per_firm=True)
    technical_match = Column("f8", "own part of the technical match with each firm", per_firm=True)
    functional_shared = Column("f8", "part of the functional match shared with neighbours", per_firm=True)
    technical_shared = Column("f8", "part of the technical match shared with neighbours", per_firm=True)

    # What is felt and known.
    belief = Column("f8", "expected satisfaction with each firm", per_firm=True)
    known = Column("b1", "each firm is known first-hand", per_firm=True)
    recommended_month = Column("i2", "month of the latest recommendation of each firm", NEVER, per_firm=True)
    satisfaction = Column("f8", "cumulative satisfaction with the own firm")
    expectation = Column("f8", "expected performance of the own firm")
    trust = Column("f8", "trust in the own firm")
    expertise = Column("f8", "category expertise")
    knowledge = Column("f8", "knowledge of the own firm")
    perceived_functional = Column("f8", "running mean of perceived functional quality")
    perceived_technical = Column("f8", "running mean of perceived technical quality")
    procedural = Column("f8", "procedural switching cost, utility")
    financial = Column("f8", "financial switching cost, utility")
    relational = Column("f8", "relational switching cost, utility")
    comparison = Column("f8", "what comparisons with expectation and neighbours add to the own firm, utility")
    relative_value = Column("f8", "value of the own firm less the best alternative, utility")

    # The relationship.
    firm = Column("i1", "number of the own firm, -1 for none", NOBODY)
    stage = Column("i1", "stage of the relationship")
    tenure = Column("i2", "months of the relationship")
    uses = Column("i2", "encounters of the relationship")
    share_of_wallet = Column("f8", "share of the category spending that the own firm gets")
    products = Column("i1", "products held", 1)
    points = Column("f8", "programme points")
    targeted = Column("b1", "gets the targeted programme")
    spell = Column("i2", "how many relationships this place had before")
    start_month = Column("i2", "month at whose end the relationship began", NEVER)
    source = Column("i1", "source of joining")
    peak_stage = Column("i1", "highest stage, decline apart")
    months_in_stability = Column("i2", "months in stability")
    smoothed_value = Column("f8", "smoothed relative value, utility")
    peak_value = Column("f8", "highest smoothed relative value, utility")
    months_low = Column("i2", "consecutive months that speak for decline")
    months_high = Column("i2", "consecutive months that speak for recovery")
    usual_functional = Column("f8", "mean perceived functional quality of the last 12 months")
    usual_technical = Column("f8", "mean perceived technical quality of the last 12 months")
    usual_price = Column("f8", "mean price disadvantage of the last 12 months, utility")
    usual_offer = Column("f8", "mean of the rivals' offers in the last 12 months, utility")
    usual_recommendation = Column("f8", "mean of recommendations of rivals in the last 12 months, utility")

    # The latest loss.
    lost_firm = Column("i1", "firm left last, -1 for none", NOBODY)
    lost_month = Column("i2", "month of leaving it", NEVER)
    lost_trust = Column("f8", "trust in it at that time")
    lost_for_service = Column("b1", "left for service reasons")
    lost_spell = Column("i2", "how many relationships this place had before the one that was lost")
    lost_cause = Column("i1", "cause of leaving, as said in the exit interview")
    lost_margin = Column("f8", "mean profit of its last 12 months, money/month")
    lost_error = Column("f8", "error of the trust told in the exit interview, standard deviations")
    ruled_out = Column("b1", "the firm does not ask one back")

    # The account of the relationship, from the opening of the books.
    revenue = Column("f8", "revenue, money")
    cost = Column("f8", "cost of goods, of serving and of programmes, money")
    discounted_profit = Column("f8", "profit discounted to the start of the relationship, money")
    former_profit = Column("f8", "profit of the firm left last from secondary business meanwhile, money")
    margin = Column("f8", "mean profit of the last 12 months, money/month")
    purchase_months = Column("i2", "months with purchases")
    first_purchase = Column("i2", "first month with a purchase", NEVER)
    last_purchase = Column("i2", "last month with a purchase", NEVER)
    repeat_amount = Column("f8", "amount of all purchase months but the first, money")
    praised_month = Column("i2", "month of the latest praise", NEVER)

    # This month.
    served_by = Column("i1", "firm of this month's encounter, -1 for none", NOBODY)
    encounter = Column("f8", "satisfaction with this month's encounter")
    incident = Column("b1", "a critical incident this month")
    said = Column("i1", "+1 praised, -1 warned, 0 silent")
    orders = Column("i2", "orders from the own firm")
    contacts = Column("i2", "service contacts")
    amount = Column("f8", "amount of the orders, money")
    profit = Column("f8", "profit with the own firm, money")
    heard_firm = Column("i1", "firm that one heard of, -1 for none", NOBODY)
    heard_gain = Column("f8", "change of belief by what one heard")
    contacted = Column("i4", "firms that made an offer, a bit for each")
    winback_firm = Column("i1", "firm left last that tried to win one back, -1 for none", NOBODY)
    winback_spell = Column("i2", "how many relationships this place had before the one that it is for")
    cause = Column("i1", "cause of leaving this month, 0 for staying")
    leaves_category = Column("b1", "leaves the category at the end of this month")

    # What others can have seen at the end of last month.
    seen_firm = Column("i1", "own firm", NOBODY)
    seen_satisfaction = Column("f8", "satisfaction with it")
    seen_served_by = Column("i1", "firm of the encounter", NOBODY)
    seen_encounter = Column("f8", "satisfaction with the encounter")
    seen_said = Column("i1", "+1 praised, -1 warned, 0 silent")


COLUMNS: dict[str, Column] = {name: c for name, c in vars(CustomerColumns).items() if isinstance(c, Column)}

Columns = namedtuple("Columns", list(COLUMNS))  # type: ignore[misc]


class Crowd(CustomerColumns):
    """All customers of a market: the arrays behind the faces."""

    def __init__(self, model: Any, size: int, firms: int) -> None:
        self.model = model
        self.size = size
        self.firms = firms
        self.columns: Any = Columns(
            *(np.full((size, firms) if c.per_firm else size, c.start, c.kind) for c in COLUMNS.values())
        )

    def read(self, name: str) -> NDArray[Any]:
        """Return the array of a column (not a copy)."""
        return cast(NDArray[Any], getattr(self.columns, name))

    column = read

    def write(self, name: str, value: Any) -> None:
        """Set a column for all customers."""
        getattr(self.columns, name)[...] = value

    @property
    def customer_id(self) -> NDArray[np.int64]:
        """The number of each person: place + places × generation, so it is unique over the whole run."""
        return np.arange(self.size) + self.size * self.read("generation").astype(np.int64)

    @property
    def relationship_id(self) -> NDArray[np.int64]:
        """The number of each relationship: place + places × earlier relationships of the place."""
        return np.arange(self.size) + self.size * self.read("spell").astype(np.int64)

    @property
    def nbytes(self) -> int:
        """Memory of all columns in bytes."""
        return sum(array.nbytes for array in self.columns)
