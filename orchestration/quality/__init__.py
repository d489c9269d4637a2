"""The quality gate: what is asked of the data and the marts before a publication.

Belongs here: checks over whole tables and against the last publication. Rows that break
the contract are the ingest's, rules of a single model are dbt's tests.
"""

from orchestration.quality.model import Check, QualityResult, Severity, Stage, Suite
from orchestration.quality.run import (
    declared_checks,
    docs_index,
    run_suites,
    write_results,
)

__all__ = [
    "Check",
    "QualityResult",
    "Severity",
    "Stage",
    "Suite",
    "declared_checks",
    "docs_index",
    "run_suites",
    "write_results",
]
