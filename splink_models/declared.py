"""Every comparison that a model may have, by its name."""

from splink_models.comparisons import CONTACT_COMPARISONS
from splink_models.levels import Comparison
from splink_models.table_comparisons import TABLE_COMPARISONS

COMPARISONS: dict[str, Comparison] = {
    comparison.name: comparison
    for comparison in (*CONTACT_COMPARISONS, *TABLE_COMPARISONS)
}
