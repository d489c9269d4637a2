"""Runs suites with Great Expectations; the only importer of it.

It is imported when a gate runs: the import takes seconds, and nothing else needs it. It
is fed pandas batches of one row, because its SQL engine fails on DuckDB and so that no
personal data reaches its results and Data Docs.
"""

import math
import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from orchestration.quality.model import Check, QualityResult, Suite, Unit

SITE_NAME = "leadhouse"
# No value of the data may reach the stored results.
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}


def _great_expectations() -> Any:
    """The library, kept from reporting its use; typed as it is used, dynamically."""
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import_module("great_expectations.expectations")
    return import_module("great_expectations")


class Validator:
    """A Great Expectations project in a folder, and the Data Docs made from it."""

    def __init__(self, project: Path, site: Path) -> None:
        project.mkdir(parents=True, exist_ok=True)
        self._gx = _great_expectations()
        self._context = self._gx.get_context(mode="file", project_root_dir=str(project))
        self._context.variables.progress_bars = {"globally": False}
        for name in list(self._context.variables.data_docs_sites or {}):
            self._context.delete_data_docs_site(name)
        self._context.add_data_docs_site(SITE_NAME, _site(site))

    def validate(
        self, suite: Suite, batch: pd.DataFrame, run_id: str
    ) -> list[QualityResult]:
        """What each measured check of the suite finds in the batch of one row."""
        source = self._context.data_sources.add_or_update_pandas(suite.name)
        asset = source.add_dataframe_asset(suite.name)
        definition = self._context.validation_definitions.add_or_update(
            self._gx.ValidationDefinition(
                name=suite.name,
                data=asset.add_batch_definition_whole_dataframe("run"),
                suite=self._context.suites.add_or_update(self._declared(suite)),
            )
        )
        outcome = definition.run(
            batch_parameters={"dataframe": batch},
            result_format=RESULT_FORMAT,
            run_id=self._gx.RunIdentifier(run_name=run_id),
        )
        found = {
            result.expectation_config.meta["check"]: result
            for result in outcome.results
        }
        return [_result(suite, check, found[check.name]) for check in suite.measured]

    def _declared(self, suite: Suite) -> Any:
        expectations = self._gx.expectations
        return self._gx.ExpectationSuite(
            name=suite.name,
            expectations=[
                expectations.ExpectColumnMaxToBeBetween(
                    column=check.name,
                    min_value=check.low,
                    max_value=check.high,
                    severity="critical" if check.severity == "error" else "warning",
                    description=check.says,
                    meta={"check": check.name},
                )
                for check in suite.measured
            ],
        )

    def build_site(self) -> None:
        """Writes the pages of everything validated so far."""
        self._context.build_data_docs()


def _site(folder: Path) -> dict[str, object]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _result(suite: Suite, check: Check, found: Any) -> QualityResult:
    """What a check found; one whose evaluation raised is a failed error."""
    exception = raised_message(found.exception_info)
    if exception is not None:
        return failed(suite, check, f"the check could not be evaluated: {exception}")
    value = found.result.get("observed_value")
    if value is None:
        return QualityResult(
            suite=suite.name,
            check=check.name,
            severity=check.severity,
            observed="nothing to measure",
            passed=False,
            rows_failed=None,
            table=check.table,
        )
    return QualityResult(
        suite=suite.name,
        check=check.name,
        severity=check.severity,
        observed=shown(float(value), check.unit),
        passed=bool(found.success),
        rows_failed=int(value) if check.unit == "rows" else None,
        table=check.table,
    )


def failed(suite: Suite, check: Check, observed: str) -> QualityResult:
    """The result of a check that could not be made: an error, whatever the check is."""
    return QualityResult(
        suite=suite.name,
        check=check.name,
        severity="error",
        observed=observed,
        passed=False,
        rows_failed=None,
        table=check.table,
    )


def raised_message(exception_info: Mapping[str, Any] | None) -> str | None:
    """The message of an exception inside an expectation, None where there was none.

    Great Expectations gives one flat record, or one for each metric.
    """
    info = exception_info or {}
    records: Sequence[Any] = [info, *info.values()]
    for record in records:
        if isinstance(record, Mapping) and record.get("raised_exception"):
            lines = str(record.get("exception_message") or "").splitlines()
            return lines[0] if lines else "no message"
    return None


def shown(value: float, unit: Unit) -> str:
    """A measured value as people read it."""
    if not math.isfinite(value):
        return str(value)
    if unit == "rows":
        return f"{value:,.0f} {'row' if value == 1 else 'rows'}"
    if unit == "share":
        return f"{value:.1%}"
    if unit == "days":
        return f"{value:.1f} days"
    if unit == "times":
        return f"{value:.2f} times"
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
