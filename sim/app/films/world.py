"""The levers of the world: how customers are, as factors on what the scenario says of them."""

from __future__ import annotations

from sim.app.films.lever import Lever

WORLD = tuple(
    Lever(key, "world", "factor", 1.0, 0.0, most, 0.1, paths=paths)
    for key, most, paths in (
        ("switching_costs", 3.0, (("switching_costs", "scale"),)),
        ("word_of_mouth", 3.0, (("word_of_mouth", "positive"), ("word_of_mouth", "negative"))),
        ("looking_around", 4.0, (("consideration", "base"),)),
        ("trust_loss", 2.0, (("trust", "loss"),)),
        ("learning_speed", 3.0, (("expertise", "learning"), ("expertise", "firm_learning"))),
        (
            "heterogeneity",
            2.0,
            (
                ("wallet", "sigma"),
                ("price_sensitivity", "sd"),
                ("contact_sigma",),
                ("match", "functional_sd"),
                ("match", "technical_sd"),
                ("beliefs", "sd"),
                ("beliefs", "preference_sd"),
            ),
        ),
        ("incidents", 3.0, (("perception", "incident", "probability"),)),
    )
)
"""The levers of the world: each a factor on what the scenario says about its customers."""
