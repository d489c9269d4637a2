"""Which pairs of records are worth comparing: those that any of these rules brings together.

Declarations only, each with its reason. A rule earns its place by the true pairs that no
other rule finds; one whose blocks grow with the square of the data has no place here.
"""

from dataclasses import dataclass

from splink.blocking_rule_library import CustomRule
from splink.internals.blocking_rule_creator import BlockingRuleCreator


@dataclass(frozen=True)
class BlockingRule:
    """Two records that have the same value in every column are compared; of a list that
    is exploded, any value in common will do."""

    columns: tuple[str, ...]
    exploded: bool = False

    def creator(self, only_rescored: bool) -> BlockingRuleCreator:
        """Splink's form; with `only_rescored` one record of the pair has to be so."""
        conditions = [f"l.{column} = r.{column}" for column in self.columns]
        if only_rescored:
            conditions.append("(l.is_rescored or r.is_rescored)")
        return CustomRule(
            " and ".join(conditions),
            arrays_to_explode=list(self.columns) if self.exploded else None,
        )

    def holds(self) -> str:
        """SQL of whether the rule brings the records `l` and `r` together."""
        if self.exploded:
            conditions = [
                f"list_has_any(l.{column}, r.{column})" for column in self.columns
            ]
        else:
            conditions = [f"l.{column} = r.{column}" for column in self.columns]
        return f"coalesce({' and '.join(conditions)}, false)"

    def keys_of(self, records: str, more: str = "") -> str:
        """SQL of the keys by which the rule finds the records of a table: key, record_key
        and `more`.

        A key is a hash of the values, a record key that of the record's id, so that
        millions of them are small and quickly joined.
        """
        values = ", ".join(
            f"unnest({column})" if self.exploded else column for column in self.columns
        )
        known = " and ".join(f"{column} is not null" for column in self.columns)
        return f"""
            select
                hash('{",".join(self.columns)}', {values}) as key,
                hash(record_id) as record_key
                {more}
            from {records}
            where has_contact_point and {known}
        """


BLOCKING_RULES: dict[str, BlockingRule] = {
    # Generic and widely shared numbers and addresses are set aside before, so that no
    # block exceeds the definition's max_shared_records.
    "phone": BlockingRule(("phones",), exploded=True),
    "email": BlockingRule(("email_forms",), exploded=True),
    # Both contact points changed, or misspelt: the address, with or without a name. Who
    # gives the town and no postcode is found by the town.
    "address": BlockingRule(("street", "postcode")),
    "address in town": BlockingRule(("street", "city")),
    "name in postcode": BlockingRule(("first_name", "last_name", "postcode")),
    # Of 1,000,000 leads 0.7 true pairs in 100 are found by nothing else, of 100,000 next to
    # none: the more records, the fewer names are uncommon.
    "name in town": BlockingRule(("first_name", "last_name", "city")),
    # Who moves mostly stays in the region. Of 1,000,000 leads 0.3 true pairs in 100 are
    # found by nothing else, of 100,000 half as many.
    "name in region": BlockingRule(("first_name", "last_name", "region")),
    # Who gives no place is found by the company that serves it. Of 1,000,000 leads 0.5 true
    # pairs in 100 are found by nothing else, of 100,000 0.1.
    "name in company": BlockingRule(("first_name", "last_name", "company_id")),
    # No contact point in common: the name alone, while hardly anybody else bears it.
    "uncommon name": BlockingRule(("uncommon_name",)),
    # Tables of other than contacts. Of a small one every pair is compared; of a large
    # one, people who are listed without a contact point and companies.
    "every pair": BlockingRule(("every_record",)),
    "identifier": BlockingRule(("identifiers",), exploded=True),
    "birth and a name": BlockingRule(("birth_names",), exploded=True),
    "birth and town": BlockingRule(("birth", "city")),
    # House number and a word of the street or town, with a name.
    "house and last name": BlockingRule(("house_last_names",), exploded=True),
    "house and first name": BlockingRule(("house_first_names",), exploded=True),
    "company": BlockingRule(("company_names",), exploded=True),
    "house of a company": BlockingRule(("house_companies",), exploded=True),
}
"""Every rule that a model may have, by its name."""

CONTACT_RULES = (
    "phone",
    "email",
    "address",
    "address in town",
    "name in postcode",
    "name in town",
    "name in region",
    "name in company",
    "uncommon name",
)
"""By which pairs of leads, calls and customers are found, the first that finds a pair."""
