"""The source contract: what a business may deliver, declared once in tables.yml.

Belongs here: the declaration, its loading, and what is derived from it (JSON schema,
documentation, dbt sources). Reading of files does not: that is orchestration.ingest.
"""

from orchestration.contract.model import Column, ColumnType, Table, load_contract

__all__ = ["Column", "ColumnType", "Table", "load_contract"]
