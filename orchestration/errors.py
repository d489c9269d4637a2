"""Errors that a person can mend: one sentence naming the file, line, key or table."""


class LeadhouseError(Exception):
    """Shown by the command line as one sentence, never as a traceback."""


class SettingsError(LeadhouseError):
    """leadhouse.yml or an environment variable is wrong."""


class DefinitionError(LeadhouseError):
    """The business rules are wrong; lists every problem found."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class RunInProgressError(LeadhouseError):
    """Another process is writing this workspace."""


class PublicationError(LeadhouseError):
    """A publication could not be written or read."""


class ConflictError(LeadhouseError):
    """Somebody else decided the same thing meanwhile; says who, when and what."""
