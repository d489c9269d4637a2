"""An evaluation as tables for people to read."""

from collections.abc import Iterator

from splink_models.error_kinds import KindErrors
from splink_models.evaluate import Evaluation, PersonErrors, RevenueError
from splink_models.lifecycle_scores import LifecycleScores
from splink_models.scores import Score
from splink_models.worst_errors import ErrorPair, WorstPerson


def evaluation_text(evaluation: Evaluation) -> str:
    """Scores, errors by kind, the worst persons, then revenue; what was not compared is
    left out."""
    return "\n".join(_text_lines(evaluation))


def _text_lines(evaluation: Evaluation) -> Iterator[str]:
    yield f"{'':<24}{'precision':>10}{'recall':>10}{'F1':>10}"
    clusters = (
        ("Persons", evaluation.persons),
        ("Unique leads", evaluation.unique_leads),
    )
    for label, scores in clusters:
        if scores is not None:
            yield _score_line(f"{label}, pairwise", scores.pairwise)
            yield _score_line(f"{label}, B-cubed", scores.bcubed)
    if evaluation.jobs is not None:
        yield _score_line("Jobs", evaluation.jobs)
    if evaluation.lifecycle is not None:
        yield from _lifecycle_lines(evaluation.lifecycle)
    if evaluation.person_errors is not None:
        yield from _person_error_lines(evaluation.person_errors)
    if evaluation.revenue is not None:
        yield from _revenue_lines(evaluation.revenue)


def _lifecycle_lines(scores: LifecycleScores) -> Iterator[str]:
    yield ""
    heads = ("true", "found", "recovered", "state", "stage", "decided", "fulfilled")
    yield f"{'Life cycles':<24}" + "".join(f"{head:>11}" for head in heads)
    for label, score in (
        ("all was reported", scores.complete),
        ("not all was reported", scores.incomplete),
    ):
        counts = (score.opportunities, score.found, score.recovered)
        shares = (
            score.state_share,
            score.stage_share,
            score.decided_at_share,
            score.fulfilled_at_share,
        )
        yield (
            f"{label:<24}"
            + "".join(f"{count:>11,}" for count in counts)
            + "".join(f"{_ratio(value):>11}" for value in shares)
        )
    if scores.complete.wrong:
        yield f"Told wrong: {', '.join(scores.complete.wrong)}"


def _person_error_lines(errors: PersonErrors) -> Iterator[str]:
    yield ""
    yield f"{'Pairs of records':<24}" + "".join(
        f"{head:>12}"
        for head in ("true", "missed", "not compared", "wrong", "precision", "recall")
    )
    for kind in errors.by_kind:
        yield _kind_line(kind)
    yield "A pair may be of several kinds."
    for title, persons, whole in (
        ("Most wrongly joined", errors.worst_joined, "people in one"),
        ("Most wrongly parted", errors.worst_parted, "parts of one"),
    ):
        if persons:
            yield ""
            yield title
        for person in persons:
            yield from _worst_lines(person, whole)


def _kind_line(kind: KindErrors) -> str:
    unseen = kind.never_compared_pairs
    counts = (
        f"{kind.true_pairs:,}",
        f"{kind.missed_pairs:,}",
        "-" if unseen is None else f"{unseen:,}",
        f"{kind.wrong_pairs:,}",
        _ratio(kind.precision),
        _ratio(kind.recall),
    )
    return f"{kind.kind:<24}" + "".join(f"{count:>12}" for count in counts)


def _worst_lines(person: WorstPerson, whole: str) -> Iterator[str]:
    yield (
        f"  {person.person_id}: {person.wrong_pairs:,} wrong pairs, "
        f"{person.records_count} records, {person.parts} {whole}"
    )
    if person.because is not None:
        yield f"    because {_because(person.because)}"
    for record in person.records:
        shown = (
            record.name,
            record.organization,
            record.phones,
            record.emails,
            record.place,
        )
        fields = " | ".join(value for value in shown if value)
        yield f"    {record.part:<26}{record.record_id:<24}{fields}"
    hidden = person.records_count - len(person.records)
    if hidden:
        yield f"    and {hidden} more"


def _because(pair: ErrorPair) -> str:
    weight = "" if pair.match_weight is None else f", weight {pair.match_weight:.1f}"
    rule = "" if pair.blocking_rule is None else f", found by {pair.blocking_rule}"
    link = "" if pair.link_reason is None else f", linked: {pair.link_reason}"
    levels = "; ".join(f"{name}: {label}" for name, label in pair.levels.items())
    return f"{pair.record_l} and {pair.record_r}{weight}{rule}{link}" + (
        f" ({levels})" if levels else ""
    )


def _revenue_lines(revenue: RevenueError) -> Iterator[str]:
    yield ""
    yield f"{'Campaign':<24}{'true':>16}{'published':>16}{'error':>14}{'':>9}"
    for row in revenue.by_campaign:
        yield (
            f"{row.campaign_id:<24}{row.true_amount:>16,.2f}"
            f"{row.published_amount:>16,.2f}{row.error_amount:>14,.2f}"
            f"{_percent(row.relative_error):>9}"
        )
    error = _percent(revenue.relative_error)
    yield f"Error of all attributed revenue: {error.lstrip('+')}"


def _score_line(label: str, score: Score) -> str:
    values = (score.precision, score.recall, score.f1)
    return f"{label:<24}" + "".join(f"{_ratio(value):>10}" for value in values)


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2%}"
