"""What was decided: what waits for the next run, what counts, and the run that applies it."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from dashboards import desk, formats
from dashboards.columns import review as columns
from dashboards.desk import Event
from dashboards.sections.acting import button, reason_box
from dashboards.sections.review import View
from dashboards.sheets import Sheet, table
from orchestration.errors import LeadhouseError
from orchestration.launch import StartedRun
from orchestration.settings import current_workspace

LISTED = 200
# Often enough to see a phase end, seldom enough to cost nothing.
LOOK_SECONDS = 2
_SHOWN_LINES = 8
_REFUSED = "run_refused"


def decided(view: View) -> None:
    """Every decision with its state, the newest first, and how to take one back."""
    if not view.shown.events:
        st.info(
            "Nothing was decided yet. What you decide here is listed with its state."
        )
        return
    applied = desk.applied(view.publication)
    standing = view.shown.standing
    events = view.shown.events[::-1][:LISTED]
    rows = pd.DataFrame(
        [
            {
                **event,
                "decided": _moment(event["decided_at"], view),
                "said": desk.in_words(event),
                "state": state(event, applied, standing),
            }
            for event in events
        ]
    )
    st.subheader("What was decided?", anchor=False)
    if len(view.shown.events) > LISTED:
        st.caption(f"The newest {LISTED} of {len(view.shown.events)} decisions.")
    table(view.publication, Sheet("decisions", rows, columns.DECISIONS))
    revocable = {
        str(event["event_id"]): event
        for event in events
        if event["event_id"] in standing
    }
    if not revocable:
        return
    chosen = st.multiselect(
        "Take back",
        list(revocable),
        format_func=lambda each: (
            f"{desk.in_words(revocable[each])}, by {revocable[each]['decided_by']}"
        ),
        key="take_back",
    )
    reason_box()
    button(
        "Undo",
        [desk.undo(event_id) for event_id in chosen],
        view.desk,
        "undo_chosen",
        is_disabled=not chosen,
        help_text="An event of its own: the decision stays to be seen.",
    )


def state(event: Event, applied: frozenset[str], standing: frozenset[str]) -> str:
    """Whether an event counts, and since when: applied, waiting, or taken back."""
    is_applied = event["event_id"] in applied
    if event["kind"] == "undo":
        return "applied" if is_applied else "waits for the next run"
    if event["event_id"] not in standing:
        return "undone"
    return "applied" if is_applied else "waits for the next run"


def _moment(decided_at: datetime, view: View) -> str:
    local = decided_at.replace(tzinfo=UTC).astimezone(view.publication.zone)
    return f"{local:%d %b %Y, %H:%M}"


def waiting_line(view: View) -> None:
    """How much waits for the next run, and the button that starts one."""
    count = len(view.shown.waiting(desk.applied(view.publication)))
    workspace = current_workspace()
    process = desk.running_process(workspace)
    started = desk.started_run(workspace)
    is_running = process is not None or bool(started and started.is_running)
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        border=True,
        key="waiting_line",
    ):
        said = (
            f"**{count} {'decision waits' if count == 1 else 'decisions wait'}** for the "
            "next run."
            if count
            else "Nothing waits for the next run: every decision is in the figures."
        )
        st.markdown(said, width="content")
        st.button(
            "Apply now",
            on_click=_apply,
            type="primary" if count and not is_running else "secondary",
            disabled=is_running or not count,
            key="apply_now",
            help="Starts a run: the figures change when it has passed its quality gate.",
        )
    if refused := st.session_state.pop(_REFUSED, None):
        st.warning(formats.markdown(refused))
    if is_running:
        _progress()
    elif started is not None and started.exit_code:
        with st.status("The last run published nothing", state="error", expanded=True):
            st.code(_last_lines(started), language=None)


def _apply() -> None:
    try:
        desk.start_run(current_workspace())
    except LeadhouseError as error:
        st.session_state[_REFUSED] = str(error)


@st.fragment(run_every=LOOK_SECONDS)
def _progress() -> None:
    """The run under way, looked at again and again until it ends."""
    workspace = current_workspace()
    run = desk.started_run(workspace)
    if run is not None and run.is_running:
        seconds = (datetime.now(UTC) - run.began_at).total_seconds()
        # As a context, it would be shown as complete when the context ends.
        shown = st.status(f"A run is under way · {seconds:.0f} s", expanded=True)
        shown.code(_last_lines(run) or "It begins…", language=None)
    elif (process := desk.running_process(workspace)) is not None:
        st.info(f"A run that was started elsewhere is under way (process {process}).")
    else:
        st.rerun(scope="app")


def _last_lines(run: StartedRun) -> str:
    return "\n".join(run.lines[-_SHOWN_LINES:])
