"""Roles and the rights they bring; a right is asked for by name, a role never."""

from dataclasses import dataclass
from typing import Literal, get_args

from orchestration.access.relations import EVERYTHING, Audience

Role = Literal["viewer", "analyst", "reviewer", "admin"]
Right = Literal[
    "see_personal_data", "export", "trace", "decide", "start_run", "see_audit_log"
]
ROLES: tuple[Role, ...] = get_args(Role)

_RIGHTS: dict[Role, frozenset[Right]] = {
    "viewer": frozenset(),
    "analyst": frozenset({"export", "trace"}),
    "reviewer": frozenset({"export", "trace", "see_personal_data", "decide"}),
    "admin": frozenset(get_args(Right)),
}


@dataclass(frozen=True)
class Person:
    """Somebody signed in; no companies means the whole network."""

    name: str
    role: Role
    company_ids: tuple[str, ...] = ()

    def may(self, right: Right) -> bool:
        return right in _RIGHTS[self.role]

    @property
    def audience(self) -> Audience:
        """Whose rows, and which columns, this person gets to see."""
        companies = tuple(sorted(self.company_ids)) or None
        if companies is None and self.may("see_personal_data"):
            return EVERYTHING
        return Audience(companies, self.may("see_personal_data"))
