"""The metric registry: what each published figure means, said once, as data.

Belongs here: the registry (registry/*.yml), its types, and SQL that is made from it.
Pages, checks and docs/metrics.md read it; none of them says again what a metric is.
Dagster is not imported.
"""

from orchestration.metrics.model import Figure, Mart, Metric, Registry, Unit
from orchestration.metrics.query import (
    Between,
    MetricQueryError,
    MetricSql,
    metric_query,
    ratio_of_sums,
)
from orchestration.metrics.registry import load_registry

__all__ = [
    "Between",
    "Figure",
    "Mart",
    "Metric",
    "MetricQueryError",
    "MetricSql",
    "Registry",
    "Unit",
    "load_registry",
    "metric_query",
    "ratio_of_sums",
]
