"""The kinds of pairs of records by which errors are told: declarations only.

A kind is a condition on what two published records show, `_l` and `_r`, and never on how
they were linked, so that kinds can be counted on any truth and compared between models.
The columns are made in error_kinds.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Pairs of which the condition holds; a pair may be of several kinds."""

    name: str
    meaning: str
    condition: str


_SAME_FIRST = "list_has_any(first_names_l, first_names_r)"
_SAME_NAME = f"({_SAME_FIRST} and last_name_l = last_name_r)"
_SLIP_FIRST = "damerau_levenshtein(first_name_l, first_name_r) <= 1"
_SLIP_LAST = "damerau_levenshtein(last_name_l, last_name_r) <= 2"
_OTHER_FIRST = (
    f"not {_SAME_FIRST} and not {_SLIP_FIRST} "
    "and left(first_name_l, 1) <> left(first_name_r, 1)"
)
_SHARED_POINT = "(list_has_any(phones_l, phones_r) or list_has_any(emails_l, emails_r))"
_SHARED_PLACE = "(street_l = street_r and (postcode_l = postcode_r or city_l = city_r))"

KINDS = (
    Kind(
        "call",
        "one of the two is a call",
        "record_type_l = 'call' or record_type_r = 'call'",
    ),
    Kind(
        "no name",
        "one of the two has no name",
        "coalesce(first_name_l, last_name_l) is null "
        "or coalesce(first_name_r, last_name_r) is null",
    ),
    Kind(
        "household",
        "one last name, first names that differ, and a phone, e-mail or street shared",
        f"last_name_l = last_name_r and {_OTHER_FIRST} "
        f"and ({_SHARED_POINT} or {_SHARED_PLACE})",
    ),
    Kind(
        "shared phone",
        "they meet in a phone that people of several first names gave",
        "list_has_any(shared_phones_l, shared_phones_r)",
    ),
    Kind(
        "shared e-mail",
        "they meet in an e-mail that people of several first names gave",
        "list_has_any(shared_emails_l, shared_emails_r)",
    ),
    Kind(
        "nickname",
        "one last name, two forms of one first name",
        f"first_name_l <> first_name_r and {_SAME_NAME}",
    ),
    Kind(
        "typo",
        "a first or last name, e-mail or phone a slip apart, not the same",
        f"(first_name_l <> first_name_r and {_SLIP_FIRST} and {_SLIP_LAST}) "
        f"or (last_name_l <> last_name_r and {_SLIP_LAST} and {_SAME_FIRST}) "
        "or (not list_has_any(emails_l, emails_r) "
        "and damerau_levenshtein(emails_l[1], emails_r[1]) <= 2) "
        "or (not list_has_any(phones_l, phones_r) "
        "and damerau_levenshtein(phones_l[1], phones_r[1]) <= 1)",
    ),
    Kind(
        "swapped names",
        "the first name of one is the last name of the other",
        "first_name_l = last_name_r and last_name_l = first_name_r "
        "and first_name_l <> last_name_l",
    ),
    Kind(
        "other last name",
        "one first name, last names that differ",
        f"{_SAME_FIRST} and last_name_l <> last_name_r and not {_SLIP_LAST}",
    ),
    Kind(
        "changed phone",
        "both have phones, none in common",
        "phones_l is not null and phones_r is not null "
        "and not list_has_any(phones_l, phones_r)",
    ),
    Kind(
        "changed e-mail",
        "both have e-mails, none in common",
        "emails_l is not null and emails_r is not null "
        "and not list_has_any(emails_l, emails_r)",
    ),
    Kind(
        "moved",
        "both have a postcode or town, and neither is the same",
        "(postcode_l is not null or city_l is not null) "
        "and coalesce(postcode_l <> postcode_r, city_l <> city_r, false) "
        "and coalesce(city_l <> city_r, true)",
    ),
    Kind(
        "namesake",
        "one name, and no phone, e-mail or street in common",
        f"{_SAME_NAME} and not coalesce({_SHARED_POINT}, false) "
        f"and not coalesce({_SHARED_PLACE}, false)",
    ),
    Kind("company", "one company", "organization_l = organization_r"),
    Kind(
        "years apart",
        "more than a year between them",
        "abs(date_diff('day', created_at_l, created_at_r)) > 365",
    ),
    Kind(
        "nothing in common",
        "no name, phone, e-mail, street or company in common",
        f"not coalesce({_SAME_FIRST}, false) "
        "and not coalesce(last_name_l = last_name_r, false) "
        f"and not coalesce({_SHARED_POINT}, false) "
        f"and not coalesce({_SHARED_PLACE}, false) "
        "and not coalesce(organization_l = organization_r, false)",
    ),
)
