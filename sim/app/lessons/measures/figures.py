"""The figures of every measure with their units, so that a lesson can be judged without a run."""

from __future__ import annotations

_HEADLINES_AND_FIGURES: dict[str, tuple[str, dict[str, str]]] = {
    "causes_of_satisfied_leavers": (
        "percent",
        {"percent": "exit lapse price functional technical offer recommendation preference"},
    ),
    "cost_of_the_bad_year": ("percent", {"percent": "during after"}),
    "curves_of_staying": (
        "percent",
        {
            "percent": "first_rate mean_rate weibull",
            "months": "crossing",
            "points": "too_much_at_one_year",
            "number": "life_by_first_rate life_by_weibull",
        },
    ),
    "fall_that_is_left": ("percent", {"number": "shape_a shape_b"}),
    "held_by_the_lock": ("percent", {"percent": "stay apostles classic_hostages"}),
    "hidden_losers": ("percent", {"percent": "wronged"}),
    "how_often_a_survey_finds_it": (
        "percent",
        {
            "percent": (
                "functional_survey technical_survey expertise_survey switching_survey "
                "functional_expertise_survey technical_expertise_survey "
                "functional_switching_survey technical_switching_survey functional_class "
                "technical_class expertise_class switching_class functional_expertise_class "
                "technical_expertise_class functional_switching_class technical_switching_class"
            )
        },
    ),
    "leaving_by_age": ("times", {"percent": "first_months first_year late"}),
    "leaving_by_age_in_both": (
        "times",
        {"percent": "a_first_year a_late b_first_year b_late", "times": "a_ratio b_ratio"},
    ),
    "leaving_by_tie": (
        "points",
        {
            "points": "more_apostle more_held more_free",
            "percent": "a_apostle a_held a_free b_apostle b_held b_free",
        },
    ),
    "levels_of_leavers": ("percent", {"percent": "customers"}),
    "one_life": (
        "months",
        {"number": "pattern customer", "money": "profit", "percent": "satisfaction trust share_of_wallet"},
    ),
    "one_life_opening": ("percent", {"percent": "satisfaction trust share_of_wallet"}),
    "pattern_profit": ("times", {"money": "early_termination mid_termination early_decline long_term"}),
    "pattern_shares": (
        "percent",
        {"percent": "early_termination mid_termination early_decline long_term lasting"},
    ),
    "profit_gain": (
        "percent",
        {
            "percent": "first_year five_years all_years newcomer newcomer_net equity highest",
            "money": "cost_of_winning newcomer_worth",
        },
    ),
    "profit_of_the_offers": (
        "percent",
        {"percent": "worst churn_a churn_b", "money": "difference", "points": "churn_more"},
    ),
    "quality_by_expertise": (
        "number",
        {
            "number": (
                "beginners_functional beginners_technical between_functional between_technical "
                "experts_functional experts_technical answers"
            )
        },
    ),
    "retention_points": ("points", {"percent": "a b"}),
    "satisfied_leavers": ("percent", {"percent": "customers", "times": "likelier"}),
    "staying_by_level": (
        "percent",
        {
            "percent": "level_1 level_2 level_3 level_4 level_5 level_6 level_7",
            "points": "low_step high_step",
        },
    ),
    "staying_first_year": ("percent", {}),
    "staying_five_years": ("percent", {}),
    "staying_year_by_year": ("percent", {"percent": "year_1 year_2 year_3 year_4 year_5"}),
    "two_loyalties": (
        "points",
        {
            "percent": (
                "a_retention a_satisfaction a_trust b_retention b_satisfaction b_trust "
                "customers_change profit_change equity_change"
            ),
            "people": "a_customers b_customers",
            "money": "a_profit a_equity b_profit b_equity",
            "points": "satisfaction_change trust_change",
        },
    ),
    "whale_curves": (
        "percent",
        {
            "percent": (
                "best_average losing_average peak_average best_activity losing_activity "
                "peak_activity best_full losing_full peak_full"
            )
        },
    ),
    "what_comes_back_first": ("percent", {"percent": "customers trust satisfaction"}),
    "what_is_left_of_the_loss": (
        "percent",
        {
            "points": "at_repair trough after_1 after_2 after_3 after_4",
            "months": "trough_month",
            "percent": "left_1 left_2 left_3 left_4",
        },
    ),
    "what_six_months_tell": ("points", {"percent": "low middle high all"}),
    "who_loses_money": (
        "percent",
        {
            "percent": (
                "best_customers best_service between_customers between_service losing_customers "
                "losing_service"
            ),
            "months": "best_months between_months losing_months",
            "money": ("best_revenue best_profit between_revenue between_profit losing_revenue losing_profit"),
        },
    ),
    "whom_they_lost": (
        "percent",
        {"people": "a_lost a_customers b_lost b_customers", "money": "a_worth a_together b_worth b_together"},
    ),
}
"""Measure → the unit of its headline, and the names of its other figures by their unit. A test holds it to what is
measured."""

FIGURES: dict[str, dict[str, str]] = {
    name: {"": headline} | {figure: unit for unit, figures in others.items() for figure in figures.split()}
    for name, (headline, others) in _HEADLINES_AND_FIGURES.items()
}
"""Measure → figure → unit; the headline has no name."""
