"""E-mail addresses in the forms in which records are compared.

Belongs here: one typed address, read as the models read delivered ones. The rules are the
models' own macros and seeds; they are run, not repeated.
"""

from dataclasses import dataclass
from functools import cache

import duckdb
import jinja2

from orchestration.settings import DBT_PROJECT_DIR

_SEEDS = ("email_providers", "email_typos")
_MODEL = DBT_PROJECT_DIR / "models" / "identity" / "int_emails_normalised.sql"
_MACROS = DBT_PROJECT_DIR / "macros" / "contact_points.sql"


@dataclass(frozen=True)
class Email:
    """An address in lower case, and the forms that it is compared in."""

    address: str
    forms: tuple[str, ...]


def email_in(text: str) -> Email | None:
    """The address that the text ends in, as "Ann <Ann@X.com>" does; None without one."""
    with duckdb.connect() as con:
        for seed in _SEEDS:
            con.execute(
                f"create table {seed} as from read_csv(?, all_varchar = true)",
                [str(DBT_PROJECT_DIR / "seeds" / f"{seed}.csv")],
            )
        con.execute("create table generic_identifiers (kind varchar, value varchar)")
        con.execute(
            "create table int_contacts_located as select [cast(? as varchar)] as emails",
            [text],
        )
        found = con.execute(
            f"select email, email_form, mended_form from ({_model_sql()}) limit 1"
        ).fetchall()
    if not found:
        return None
    address, *forms = found[0]
    return Email(address, tuple(form for form in forms if form))


@cache
def _model_sql() -> str:
    """The model that reads delivered addresses, on tables of the same names."""
    text = _MACROS.read_text("utf-8") + _MODEL.read_text("utf-8")
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"]
    )
    return environment.from_string(text).render(
        ref=lambda table: table, source=lambda _, table: table
    )
