"""Which pairs of records are worth comparing: those that any of these rules brings together.

Declarations only, each with its reason. A rule earns its place by the true pairs that no
other rule finds; one whose blocks grow with the square of the data has no place here.
"""

from splink import block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator

BLOCKING_RULES: dict[str, BlockingRuleCreator] = {
    # Generic and widely shared numbers and addresses are set aside before, so that no
    # block exceeds the definition's max_shared_records.
    "phone": block_on("phones", arrays_to_explode=["phones"]),
    "email": block_on("email_forms", arrays_to_explode=["email_forms"]),
    # Both contact points changed, or misspelt: the name at the address.
    "address": block_on("street", "postcode", "last_name"),
    "name in postcode": block_on("first_name", "last_name", "postcode"),
    # No contact point in common: the name alone, while hardly anybody else bears it.
    "uncommon name": block_on("uncommon_name"),
}
"""Every rule that a model may have, by its name."""

CONTACT_RULES = ("phone", "email", "address", "name in postcode", "uncommon name")
"""By which pairs of leads, calls and customers are found, the first that finds a pair."""
