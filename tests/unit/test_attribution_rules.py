"""The attribution models that are rules, against a second implementation in pandas."""

import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.attributed import (
    DIRECT,
    RULE_MODELS,
    Journey,
    Rules,
    Touch,
    credits_of,
    in_order,
)
from tests.model_sql import attribution_models

UNITS = 10**12
CAMPAIGNS = ("ads", "fair", "mail", DIRECT, f"{DIRECT} mail")

touches = st.lists(
    st.builds(
        Touch,
        campaign_id=st.sampled_from(CAMPAIGNS),
        # A negative age is a touch that was entered after its conversion.
        hours_before=st.integers(-48, 24 * 90).map(float),
    ),
    min_size=1,
    max_size=8,
)
weights = st.tuples(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10)).filter(
    any
)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    first, middle, last = draw(weights)
    total = first + middle + last
    return Rules(
        half_life_days=draw(st.sampled_from((0.0, 0.01, 1.0, 7.0, 3650.0))),
        first=first / total,
        middle=middle / total,
        last=last / total,
    )


journeys = st.lists(
    st.builds(
        Journey,
        campaigns=st.lists(st.sampled_from(CAMPAIGNS), min_size=1, max_size=4).map(
            tuple
        ),
        is_converted=st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(touches, min_size=1, max_size=40), rules(), journeys)
@example([[Touch("ads", 0.0)] * 8], Rules(0.0, 1 / 6, 1 / 3, 1 / 2), [])
def test_every_model_s_credits_sum_to_exactly_one_and_rules_are_as_pandas_has_them(
    conversions: list[list[Touch]], given_rules: Rules, learnt: list[Journey]
) -> None:
    """REQUIREMENTS 3, share/credit sum; degenerate cases by chance."""
    found = credits_of(conversions, given_rules, learnt)
    sums = found.groupby(["attribution_model", "conversion_id"])["credit_units"].sum()
    names = {model["name"] for model in attribution_models()} - {"confirmed"}
    assert set(sums.index.get_level_values(0)) == names
    assert len(sums) == len(names) * len(conversions)
    assert (sums == UNITS).all()
    for model in RULE_MODELS:
        rows = found[found["attribution_model"] == model]
        shares = {
            lead: units / UNITS
            for lead, units in zip(rows["lead_id"], rows["credit_units"], strict=True)
        }
        for number, each in enumerate(conversions):
            expected = in_pandas(model, each, given_rules)
            for place, share in enumerate(expected, start=1):
                lead = f"job:{number}/{place}"
                most = units_off(share, len(each)) / UNITS
                assert shares.get(lead, 0) == pytest.approx(share, abs=most), (
                    model,
                    lead,
                )


def units_off(share: float, touches: int) -> float:
    """How many units a credit may be off: weights are rounded to half a unit, its own and,
    by its share, those of the others; it gets its whole units and one or none more."""
    return (1 - share) / 2 + share * (touches - 1) / 2 + 1.001


def in_pandas(model: str, given_touches: list[Touch], given_rules: Rules) -> pd.Series:
    """The share of each touch, in order of time."""
    ordered = in_order(given_touches)
    frame = pd.DataFrame(
        {
            "campaign": [touch.campaign_id for touch in ordered],
            "age": [max(touch.hours_before, 0) / 24 for touch in ordered],
        }
    )
    count = len(frame)
    share = pd.Series(0.0, index=frame.index)
    if model == "first":
        share.iloc[0] = 1
    elif model == "last":
        share.iloc[-1] = 1
    elif model == "last_non_direct":
        candidates = frame[~frame["campaign"].str.startswith(DIRECT)]
        share[(candidates if len(candidates) else frame).index[-1]] = 1
    elif model == "linear":
        share += 1 / count
    elif model == "position":
        share = position_shares(count, given_rules)
    elif model == "time_decay":
        younger = frame["age"] - frame["age"].min()
        half_life = given_rules.half_life_days
        decayed = [
            (1.0 if age == 0 else 0.0)
            if half_life == 0
            else math.exp(-math.log(2) * age / half_life)
            for age in younger
        ]
        share = pd.Series(decayed) / sum(decayed)
    return share


def position_shares(count: int, given_rules: Rules) -> pd.Series:
    if count == 1:
        return pd.Series([1.0])
    if count == 2:
        share = pd.Series([given_rules.first, given_rules.last])
    else:
        middle = given_rules.middle / (count - 2)
        share = pd.Series(
            [given_rules.first, *[middle] * (count - 2), given_rules.last]
        )
    return share / share.sum() if share.sum() else pd.Series([1 / count] * count)


def test_a_half_life_halves_and_nothing_else_is_copied() -> None:
    """REQUIREMENTS 3: 50/25/12.5 by position would ignore the time between touches."""
    found = credits_of(
        [[Touch("ads", 14 * 24), Touch("fair", 7 * 24), Touch("mail", 0)]], Rules()
    )
    rows = found[found["attribution_model"] == "time_decay"].sort_values("touch_number")
    assert [float(credit) for credit in rows["credit"]] == pytest.approx(
        [1 / 7, 2 / 7, 4 / 7], abs=1e-12
    )
