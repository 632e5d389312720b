"""What customers are like: the parameters of E1–E10, with the defaults of the model description; see also conduct.

Shares, qualities, satisfaction, expectation, trust and expertise lie in [0, 1]; utility is in logit units;
rates are per month, and a month is the tick of the model.
"""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.conduct import Choice, Consideration, ShareOfWallet, Stages, WordOfMouth
from sim.scenario.setting import Settings, group, setting


class Wallet(Settings):
    """Category spending of a customer, lognormal over customers."""

    mean: float = setting(
        132.5, "mean category spending (the median is 100 at sigma 0.75)", "money/month", gt=0
    )
    sigma: float = setting(0.75, "standard deviation of the logarithm of spending", "log", ge=0, le=3)
    base: float = setting(
        0.60, "part of the spending open to a customer who holds no product", "share", gt=0, le=2
    )
    per_product: float = setting(0.10, "part that each product held adds", "share", ge=0, le=1)


class Orders(Settings):
    """Category orders of a customer: Poisson in the month, gamma over customers."""

    mean: float = setting(3.0, "mean category orders", "orders/month", gt=0, le=30)
    shape: float = setting(2.0, "shape of the gamma distribution over customers", "", gt=0, le=1000)
    amount_sigma: float = setting(0.25, "log standard deviation of the amount of an order", "log", ge=0, le=2)


class PriceSensitivity(Settings):
    """Utility lost per 100 % of price above list; normal over customers, cut off below."""

    mean: float = setting(
        9.0, "mean price sensitivity (Tellis 1988; Bijmolt et al. 2005)", "utility", ge=0, le=50
    )
    sd: float = setting(3.0, "standard deviation over customers", "utility", ge=0, le=20)
    minimum: float = setting(0.5, "smallest price sensitivity", "utility", ge=0)
    relief: float = setting(
        0.4, "part of it that full satisfaction takes away (Stock 2005)", "share", ge=0, le=1
    )


class Match(Settings):
    """How well a firm happens to suit a customer: unknown before use, drifting, partly shared by neighbours."""

    functional_sd: float = setting(
        0.06, "standard deviation of the functional match", "quality", ge=0, le=0.5
    )
    technical_sd: float = setting(0.10, "standard deviation of the technical match", "quality", ge=0, le=0.5)
    shared: float = setting(0.40, "share of the variance that neighbours have in common", "share", ge=0, le=1)
    persistence: float = setting(0.985, "persistence of the customer's own part", "1/month", ge=0, le=1)


class Beliefs(Settings):
    """What a customer expects of firms before using them."""

    mean: float = setting(0.64, "mean belief about the satisfaction with a firm", "share", ge=0, le=1)
    sd: float = setting(0.06, "standard deviation over customers and firms", "share", ge=0, le=0.5)
    preference_sd: float = setting(
        0.5, "standard deviation of the lasting taste for a brand", "utility", ge=0, le=5
    )


class ExpertiseCeiling(Settings):
    """The beta distribution of the expertise that a customer can reach."""

    a: float = setting(2.0, "first shape of the beta distribution", "", gt=0, le=100)
    b: float = setting(2.0, "second shape of the beta distribution", "", gt=0, le=100)


class Expertise(Settings):
    """Category expertise (E7) and knowledge of one firm (E8)."""

    ceiling: ExpertiseCeiling = group(
        ExpertiseCeiling, "expertise that a customer can reach, beta distributed"
    )
    start_low: float = setting(0.2, "least start, as part of the ceiling", "share", ge=0, le=1)
    start_high: float = setting(0.8, "highest start, as part of the ceiling", "share", ge=0, le=1)
    learning: float = setting(0.03, "learning by use (Alba & Hutchinson 1987)", "1/month", ge=0, le=1)
    forgetting: float = setting(0.004, "forgetting without use", "1/month", ge=0, le=1)
    firm_learning: float = setting(0.06, "learning one's way around a firm", "1/month", ge=0, le=1)
    firm_returning: float = setting(
        0.5, "knowledge of a firm that a returning customer keeps", "share", ge=0, le=1
    )

    @model_validator(mode="after")
    def _range_is_in_order(self) -> Expertise:
        if self.start_low > self.start_high:
            raise ValueError(
                f"start_low is {self.start_low}, but must be at most start_high ({self.start_high})"
            )
        return self


