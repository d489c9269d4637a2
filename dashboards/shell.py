"""What surrounds every page: the publication's line, banners, states without figures.

Pages say what they show; this says which publication it comes from, how old it is, and
what is wrong with it. It draws; it computes no figure.
"""

from datetime import UTC, datetime

import streamlit as st

from dashboards import filters, formats, queries
from dashboards.answers import Reconciliation, Totals
from dashboards.publication import (
    LastRun,
    Publication,
    find_last_run,
    find_publication,
    signature,
)
from orchestration.access import Person
from orchestration.settings import Workspace, current_workspace

# Often enough that a reader sees a new publication within a breath, and far cheaper
# than one query: two small files are read.
REFRESH_SECONDS = 10

_PUBLICATION = "publication"
_SIGNATURE = "publication_signature"
_CHOICE = "choice"
_SCOPE = "scope"


def begin(workspace: Workspace) -> None:
    """Remember what was published when this rerun began; call before anything else."""
    st.session_state[_SIGNATURE] = signature(workspace)


def open_publication(workspace: Workspace, person: Person) -> Publication:
    """Find the current publication, as the person sees it, for this rerun.

    Tells the reader when it changed.
    Raises what find_publication raises.
    """
    publication = find_publication(workspace).seen_by(person)
    before = st.session_state.get(_PUBLICATION)
    st.session_state[_PUBLICATION] = publication
    if before is not None and before.run_id != publication.run_id:
        st.toast("New figures were published; the page shows them now.")
    return publication


def current_publication() -> Publication:
    """The publication that this rerun shows; one rerun never mixes two."""
    publication = st.session_state[_PUBLICATION]
    assert isinstance(publication, Publication)
    return publication


def header(title: str, person: Person) -> None:
    """The page's title, the publication's line, and what the reader must know first."""
    with st.container(
        horizontal=True,
        vertical_alignment="bottom",
        horizontal_alignment="distribute",
        gap="small",
        key="page_header",
    ):
        st.title(title, anchor=False, width="content")
        _publication_line()
        _signed_in_line(person)
    banners(current_publication(), current_workspace())
    if person.company_ids:
        st.caption(
            f"You see {_companies(person)}. Figures that exist for the whole network "
            "only are left out."
        )


def choose(publication: Publication) -> bool:
    """Draw the filters that all pages share; False where there is nothing to choose.

    They belong to the app rather than to a page, so a page switch keeps them.
    """
    choice = filters.filter_bar(publication)
    st.session_state[_CHOICE] = choice
    if choice is None:
        st.info("This publication holds no month with spend, leads or revenue.")
    return choice is not None


def choose_scope(publication: Publication, has_months: bool) -> bool:
    """Draw the filters of a page without campaign money; False where nothing is there."""
    scope = filters.scope_bar(publication, has_months)
    st.session_state[_SCOPE] = scope
    if scope is None:
        st.info("This publication holds no month with spend, leads or revenue.")
    return scope is not None


def current_scope() -> filters.Scope:
    """The companies and months that the reader chose."""
    scope = st.session_state[_SCOPE]
    assert isinstance(scope, filters.Scope)
    return scope


def has_marts(publication: Publication, marts: tuple[str, ...]) -> bool:
    """Whether the publication holds what the page reads; says what to run where not."""
    missing = publication.missing(marts)
    if not missing:
        return True
    names = ", ".join(f"`{name}`" for name in missing)
    st.info(
        f"This publication was made by an earlier version, which did not know {names}. "
        "Publish again to see this page:"
    )
    st.code(f"leadhouse --workspace '{current_workspace().root}' run", language="bash")
    return False


def current_choice() -> filters.Choice:
    """What the reader chose in the filters."""
    choice = st.session_state[_CHOICE]
    assert isinstance(choice, filters.Choice)
    return choice


@st.fragment(run_every=REFRESH_SECONDS)
def _publication_line() -> None:
    reload_when_published()
    publication = current_publication()
    manifest = publication.manifest
    local = manifest.published_at.astimezone(publication.zone)
    age = formats.age(publication.age(datetime.now(UTC)))
    st.caption(
        f"Published **{age}** · run {formats.markdown(publication.run_id)}",
        help=f"Published {local:%d %b %Y, %H:%M} ({manifest.timezone})  \n"
        f"Business rules: {formats.markdown(manifest.definition_version)}  \n"
        f"Amounts in {manifest.report_currency}",
        width="content",
    )


