"""Who may see and do what: roles, the rows of a company, personal data.

Belongs here: what is decided for every reader of a publication at once. Who is signed in
is the dashboards' (dashboards/people.py); what a page shows is the page's.
"""

from orchestration.access.relations import EVERYTHING, Audience, file_rows, relation
from orchestration.access.roles import ROLES, Person, Right, Role

__all__ = [
    "EVERYTHING",
    "ROLES",
    "Audience",
    "Person",
    "Right",
    "Role",
    "file_rows",
    "relation",
]