class Incidents(Settings):
    """Critical incidents and their recovery (Keaveney 1995)."""

    probability: float = setting(0.04, "chance of an incident in an encounter", "share", ge=0, le=1)
    size: float = setting(0.30, "loss of functional quality in an incident", "quality", ge=0, le=1)
    technical: float = setting(0.5, "part of the loss that hits technical quality too", "share", ge=0, le=1)
    recovered: float = setting(0.40, "chance that an incident is recovered", "share", ge=0, le=1)
    after_recovery: float = setting(0.3, "part of the loss that a recovery leaves", "share", ge=0, le=1)


class Perception(Settings):
    """How a service is perceived (E1) and its cues weighed (E2)."""

    functional_noise: float = setting(0.10, "noise in perceiving functional quality", "quality", ge=0, le=1)
    technical_noise: float = setting(
        0.08, "noise in an expert's view of technical quality", "quality", gt=0, le=1
    )
    novice_noise: float = setting(0.22, "noise that a complete novice has on top", "quality", ge=0, le=1)
    cue_sd: float = setting(0.15, "spread of quality that customers believe in", "quality", gt=0, le=1)
    incident: Incidents = group(Incidents, "critical incidents")


class Satisfaction(Settings):
    """Disconfirmation (E3), satisfaction (E4) and expectation (E5)."""

    loss_aversion: float = setting(2.0, "weight of a disappointment against a delight", "ratio", ge=1, le=5)
    disconfirmation: float = setting(0.6, "weight of disconfirmation", "ratio", ge=0, le=2)
    memory: float = setting(0.08, "least weight of the newest encounter", "share", gt=0, le=1)
    returning_uses: int = setting(3, "encounters that a returning customer remembers", "encounters", ge=0)
    adaptation: float = setting(
        0.10, "speed at which expectation follows performance", "1/encounter", ge=0, le=1
    )
    rising: float = setting(
        0.02, "speed at which it follows the best firm known of", "1/encounter", ge=0, le=1
    )
    start: float = setting(0.62, "satisfaction of customers at the start", "share", ge=0, le=1)
    expectation_start: float = setting(0.64, "expectation of customers at the start", "share", ge=0, le=1)
    level_low: float = setting(0.20, "lower end of the seven levels", "share", ge=0, le=1)
    level_high: float = setting(0.80, "upper end of the seven levels", "share", ge=0, le=1)

    @model_validator(mode="after")
    def _levels_are_in_order(self) -> Satisfaction:
        if self.level_low >= self.level_high:
            raise ValueError(
                f"level_low is {self.level_low}, but must be below level_high ({self.level_high})"
            )
        return self

    @model_validator(mode="after")
    def _expectation_stays_a_share(self) -> Satisfaction:
        if self.adaptation + self.rising > 1:
            raise ValueError(
                f"adaptation and rising sum to {self.adaptation + self.rising:g}, but must sum to at most 1"
            )
        return self


class Trust(Settings):
    """Trust (E6): slowly won, quickly lost (Sirdeshmukh, Singh & Sabol 2002)."""

    gain: float = setting(0.14, "gain from a good encounter", "1/encounter", ge=0, le=1)
    loss: float = setting(0.42, "loss from a bad encounter", "1/encounter", ge=0, le=1)
    neutral: float = setting(
        0.5, "satisfaction with an encounter that leaves trust alone", "share", gt=0, lt=1
    )
    start: float = setting(0.15, "trust of customers at the start", "share", ge=0, le=1)
    joining: float = setting(0.10, "trust of a new customer", "share", ge=0, le=1)
    recommended: float = setting(0.12, "trust that a recommendation adds", "share", ge=0, le=1)
    returning: float = setting(0.5, "part of the old trust that comes back", "share", ge=0, le=1)


