"""People's decisions: an append-only store of events beside the warehouse.

Belongs here: writing and reading the events. What they mean is decided in dbt.
"""

from orchestration.desk.store import DECISION_KINDS, Decision, DeskStore

__all__ = ["DECISION_KINDS", "Decision", "DeskStore"]
