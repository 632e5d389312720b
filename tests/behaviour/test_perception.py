"""E1 and E2: how a service is perceived, and how its cues are weighed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.perception import (
    functional_perceived,
    incident_loss,
    technical_noise,
    technical_perceived,
    technical_weight,
)
from sim.scenario.customers import Incidents, Perception

share = st.floats(0, 1)
luck = st.floats(0, 1, exclude_min=True, exclude_max=True)
shift = st.floats(-1, 1)
normal = st.floats(-6, 6)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Perception())


def test_four_encounters_in_a_hundred_have_an_incident(p):
    chances = (np.arange(1000) + 0.5) / 1000
    losses = np.array([incident_loss(chance, 0.9, p) for chance in chances])
    assert (losses > 0).mean() == pytest.approx(0.04)


def test_an_incident_costs_thirty_points_of_quality(p):
    assert incident_loss(0.01, 0.5, p) == pytest.approx(0.30)


def test_a_recovered_incident_costs_three_tenths_of_that(p):
    assert incident_loss(0.01, 0.39, p) == pytest.approx(0.09)


def test_forty_per_cent_of_incidents_are_recovered(p):
    lucks = (np.arange(1000) + 0.5) / 1000
    losses = np.array([incident_loss(0.01, luck, p) for luck in lucks])
    assert (losses < 0.2).mean() == pytest.approx(0.40)


def test_no_incident_ever_happens_at_probability_zero(rule_parameters):
    never = rule_parameters(Perception(incident=Incidents(probability=0.0)))
    assert incident_loss(1e-12, 0.5, never) == 0.0


def test_every_encounter_has_an_incident_at_probability_one(rule_parameters):
    always = rule_parameters(Perception(incident=Incidents(probability=1.0)))
    assert incident_loss(1 - 1e-12, 0.5, always) == pytest.approx(0.30)


@given(chance=luck, lucky=luck, data=st.data())
def test_a_loss_lies_between_nothing_and_the_size_of_an_incident(
    rule_parameters, any_settings, chance, lucky, data
):
    chosen = data.draw(any_settings(Perception))
    assert 0.0 <= incident_loss(chance, lucky, rule_parameters(chosen)) <= chosen.incident.size


def test_a_novice_sees_technical_quality_with_a_noise_of_thirty_points_and_an_expert_with_eight(p):
    assert technical_noise(0.0, p) == pytest.approx(0.30)
    assert technical_noise(1.0, p) == pytest.approx(0.08)


@given(a=share, b=share)
def test_noise_shrinks_with_expertise(p, a, b):
    low, high = sorted((a, b))
    assert technical_noise(high, p) <= technical_noise(low, p)


@pytest.mark.parametrize(
    ("quality", "match", "loss", "noise", "perceived"),
    [
        (0.64, 0.0, 0.0, 0.0, 0.64),
        (0.64, 0.06, 0.0, 0.0, 0.70),
        (0.64, 0.0, 0.0, 1.0, 0.74),
        (0.64, 0.0, 0.30, 0.0, 0.34),
        (0.64, -0.06, 0.30, -2.0, 0.08),
        (0.64, 0.5, 0.0, 0.0, 1.0),
        (0.10, 0.0, 0.30, 0.0, 0.0),
    ],
)
def test_functional_quality_is_what_is_delivered_with_match_noise_and_hit(
    p, quality, match, loss, noise, perceived
):
    assert functional_perceived(quality, match, loss, noise, p) == pytest.approx(perceived)


@pytest.mark.parametrize(
    ("quality", "match", "loss", "expertise", "noise", "perceived"),
    [
        (0.64, 0.0, 0.0, 0.5, 0.0, 0.64),
        (0.64, 0.10, 0.0, 0.5, 0.0, 0.74),
        (0.50, 0.0, 0.0, 0.0, 1.0, 0.80),
        (0.50, 0.0, 0.0, 1.0, 1.0, 0.58),
        (0.50, 0.0, 0.0, 0.5, -1.0, 0.31),
        (0.64, 0.0, 0.30, 0.5, 0.0, 0.49),
        (0.10, 0.0, 0.30, 0.5, 0.0, 0.0),
        (0.95, 0.2, 0.0, 0.5, 0.0, 1.0),
    ],
)
def test_technical_quality_is_blurred_for_novices_and_hit_by_half(
    p, quality, match, loss, expertise, noise, perceived
):
    assert technical_perceived(quality, match, loss, expertise, noise, p) == pytest.approx(perceived)


@given(quality=share, match=shift, loss=share, expertise=share, noise=normal, data=st.data())
def test_perceived_quality_lies_between_zero_and_one(
    rule_parameters, any_settings, quality, match, loss, expertise, noise, data
):
    p = rule_parameters(data.draw(any_settings(Perception)))
    assert 0.0 <= functional_perceived(quality, match, loss, noise, p) <= 1.0
    assert 0.0 <= technical_perceived(quality, match, loss, expertise, noise, p) <= 1.0


@given(a=share, b=share, match=shift, loss=share, expertise=share, noise=normal)
def test_better_service_is_never_perceived_as_worse(p, a, b, match, loss, expertise, noise):
    low, high = sorted((a, b))
    assert functional_perceived(low, match, loss, noise, p) <= functional_perceived(
        high, match, loss, noise, p
    )
    assert technical_perceived(low, match, loss, expertise, noise, p) <= technical_perceived(
        high, match, loss, expertise, noise, p
    )


@given(quality=share, match=shift, a=share, b=share, expertise=share, noise=normal)
def test_a_worse_incident_is_never_perceived_as_better(p, quality, match, a, b, expertise, noise):
    small, large = sorted((a, b))
    assert functional_perceived(quality, match, large, noise, p) <= functional_perceived(
        quality, match, small, noise, p
    )
    assert technical_perceived(quality, match, large, expertise, noise, p) <= technical_perceived(
        quality, match, small, expertise, noise, p
    )


@pytest.mark.parametrize(("expertise", "weight"), [(0.0, 0.20), (0.5, 0.38), (0.8, 0.59), (1.0, 0.78)])
def test_the_technical_cue_weighs_what_the_model_description_says(p, expertise, weight):
    assert round(technical_weight(expertise, p), 2) == weight


@given(expertise=share)
def test_the_technical_cue_weighs_by_its_precision(p, expertise):
    precision = (0.15 / (0.08 + 0.22 * (1 - expertise))) ** 2
    assert technical_weight(expertise, p) == pytest.approx(precision / (1 + precision), rel=1e-12)


@given(a=share, b=share, data=st.data())
def test_experts_never_give_the_technical_cue_less_weight_than_novices(
    rule_parameters, any_settings, a, b, data
):
    p = rule_parameters(data.draw(any_settings(Perception)))
    low, high = sorted((a, b))
    assert 0.0 < technical_weight(low, p) <= technical_weight(high, p) + 1e-12 <= 1.0 + 1e-12
