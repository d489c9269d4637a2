"""Who is signed in, and what that person may do here.

Belongs here: the way from a session to a Person, and the audit log's lines. What a
role may do, and which rows somebody sees, is decided in orchestration.access.
"""

import getpass
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from orchestration.access import Person, Right
from orchestration.desk.audit import Act, AuditEvent, AuditLog
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace, current_workspace

_PERSON = "person"
_NOTED = "sign_in_noted"


class NotSignedInError(LeadhouseError):
    """Nobody is signed in yet."""


class NotAdmittedError(LeadhouseError):
    """Somebody is signed in who is no user of this workspace."""


@dataclass(frozen=True)
class Identity:
    """Whom the identity provider says it is."""

    email: str
    is_verified: bool


def sign_in(workspace: Workspace) -> Person:
    """The person of this session, for this rerun.

    Asked at every rerun: somebody who is taken out of the settings is out at once. Raises
    NotSignedInError and NotAdmittedError.
    """
    settings = workspace.settings().access
    if settings.sign_in == "local":
        person = _at_this_machine()
    else:
        person = _admitted(workspace, _identity())
        _note_once(workspace, person.name, "sign_in", person.role)
    st.session_state[_PERSON] = person
    return person


def current_person() -> Person:
    """Who asked for this rerun."""
    person = st.session_state[_PERSON]
    assert isinstance(person, Person)
    return person


def may(right: Right) -> bool:
    """Whether who asked for this rerun has the right."""
    return current_person().may(right)


def note(act: Act, detail: str) -> None:
    """Write into the audit log that who asked for this rerun did this."""
    recorder()(act, detail)


def recorder() -> Callable[[Act, str], None]:
    """`note` for what is done after the rerun, in the name of who asked for it."""
    workspace, name = current_workspace(), current_person().name
    return lambda act, detail: _log(workspace).append(name, act, detail)


def noted(limit: int = 500) -> list[AuditEvent]:
    """The audit log, the newest event first."""
    return _log(current_workspace()).read(limit)


def _at_this_machine() -> Person:
    """Who sits here: the dashboards listen on this machine alone."""
    return Person(getpass.getuser(), "admin")


def _identity() -> Identity:
    if not st.user.get("is_logged_in", False):
        raise NotSignedInError("Nobody is signed in.")
    # A provider that says nothing about verifying addresses gives out its own.
    verified = st.user.get("email_verified", True)
    return Identity(str(st.user.get("email") or ""), verified in (True, "true"))


def _admitted(workspace: Workspace, identity: Identity) -> Person:
    for user in workspace.settings().access.users:
        if user.email.casefold() == identity.email.casefold():
            if not identity.is_verified:
                _refuse(workspace, identity, "its provider has not verified it")
            return Person(user.email, user.role, user.companies)
    _refuse(workspace, identity, "it is no user of this workspace")
    raise AssertionError("unreachable")


def _refuse(workspace: Workspace, identity: Identity, why: str) -> None:
    shown = identity.email or "An account without an e-mail address"
    _note_once(workspace, shown, "refused", why)
    raise NotAdmittedError(
        f"{shown} cannot be let in: {why}. Whoever runs Leadhouse can add users under "
        "access.users in leadhouse.yml."
    )


def _note_once(workspace: Workspace, person: str, act: Act, detail: str) -> None:
    """Once in a session: each rerun asks again who it is."""
    if st.session_state.get(_NOTED) != (person, act):
        _log(workspace).append(person, act, detail)
        st.session_state[_NOTED] = (person, act)


@st.cache_resource(show_spinner=False)
def _log_at(url: str) -> AuditLog:
    return AuditLog(url)


def _log(workspace: Workspace) -> AuditLog:
    return _log_at(workspace.desk_url(workspace.settings()))
