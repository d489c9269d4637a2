"""Landing files to raw and quarantine.

Belongs here: finding, decoding, reading and checking delivered files against the source
contract. Typing and choosing the newest version do not: that is staging, in dbt.
"""

from orchestration.ingest.load import IngestReport, TableLoad, ingest

__all__ = ["IngestReport", "TableLoad", "ingest"]
