"""What int_payload_counted counts, for every column of the source contract."""

from orchestration.contract.model import load_contract
from orchestration.settings import DBT_PROJECT_DIR

MODEL = DBT_PROJECT_DIR / "models/intermediate/flow/int_payload_counted.sql"


def test_the_columns_that_a_call_fills_are_columns_of_leads_and_calls() -> None:
    """E12: a call's number is its phone, its caller's name its name."""
    text = MODEL.read_text("utf-8")
    inside = text.split("of_calls = {", 1)[1].split("}", 1)[0]
    pairs = [
        part.split(":") for part in inside.replace("'", "").split(",") if ":" in part
    ]
    contract = load_contract()
    assert len(pairs) == 9
    for lead_column, call_column in pairs:
        assert lead_column.strip() in contract["leads"].column_names
        assert call_column.strip() in contract["calls"].column_names
