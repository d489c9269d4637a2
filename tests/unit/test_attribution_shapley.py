"""Shapley values, against brute force over all orders in which campaigns may join."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attributed import Journey, Rules, Touch, credits_of, learnt_from

LARGEST_SET = 5

journeys = st.lists(
    st.builds(
        Journey,
        campaigns=st.lists(st.sampled_from("abcde"), min_size=1, max_size=6).map(tuple),
        is_converted=st.booleans(),
    ),
    max_size=30,
)
paths = st.lists(
    st.lists(st.sampled_from("abcde"), min_size=1, max_size=8), min_size=1, max_size=6
)


def worth(coalition: frozenset[str], given_journeys: Sequence[Journey]) -> float:
    """The conversion rate of the journeys whose campaigns are all in the coalition."""
    within = [each for each in given_journeys if set(each.campaigns) <= coalition]
    if not within:
        return 0
    return sum(each.is_converted for each in within) / len(within)


def brute_force(
    campaigns: frozenset[str], given_journeys: Sequence[Journey]
) -> dict[str, float]:
    """What each adds on joining, averaged over all orders of joining."""
    values = dict.fromkeys(campaigns, 0.0)
    orders = list(permutations(sorted(campaigns)))
    for order in orders:
        joined: frozenset[str] = frozenset()
        for name in order:
            larger = joined | {name}
            values[name] += worth(larger, given_journeys) - worth(
                joined, given_journeys
            )
            joined = larger
    return {name: value / len(orders) for name, value in values.items()}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journeys, paths)
def test_shares_are_those_of_brute_force_over_all_orders_of_joining(
    learnt: list[Journey], given_paths: list[list[str]]
) -> None:
    """A campaign that lowers the rate gets nothing; where all do they are equals."""
    conversions = [
        [Touch(name, len(path) - place) for place, name in enumerate(path)]
        for path in given_paths
    ]
    rows = credits_of(conversions, Rules(), learnt, models=["shapley"])
    for number, path in enumerate(given_paths):
        own = rows[rows["conversion_id"] == f"job:{number}"]
        found = own.groupby("campaign_id")["credit_units"].sum() / 10**12
        values = {
            name: max(value, 0)
            for name, value in brute_force(frozenset(path), learnt).items()
        }
        if sum(values.values()) < 1e-9:
            values = dict.fromkeys(values, 1)
        total = sum(values.values())
        for name, value in values.items():
            assert found.get(name, 0) == pytest.approx(value / total, abs=1e-9)


def test_what_a_set_is_worth_is_shared_out_whole() -> None:
    """Efficiency: the values of a path's campaigns sum to its conversion rate."""
    learnt = [
        *[Journey(("a",), True), Journey(("a",), False)] * 2,
        *[Journey(("b",), True), *[Journey(("b",), False)] * 3],
        *[Journey(("a", "b"), True)] * 6,
    ]
    conversions = [[Touch("a", 2), Touch("b", 1)]]
    values = learnt_from(learnt, "int_shapley_values", conversions)
    assert values["unclipped_value"].sum() == pytest.approx(9 / 14)
    shapley = dict(zip(values["campaign_id"], values["shapley_value"], strict=True))
    assert shapley == pytest.approx(
        {"a": (1 / 2 + 9 / 14 - 1 / 4) / 2, "b": (1 / 4 + 9 / 14 - 1 / 2) / 2}
    )


def test_more_campaigns_than_coalitions_are_worked_out_for_share_evenly() -> None:
    path = [Touch(name, hour) for hour, name in enumerate("abcdef", start=1)]
    assert len(path) > LARGEST_SET
    learnt = [Journey(("a",), True), Journey(("b",), False)]
    rows = credits_of([path], Rules(), learnt)
    rows = rows[rows["attribution_model"] == "shapley"]
    assert [float(credit) for credit in rows["credit"]] == pytest.approx([1 / 6] * 6)


def test_the_order_of_a_path_makes_no_difference() -> None:
    learnt = [Journey(("a", "b"), True), Journey(("b",), False), Journey(("a",), True)]
    there = [Touch("a", 2), Touch("b", 1)]
    back = [Touch("b", 2), Touch("a", 1)]
    rows = credits_of([there, back], Rules(), learnt)
    rows = rows[rows["attribution_model"] == "shapley"]
    shares = rows.pivot(index="campaign_id", columns="conversion_id", values="credit")
    assert (shares["job:0"] == shares["job:1"]).all()