def _companies(person: Person) -> str:
    """The companies somebody sees, by name as far as they are known."""
    known = queries.companies(current_publication())
    names = dict(zip(known["company_id"], known["label"], strict=True))
    shown = [names.get(company_id, company_id) for company_id in person.company_ids]
    below = len(known) - len(shown)
    text = formats.markdown(", ".join(shown))
    return f"{text} and {below} below" if below > 0 else text


def _signed_in_line(person: Person) -> None:
    if not st.user.get("is_logged_in", False):
        return
    with st.popover(formats.markdown(person.name), width="content"):
        st.caption(f"Signed in as {formats.markdown(person.name)}, {person.role}.")
        st.button("Sign out", on_click=st.logout)


def show_sign_in() -> None:
    """The state before signing in."""
    st.title("Leadhouse", anchor=False)
    st.markdown("Sign in with your organisation's account to see the figures.")
    st.button("Sign in", type="primary", on_click=st.login)


def show_not_admitted(problem: Exception) -> None:
    """The state of somebody who is known to the provider and not to this workspace."""
    st.title("No access", anchor=False)
    st.error(formats.markdown(str(problem)))
    st.button("Sign out", on_click=st.logout)


def reload_when_published() -> None:
    """Rerun the whole page when something was published or a run ended."""
    if signature(current_workspace()) != st.session_state.get(_SIGNATURE):
        st.rerun(scope="app")


def banners(publication: Publication, workspace: Workspace) -> None:
    """Say when the newest run failed, and when the figures are old."""
    last_run = find_last_run(workspace)
    if last_run is not None and not last_run.is_published:
        st.error(f"{_failure(last_run)} The figures below are those of the run before.")
    stale_after = workspace.settings().serve.stale_after_hours
    age = publication.age(datetime.now(UTC))
    if age.total_seconds() > stale_after * 3600:
        st.warning(
            f"These figures are old: published {formats.age(age)}, and a new "
            f"publication is expected every {stale_after:g} hours at the latest. "
            "Run `leadhouse run`, or see `leadhouse status`."
        )


def show_no_publication(workspace: Workspace) -> None:
    """The state before the first publication: what to run."""
    st.title("No figures yet", anchor=False)
    last_run = find_last_run(workspace)
    if last_run is not None and not last_run.is_published:
        st.error(_failure(last_run))
    st.markdown("Nothing has been published in this workspace:")
    st.code(str(workspace.root), language=None)
    st.markdown("Put the delivered files into its `landing` folder, then run")
    st.code(f"leadhouse --workspace '{workspace.root}' run", language="bash")
    st.markdown("This page opens by itself as soon as the run has published.")
    _waiting_for_publication()


def show_broken(problem: Exception) -> None:
    """The state in which a publication or a setting cannot be read: why, what next."""
    st.title("The figures cannot be shown", anchor=False)
    st.error(formats.markdown(str(problem)))
    st.markdown(
        "Run `leadhouse run` to publish again, and `leadhouse doctor` to see what is "
        "wrong with the set-up. This page opens by itself after the next run."
    )
    _waiting_for_publication()


def show_empty_selection(what: str = "spend, leads or revenue") -> None:
    """The state in which the filters leave nothing of what the page shows."""
    st.info(
        f"No {what} for this choice. Take a longer range of months or fewer filters."
    )
    st.button("Reset the filters", on_click=_reset_filters)


def is_empty_selection(totals: Totals, parts: Reconciliation) -> bool:
    """Whether the filters leave nothing, which is then said.

    Leads of which none belongs to a known campaign are not nothing: what to do is said.
    """
    if totals.is_empty and not (parts.total_amount or parts.unattributed_leads):
        show_empty_selection()
        return True
    if totals.is_empty and parts.unattributed_leads:
        st.info(
            f"{formats.count(parts.unattributed_leads)} leads of this choice, and none "
            "belongs to a campaign that is known. Deliver the campaigns and what they "
            "cost, or say on the page Review which campaign an unknown name is."
        )
    return False


def _reset_filters() -> None:
    for key, value in filters.DEFAULTS.items():
        st.session_state[key] = value


@st.fragment(run_every=REFRESH_SECONDS)
def _waiting_for_publication() -> None:
    reload_when_published()


def _failure(last_run: LastRun) -> str:
    """One sentence on why the newest run published nothing."""
    finished = (
        f" of {last_run.finished_at:%d %b %Y, %H:%M} UTC"
        if last_run.finished_at is not None
        else ""
    )
    what = (
        "did not pass its quality gate"
        if last_run.outcome == "gate_failed"
        else "ended with an error"
    )
    reason = formats.markdown((last_run.reason or "").strip().rstrip("."))
    return f"The last run{finished} {what}{f': {reason}' if reason else ''}."
