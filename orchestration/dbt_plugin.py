"""What dbt's own DuckDB connection can do beyond SQL: dbt_project/profiles.yml names it."""

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.sql_functions import register_functions


class Plugin(BasePlugin):
    """Registers the functions on every connection that dbt opens."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Called by dbt-duckdb once per connection, before its cursors are made."""
        register_functions(conn)
