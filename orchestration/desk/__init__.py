"""People's decisions: an append-only store of events beside the warehouse.

Belongs here: writing and reading the events. What they mean is decided in dbt.
"""

from orchestration.desk.kinds import DECISION_KINDS, KINDS, Decision
from orchestration.desk.store import DeskStore, Newest, Seen

__all__ = ["DECISION_KINDS", "KINDS", "Decision", "DeskStore", "Newest", "Seen"]
