"""A comparison in words."""

from decimal import Decimal
from typing import Any

from orchestration.diff.causes import CAUSES
from orchestration.leaves import MEASURES

Row = dict[str, Any]


def diff_lines(document: Row) -> list[str]:
    """The changes grouped by figure, then campaign and month, the largest first."""
    lines = [
        f"From {document['run_before']} to {document['run_after']}, "
        f"{document['clock']} clock, {document['report_currency']}",
        *_versions(document),
    ]
    if not document["figures"]:
        return [*lines, "", "No figure changed."]
    told = None
    for figure in document["figures"]:
        heading = tuple(
            figure[name] for name in ("measure", "attribution_model", "revenue_basis")
        )
        if heading != told:
            told = heading
            alike = [each for each in document["figures"] if _is_of(each, heading)]
            lines += ["", _heading(figure, alike)]
        lines += _figure_lines(figure)
    return lines


def _versions(document: Row) -> list[str]:
    lines = []
    for name, words in (("definition", "Rules"), ("model_version", "Linkage model")):
        versions = document[name]
        if versions["before"] != versions["after"]:
            lines.append(f"  {words}: {versions['before']} → {versions['after']}")
            lines += [f"      {line}" for line in versions.get("lines", [])]
    if document["models_not_compared"]:
        models = ", ".join(document["models_not_compared"])
        lines.append(f"  Not in both and so not compared: {models}")
    return lines


def _is_of(figure: Row, heading: tuple[Any, ...]) -> bool:
    return heading == tuple(
        figure[name] for name in ("measure", "attribution_model", "revenue_basis")
    )


def _heading(figure: Row, alike: list[Row]) -> str:
    measure = MEASURES[figure["measure"]]
    of = ""
    if measure.is_revenue:
        of = f", {figure['revenue_basis']}, model {figure['attribution_model']}"
    change = sum((each["change"] for each in alike), Decimal(0))
    return (
        f"{measure.words.capitalize()}{of}: {_signed(change, figure['measure'])} in "
        f"{len(alike)} months of campaigns"
    )


def _figure_lines(figure: Row) -> list[str]:
    measure = figure["measure"]
    lines = [
        f"  {figure['campaign'] or figure['campaign_id']}, {figure['month'][:7]}: "
        f"{_amount(figure['amount_before'], measure)} → "
        f"{_amount(figure['amount_after'], measure)} "
        f"({_signed(figure['change'], measure)})"
    ]
    for cause in figure["causes"]:
        count = cause["records_count"]
        lines.append(
            f"    {_signed(cause['change'], measure):>14}  {CAUSES[cause['cause']]}: "
            f"{count} {'record' if count == 1 else 'records'}"
        )
        lines += [_record_line(record, measure) for record in cause["records"]]
        if count > len(cause["records"]) > 0:
            lines.append(f"{'':20}… and {count - len(cause['records'])} more: --json")
    return lines


def _record_line(record: Row, measure: str) -> str:
    because = record["because_record_id"]
    own = (None, record["thing_id"], f"lead:{record['thing_id']}")
    why = "" if because in own else f", because of {because}"
    where = (
        f"  [{record['source_file']}, line {record['source_line']}]"
        if record["source_file"]
        else ""
    )
    return (
        f"{'':20}{_signed(record['change'], measure)}  {record['thing_id']}{why}{where}"
    )


def _amount(amount: Decimal, measure: str) -> str:
    return f"{amount:,.2f}" if MEASURES[measure].is_money else f"{amount:,.0f}"


def _signed(amount: Decimal, measure: str) -> str:
    return f"{amount:+,.2f}" if MEASURES[measure].is_money else f"{amount:+,.0f}"
