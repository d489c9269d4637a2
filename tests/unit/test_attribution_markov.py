"""Removal effects, against the closed form of the absorbing chain and another program."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attributed import Journey, Rules, Touch, credits_of, learnt_from
from tests.attributed import without_repeats as collapsed

START, CONVERTED, FAILED = "start", "converted", "failed"
MODELS = {1: "markov", 2: "markov_2"}
TOLERANCE = 1e-9

journeys = st.lists(
    st.builds(
        Journey,
        campaigns=st.lists(st.sampled_from("abcde"), min_size=1, max_size=7).map(tuple),
        is_converted=st.booleans(),
    ),
    min_size=1,
    max_size=40,
)


def removal_effects(
    given_journeys: Sequence[Journey], order: int
) -> dict[str, float] | None:
    """By inverting I - Q of the chain, once whole and once without each campaign.

    None where nothing converts: there is nothing to lose.
    """
    counts: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for journey in given_journeys:
        steps = [START] * order + collapsed(journey.campaigns)
        end = CONVERTED if journey.is_converted else FAILED
        states = [tuple(steps[i : i + order]) for i in range(len(steps) - order + 1)]
        for state, following in zip(states, [*states[1:], (end,)], strict=True):
            counts[state][following] += 1
    names = {name for journey in given_journeys for name in journey.campaigns}
    whole = conversion_probability(counts, order, None)
    if whole == 0:
        return None
    return {
        name: 1 - conversion_probability(counts, order, name) / whole for name in names
    }


def conversion_probability(
    counts: dict[tuple[str, ...], Counter[tuple[str, ...]]],
    order: int,
    removed: str | None,
) -> float:
    states = [state for state in counts if state[-1] != removed]
    number = {state: place for place, state in enumerate(states)}
    within = np.zeros((len(states), len(states)))
    converted = np.zeros(len(states))
    for state in states:
        total = sum(counts[state].values())
        for following, count in counts[state].items():
            if following == (CONVERTED,):
                converted[number[state]] += count / total
            elif following in number:
                within[number[state], number[following]] += count / total
    reached = np.linalg.solve(np.eye(len(states)) - within, converted)
    return float(reached[number[(START,) * order]])


def found_effects(given_journeys: Sequence[Journey], order: int) -> dict[str, float]:
    return effects_of(learnt_from(given_journeys, "int_markov_effects"), order)


def effects_of(rows: pd.DataFrame, order: int) -> dict[str, float]:
    rows = rows[rows["attribution_model"] == MODELS[order]]
    return dict(zip(rows["campaign_id"], rows["removal_effect"], strict=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journeys)
def test_effects_are_those_of_the_closed_form_chain(learnt: list[Journey]) -> None:
    """Loops, one campaign, and data without a conversion come by chance."""
    rows = learnt_from(learnt, "int_markov_effects")
    for order in MODELS:
        expected = removal_effects(learnt, order)
        found = effects_of(rows, order)
        if expected is None:
            assert all(pd.isna(effect) for effect in found.values())
        else:
            assert found == pytest.approx(expected, abs=TOLERANCE)


def many_journeys() -> list[Journey]:
    """500 journeys over four campaigns that help each other more or less."""
    draws = np.random.default_rng(3)
    found = []
    for _ in range(500):
        campaigns = tuple(draws.choice(list("abcd"), size=draws.integers(1, 6)))
        chance = 0.1 + 0.3 * ("a" in campaigns) + 0.2 * ("bc" in "".join(campaigns))
        found.append(Journey(campaigns, bool(draws.random() < chance)))
    return found


@pytest.mark.parametrize("order", MODELS)
def test_effects_are_those_of_channel_attribution(order: int) -> None:
    program = pytest.importorskip(
        "ChannelAttribution", reason="needs ChannelAttribution: run make setup-test"
    )
    learnt = many_journeys()
    paths = (
        pd.DataFrame(
            {
                "path": [" > ".join(collapsed(each.campaigns)) for each in learnt],
                "conversions": [int(each.is_converted) for each in learnt],
                "failures": [int(not each.is_converted) for each in learnt],
            }
        )
        .groupby("path", as_index=False)
        .sum()
    )
    # It draws journeys from its chain at random: with four million the effects are right
    # to 0.001. Without max_step it would cut them at the longest observed.
    told = program.markov_model(
        paths, "path", "conversions", var_null="failures", order=order, out_more=True,
        nsim_start=4_000_000, seed=1, max_step=1000, verbose=False, flg_pro=False,
    )["removal_effects"]  # fmt: skip
    expected = dict(zip(told["channel_name"], told["removal_effect"], strict=True))
    assert found_effects(learnt, order) == pytest.approx(expected, abs=0.003)


def test_the_chain_converts_as_often_as_its_journeys() -> None:
    learnt = many_journeys()
    rows = learnt_from(learnt, "int_markov_absorptions")
    whole = rows[rows["removed_campaign"] == 0]
    share = sum(each.is_converted for each in learnt) / len(learnt)
    assert list(whole["conversion_probability"]) == pytest.approx([share, share])
    assert rows["lost_share"].max() < TOLERANCE


def test_the_order_in_which_rows_come_changes_no_bit() -> None:
    learnt = many_journeys()
    key = ["attribution_model", "campaign_id"]
    once = learnt_from(learnt, "int_markov_effects").sort_values(key)
    again = learnt_from(learnt[::-1], "int_markov_effects").sort_values(key)
    pd.testing.assert_frame_equal(
        once.reset_index(drop=True), again.reset_index(drop=True), check_exact=True
    )


def test_a_chain_of_loops_comes_to_its_end() -> None:
    """a and b call each other a thousand times before one of them converts."""
    learnt = [Journey(("a", "b") * 1000, True), Journey(("a",), False)]
    for order in MODELS:
        expected = removal_effects(learnt, order)
        assert found_effects(learnt, order) == pytest.approx(expected, abs=1e-6)


def test_what_does_not_end_within_the_steps_allowed_is_told() -> None:
    learnt = [Journey(("a", "b") * 1000, True)]
    rows = learnt_from(learnt, "int_markov_absorptions", markov_steps=50)
    assert rows["lost_share"].max() > 0.9


def test_campaigns_beyond_the_bound_are_one_state_and_share_its_effect() -> None:
    learnt = [
        *[Journey(("a",), True)] * 6,
        *[Journey(("b",), True)] * 2,
        Journey(("c",), True),
        Journey(("d",), False),
    ]
    rows = learnt_from(learnt, "int_markov_effects", markov_campaigns=2)
    rows = rows[rows["attribution_model"] == "markov"].set_index("campaign_id")
    # Without c and d one conversion of nine is lost; each of them has one step of two.
    assert dict(rows["removal_effect"]) == pytest.approx(
        {"a": 6 / 9, "b": 2 / 9, "c": 1 / 18, "d": 1 / 18}
    )
    assert dict(rows["is_grouped"]) == {"a": False, "b": False, "c": True, "d": True}


def test_the_campaigns_of_a_path_share_by_their_effects_not_by_their_touches() -> None:
    learnt = [
        *[Journey(("ads",), True)] * 3,
        Journey(("mail",), True),
        Journey(("mail",), False),
    ]
    touches = [Touch("ads", 9), Touch("mail", 5), Touch("mail", 1)]
    credited = credits_of([touches], Rules(), learnt)
    rows = credited[credited["attribution_model"] == "markov"].sort_values(
        "touch_number"
    )
    # Removal effects 3/4 and 1/4; the two touches of mail share its quarter.
    assert [float(credit) for credit in rows["credit"]] == [0.75, 0.125, 0.125]


def test_without_any_conversion_to_learn_from_the_campaigns_are_equals() -> None:
    touches = [Touch("ads", 9), Touch("mail", 5), Touch("mail", 1)]
    credited = credits_of([touches], Rules(), [Journey(("ads", "mail"), False)])
    for model in ("markov", "markov_2", "shapley"):
        rows = credited[credited["attribution_model"] == model]
        rows = rows.sort_values("touch_number")
        assert [float(credit) for credit in rows["credit"]] == [0.5, 0.25, 0.25], model
