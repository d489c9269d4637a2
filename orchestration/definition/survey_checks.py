"""What the questions of a form must be: kinds of answers, choices, where answers go.

Belongs here: the rows of survey_questions.csv. Sending forms and reading answers does
not.
"""

from collections.abc import Callable, Iterator

from orchestration.definition.checks import Contents
from orchestration.definition.problems import Problem

STORED_AS: dict[str, tuple[str, str]] = {
    "revenue_amount": ("money", "location"),
    "rating": ("rating", "customer"),
    "review_text": ("text", "customer"),
}
"""For each column of surveys the kind of answer it takes and who is asked for it."""


def choices_fit(contents: Contents) -> Iterator[Problem]:
    """A question has choices where one is to be chosen, and only there."""
    for row in contents.rows("survey_questions"):
        answer, choices = row.text("answer"), row.items("choices")
        if answer == "choice" and not choices:
            says = "needed because answer is choice"
            yield contents.problem("survey_questions", row, "choices", says)
        if answer not in ("choice", None) and choices:
            says = f"must be empty where answer is {answer}"
            yield contents.problem("survey_questions", row, "choices", says)


def answers_are_stored_where_they_fit(contents: Contents) -> Iterator[Problem]:
    """A column of surveys gets its kind of answer from the one who is asked for it."""
    for row in contents.rows("survey_questions"):
        column, answer = row.text("stored_as"), row.text("answer")
        if column is None:
            continue
        wanted, asked = STORED_AS[column]
        if answer not in (wanted, None):
            says = f"{column} takes an answer of kind {wanted}, not {answer}"
            yield contents.problem("survey_questions", row, "stored_as", says)
        if row.text("form") not in (asked, None):
            says = f"{column} is asked of the {asked}"
            yield contents.problem("survey_questions", row, "stored_as", says)


def questions_have_their_place(contents: Contents) -> Iterator[Problem]:
    """Within a form no two questions share their place or the column of the answer."""
    for column in ("order", "stored_as"):
        first_line: dict[tuple[str, str], int] = {}
        for row in contents.rows("survey_questions"):
            form, value = row.text("form"), row.text(column)
            if form is None or value is None:
                continue
            if (form, value) in first_line:
                line = first_line[form, value]
                says = f"{value} of the {form} already stands on line {line}"
                yield contents.problem("survey_questions", row, column, says)
            first_line.setdefault((form, value), row.line)


def locations_are_asked_for_revenue(contents: Contents) -> Iterator[Problem]:
    """The form of the location exists to learn the revenue of the lead."""
    if not contents.is_whole("survey_questions"):
        return
    asked = [
        row.text("stored_as")
        for row in contents.rows("survey_questions")
        if row.text("form") == "location"
    ]
    if asked and "revenue_amount" not in asked:
        says = (
            "the form of the location needs a question that is stored as revenue_amount"
        )
        yield contents.problem("survey_questions", None, None, says)


SURVEY_CHECKS: tuple[Callable[[Contents], Iterator[Problem]], ...] = (
    choices_fit,
    answers_are_stored_where_they_fit,
    questions_have_their_place,
    locations_are_asked_for_revenue,
)