class SwitchingCosts(Settings):
    """Switching costs (E9; Burnham, Frels & Mahajan 2003) and what they do to attitude."""

    scale: float = setting(1.0, "scale of all switching costs", "ratio", ge=0, le=5)
    procedural: float = setting(0.55, "learning and set-up costs at full knowledge", "utility", ge=0, le=5)
    expertise_relief: float = setting(0.5, "part of them that full expertise takes away", "share", ge=0, le=1)
    financial: float = setting(0.60, "benefits lost with a full programme", "utility", ge=0, le=5)
    points_scale: float = setting(60.0, "points at which 63 % of the benefit is reached", "points", gt=0)
    points_earned: float = setting(0.05, "points for one unit of money", "points", ge=0)
    points_kept: float = setting(0.98, "points that stay valid", "1/month", ge=0, le=1)
    per_product: float = setting(0.12, "cost of moving one further product", "utility", ge=0, le=2)
    relational: float = setting(0.65, "personal bond at full trust", "utility", ge=0, le=5)
    relational_months: float = setting(18.0, "months after which 63 % of the bond is built", "months", gt=0)
    social: float = setting(0.40, "social bonds of a full programme", "utility", ge=0, le=5)
    structural: float = setting(0.40, "structural bonds of a full programme", "utility", ge=0, le=5)
    procedural_attitude: float = setting(0.0, "effect of procedural costs on attitude", "ratio", ge=-1, le=1)
    financial_attitude: float = setting(0.0, "effect of financial costs on attitude", "ratio", ge=-1, le=1)
    relational_attitude: float = setting(0.0, "effect of relational costs on attitude", "ratio", ge=-1, le=1)


class Value(Settings):
    """Value relative to the best alternative (E10) and the moving standards of comparison (E10b)."""

    satisfaction: float = setting(8.0, "utility of full satisfaction", "utility", ge=0, le=50)
    trust: float = setting(1.0, "utility of full trust", "utility", ge=0, le=10)
    expectation: float = setting(
        0.0, "weight of one's own expectation, early on (E10b)", "utility", ge=0, le=20
    )
    expectation_months: float = setting(12.0, "months over which that weight fades", "months", gt=0)
    fairness: float = setting(
        0.0, "weight of fairness against neighbours, later (E10b)", "utility", ge=0, le=20
    )
    fairness_months: float = setting(18.0, "months over which that weight grows", "months", gt=0)


class Customers(Settings):
    """Who the customers are and how they behave."""

    wallet: Wallet = group(Wallet, "category spending")
    orders: Orders = group(Orders, "category orders")
    price_sensitivity: PriceSensitivity = group(PriceSensitivity, "price sensitivity")
    contact_sigma: float = setting(
        1.3, "log standard deviation of the need for service contacts", "log", ge=0, le=3
    )
    match: Match = group(Match, "how well a firm suits a customer")
    beliefs: Beliefs = group(Beliefs, "beliefs and tastes before use")
    expertise: Expertise = group(Expertise, "expertise and its growth")
    perception: Perception = group(Perception, "perception of service")
    satisfaction: Satisfaction = group(Satisfaction, "satisfaction and expectation")
    trust: Trust = group(Trust, "trust")
    switching_costs: SwitchingCosts = group(SwitchingCosts, "switching costs")
    value: Value = group(Value, "relative value")
    consideration: Consideration = group(Consideration, "looking around")
    choice: Choice = group(Choice, "choosing a firm")
    share_of_wallet: ShareOfWallet = group(ShareOfWallet, "share of wallet and cross-buying")
    word_of_mouth: WordOfMouth = group(WordOfMouth, "word of mouth and advice")
    stages: Stages = group(Stages, "read-out of the stages")
