"""What customers do: the parameters of E11–E13, E15 and E17, with the defaults of the model description.

Shares, trust and satisfaction lie in [0, 1]; utility is in logit units; rates are per month.
"""

from __future__ import annotations

from sim.scenario.setting import Settings, group, setting


class Consideration(Settings):
    """Whether a customer looks around this month (E11)."""

    base: float = setting(0.030, "chance without any trigger (calibrated to F0)", "1/month", ge=0, le=1)
    dissatisfied: float = setting(0.23, "chance that dissatisfaction adds", "1/month", ge=0, le=1)
    threshold: float = setting(0.42, "satisfaction at which half of that is added", "share", ge=0, le=1)
    width: float = setting(0.04, "width of that threshold", "share", gt=0, le=1)
    contacted: float = setting(0.15, "chance from being contacted", "1/month", ge=0, le=1)
    winback: float = setting(0.30, "chance from a win-back contact", "1/month", ge=0, le=1)
    recommended: float = setting(0.05, "chance from hearing a recommendation", "1/month", ge=0, le=1)
    unattached: float = setting(0.04, "chance of someone without a supplier", "1/month", ge=0, le=1)
    unattached_recommended: float = setting(0.5, "the same, with a recommendation", "1/month", ge=0, le=1)
    unattached_contacted: float = setting(1.0, "the same, when contacted", "1/month", ge=0, le=1)


class Choice(Settings):
    """Choice among firms (E12; Rust, Lemon & Zeithaml 2004)."""

    unfamiliarity: float = setting(
        1.5, "utility lost by a firm that one does not know", "utility", ge=0, le=10
    )
    offer: float = setting(0.55, "utility of an offer", "utility", ge=0, le=10)
    winback_offer: float = setting(1.4, "utility of a win-back offer (tuned to F12)", "utility", ge=0, le=10)
    service_grudge: float = setting(
        0.8, "utility lost if one left for service reasons", "utility", ge=0, le=10
    )
    service_threshold: float = setting(
        0.50, "satisfaction below which leaving is for service", "share", ge=0, le=1
    )
    outside_satisfaction: float = setting(0.64, "satisfaction outside the market", "share", ge=0, le=1)
    outside_bonus: float = setting(0.3, "further utility of staying outside", "utility", ge=-10, le=10)


class ShareOfWallet(Settings):
    """Share of wallet (E13) and cross-buying."""

    start: float = setting(0.20, "share that a new supplier gets", "share", ge=0, le=1)
    speed: float = setting(0.12, "speed towards its target", "1/month", ge=0, le=1)
    slope: float = setting(0.55, "effect of relative value on the target", "1/utility", ge=0, le=5)
    bonds: float = setting(0.5, "weight of switching costs beside relative value", "ratio", ge=0, le=5)
    intercept: float = setting(0.6, "target at zero value, on the logit scale", "logit", ge=-5, le=5)
    lapse: float = setting(0.06, "share below which the relationship lapses", "share", ge=0, le=1)
    lapse_months: int = setting(3, "months before a relationship can lapse", "months", ge=0)
    cross_buying: float = setting(
        0.035, "chance of a further product at full satisfaction and trust", "1/month", ge=0, le=1
    )
    cross_buying_trust: float = setting(0.30, "trust needed to buy a further product", "share", ge=0, le=1)
    cross_buying_share: float = setting(0.40, "share of wallet needed for it", "share", ge=0, le=1)
    most_products: int = setting(5, "most products that one can hold", "products", ge=1, le=20)


class WordOfMouth(Settings):
    """Word of mouth and advice (E17; East, Hammond & Wright 2007)."""

    positive: float = setting(
        0.22, "chance to praise after a perfect encounter (tuned to F16)", "1/month", ge=0, le=1
    )
    positive_from: float = setting(0.70, "satisfaction above which one praises", "share", ge=0, lt=1)
    negative: float = setting(
        0.17, "chance to warn after the worst encounter (tuned to F16)", "1/month", ge=0, le=1
    )
    negative_below: float = setting(0.45, "satisfaction below which one warns", "share", gt=0, le=1)
    step: float = setting(0.10, "weight of what was heard in one's belief", "share", ge=0, le=1)
    known: float = setting(0.3, "part of that weight if one knows the firm oneself", "share", ge=0, le=1)
    advisers: int = setting(2, "neighbours asked for advice", "people", ge=0, le=4)
    advice_step: float = setting(0.35, "weight of advice in one's belief", "share", ge=0, le=1)
    advice_from: float = setting(
        0.62, "satisfaction above which advice is a recommendation", "share", ge=0, le=1
    )
    remembered: int = setting(3, "months for which a recommendation counts", "months", ge=1, le=120)


class Formation(Settings):
    """When a relationship is past examination (E15)."""

    trust: float = setting(0.30, "trust needed", "share", ge=0, le=1)
    share_of_wallet: float = setting(0.40, "share of wallet needed", "share", ge=0, le=1)
    uses: int = setting(3, "encounters needed", "encounters", ge=0)


class Stability(Settings):
    """When a relationship is stable (E15)."""

    trust: float = setting(0.55, "trust needed", "share", ge=0, le=1)
    share_of_wallet: float = setting(0.65, "share of wallet needed", "share", ge=0, le=1)
    tenure: int = setting(12, "months needed", "months", ge=0)


class Decline(Settings):
    """When a relationship is in decline, and when it has recovered (E15)."""

    gap: float = setting(1.10, "fall of relative value below its peak", "utility", ge=0, le=20)
    satisfaction: float = setting(0.45, "or satisfaction below which it declines", "share", ge=0, le=1)
    months: int = setting(3, "consecutive months needed, in and out", "months", ge=1, le=120)
    recovery_gap: float = setting(0.70, "gap below which it recovers", "utility", ge=0, le=20)
    recovery_satisfaction: float = setting(0.48, "satisfaction above which it recovers", "share", ge=0, le=1)
    smoothing: float = setting(0.3, "weight of the newest month in smoothed value", "share", gt=0, le=1)


class Stages(Settings):
    """Read-out of the stages (E15): nothing else in the model depends on it."""

    formation: Formation = group(Formation, "conditions of formation")
    stability: Stability = group(Stability, "conditions of stability")
    decline: Decline = group(Decline, "conditions of decline and recovery")
    long_term: int = setting(24, "months in stability of a long-term relationship", "months", ge=1)
