"""Columns of the tables on the pipeline."""

from typing import NamedTuple

from dashboards.metrics import Unit
from dashboards.sheets import Column

OPEN_HELP = "Unique leads that are neither decided nor complete."
TARGET_HELP = "What they are to bring when won, of those with a target amount."
WEIGHTED_HELP = (
    "Target amount × the probability to win that a person gave, of those with both."
)
OPEN = Column("open_unique_leads", "Open", "count", OPEN_HELP)
TARGET = Column("target_amount", "Target amount", "money", TARGET_HELP)
WEIGHTED = Column("weighted_amount", "Weighted amount", "money", WEIGHTED_HELP)
STAGE = Column("stage", "Stage", "text", is_pinned=True)
STAGE_COLUMNS = (
    STAGE,
    OPEN,
    Column("targeted_unique_leads", "With a target", "count"),
    TARGET,
    Column("weighted_unique_leads", "With target and probability", "count"),
    WEIGHTED,
)
OWN = "Companies with enough decided cases are weighted by what they won themselves."
NETWORK = "The others are weighted by what the whole network won."
WORTH = (
    STAGE,
    OPEN,
    Column("targeted_unique_leads", "With a target", "count"),
    Column("target_amount", "Unweighted", "money"),
    Column("human_unique_leads", "With people's probability", "count"),
    Column("human_target_amount", "Unweighted value of these", "money"),
    Column("human_weighted_amount", "Weighted by people", "money"),
    Column("history_weighted_amount", "Weighted by history", "money"),
    Column("own_history_unique_leads", "By own history", "count", OWN),
    Column("own_history_cases", "Own decided cases", "count", OWN),
    Column("network_history_unique_leads", "By the network's", "count", NETWORK),
    Column("network_history_cases", "Its decided cases", "count", NETWORK),
    Column("unweighted_unique_leads", "Not weighted, too few cases", "count"),
)
CALIBRATED = (
    Column("kind", "Probability", "text"),
    Column("range", "Range", "text"),
    Column("predicted_probability", "Said", "percent"),
    Column("observed_share", "Won", "percent"),
    Column("decided_unique_leads", "Decided", "count"),
    Column("open_unique_leads", "Still open, not counted", "count"),
    Column(
        "brier_score",
        "Brier score, %",
        "percent",
        "Mean squared difference of probability and outcome; 0 is perfect, 25% is "
        "no better than a coin.",
    ),
)
AGES = (
    Column("age_bucket", "Age", "text", is_pinned=True),
    OPEN,
    Column("past_unique_leads", "Past their day", "count"),
    Column(
        "value_amount",
        "Value",
        "money",
        "Target amount, else the expected value of such unique leads.",
    ),
    Column("median_days_since_last_word", "Median time since last word", "days"),
)
RESTATED = (
    Column("as_of_date", "Day", "date", is_pinned=True),
    Column("published_unique_leads", "Open as published", "count"),
    Column("open_unique_leads", "Open as known now", "count"),
    Column("late_unique_leads", "Because delivered late", "count"),
    Column("other_unique_leads", "For other causes", "count"),
    Column("published_target_amount", "Target as published", "money"),
    Column("target_amount", "Target as known now", "money"),
    Column("late_target_amount", "Because delivered late", "money"),
    Column("other_target_amount", "For other causes", "money"),
)


class Measure(NamedTuple):
    """What bars and areas show."""

    column: str
    unit: Unit
    help: str


MEASURES = {
    "Unique leads": Measure(
        "open_unique_leads",
        "count",
        OPEN_HELP,
    ),
    "Target amount": Measure(
        "target_amount",
        "money",
        TARGET_HELP,
    ),
    "Weighted amount": Measure(
        "weighted_amount",
        "money",
        WEIGHTED_HELP,
    ),
}
