"""What assets share: the workspace, held by one writer for as long as a run lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import dagster as dg
import duckdb

from orchestration.locking import single_writer
from orchestration.settings import Settings, Workspace, current_workspace
from orchestration.warehouse import open_warehouse


class WorkspaceResource(dg.ConfigurableResource[None]):
    """The workspace of this process; a run holds its writer lock."""

    @contextmanager
    def yield_for_execution(  # type: ignore[override]
        self, context: dg.InitResourceContext
    ) -> Iterator[Self]:
        with single_writer(self.workspace):
            yield self

    @property
    def workspace(self) -> Workspace:
        return current_workspace()

    def settings(self) -> Settings:
        return self.workspace.settings()

    @contextmanager
    def warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A writing connection, open no longer than the block."""
        with open_warehouse(self.workspace, self.settings().memory_limit) as con:
            yield con
