"""Buttons that decide, and what the page says after one of them.

Belongs here: the click, its reason and its answer. What is offered to be decided belongs
to the section that draws it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboards import desk, formats, shell
from dashboards.desk import Act, Desk
from orchestration.errors import ConflictError, LeadhouseError
from orchestration.settings import current_workspace

Acts = Sequence[Act] | Callable[[], Sequence[Act]]
_ANSWER = "desk_answer"
_REASON = "desk_reason"


@dataclass(frozen=True)
class Answer:
    """What became of the last click."""

    kind: Literal["recorded", "conflict", "refused"]
    text: str
    event_ids: tuple[str, ...] = ()


def reason_box() -> None:
    """The reason that the next decision gets."""
    st.text_input(
        "Why",
        key=_REASON,
        max_chars=2000,
        placeholder="Optional: what you know that the data does not say",
    )


def button(
    label: str,
    acts: Acts,
    seen: Desk,
    key: str,
    *,
    is_primary: bool = False,
    is_disabled: bool = False,
    help_text: str | None = None,
    in_form: bool = False,
) -> None:
    """A button that records the acts in view of what the page showed when it was drawn.

    Acts that depend on what is typed are given as a function, asked at the click.
    """
    kind: Literal["primary", "secondary"] = "primary" if is_primary else "secondary"
    if in_form:
        st.form_submit_button(
            label,
            on_click=_decide,
            args=(acts, seen),
            type=kind,
            help=help_text,
            key=key,
        )
    else:
        st.button(
            label,
            on_click=_decide,
            args=(acts, seen),
            type=kind,
            key=key,
            disabled=is_disabled,
            help=help_text,
        )


def _decide(acts: Acts, seen: Desk) -> None:
    workspace = current_workspace()
    try:
        chosen = acts() if callable(acts) else acts
        reason = st.session_state.get(_REASON)
        publication = shell.current_publication()
        written = desk.decide(workspace, publication, chosen, reason, seen)
    except ConflictError as error:
        st.session_state[_ANSWER] = Answer("conflict", str(error))
        return
    except LeadhouseError as error:
        st.session_state[_ANSWER] = Answer("refused", str(error))
        return
    said = desk.in_words(vars(written[0]))
    if len(written) > 1:
        said += f", and {len(written) - 1} more"
    st.session_state[_ANSWER] = Answer(
        "recorded", said, tuple(decision.event_id for decision in written)
    )
    st.session_state[_REASON] = ""


def show_answer(seen: Desk) -> None:
    """What became of the last click; it stands until the next one."""
    answer = st.session_state.get(_ANSWER)
    if answer is None:
        return
    text = formats.markdown(answer.text)
    if answer.kind == "conflict":
        st.warning(text)
    elif answer.kind == "refused":
        st.error(text)
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(f"Recorded. {text}. It waits for the next run.", width="stretch")
            undone = {e["object_id"] for e in seen.events if e["kind"] == "undo"}
            if not undone & set(answer.event_ids):
                button(
                    "Undo",
                    [desk.undo(event_id) for event_id in answer.event_ids],
                    seen,
                    "undo_last",
                )
