"""What `leadhouse run` shows while it works: one line per phase, from Dagster's events."""

import logging
import sys
import time

import dagster as dg

# The first step of each phase, as Dagster names it; dbt's steps are numbered by Dagster.
PHASES = {
    "run_context": "Rules and settings",
    "delivered": "Reading landing files",
    "desk__decisions": "Decisions of the desk",
    "models": "Building models",
    "linkage": "Linking records to persons",
    "ops__report_currency": "Exchange rates",
    "quality_gate": "Quality gate",
    "published__current": "Publishing",
}


class ProgressHandler(logging.Handler):
    """Writes a line to standard error when a step ends, with its seconds."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._began: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or not event.step_key:
            return
        if event.event_type_value == "STEP_START":
            self._began[event.step_key] = time.monotonic()
            if sys.stderr.isatty():
                sys.stderr.write(f"  … {phase_name(event.step_key)}\r")
        elif event.event_type_value in ("STEP_SUCCESS", "STEP_FAILURE"):
            seconds = time.monotonic() - self._began.get(
                event.step_key, time.monotonic()
            )
            mark = "✓" if event.event_type_value == "STEP_SUCCESS" else "✗"
            sys.stderr.write(
                f"  {mark} {phase_name(event.step_key):<32}{seconds:6.1f} s\n"
            )
        sys.stderr.flush()


def phase_name(step_key: str) -> str:
    """The phase that a step belongs to, in people's words."""
    for prefix, name in PHASES.items():
        if step_key == prefix or step_key.startswith(f"{prefix}_"):
            return name
    return step_key


def _make_logger(_: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("leadhouse.progress", logging.DEBUG)
    logger.addHandler(ProgressHandler())
    return logger


progress_logger = dg.LoggerDefinition(
    _make_logger, description="One line per phase on standard error."
)
