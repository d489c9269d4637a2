"""What of two records is compared, and the levels of agreement.

Declarations only, each with its reason. The numbers that go with the levels are trained
(trained/*.json); the columns are made in records.py. Only functions that mean the same on
every engine for folded text are used: equality, lists that meet, Damerau-Levenshtein.
Jaro-Winkler is not: its result differs between engines and it is several times slower.
"""

from splink_models.levels import Chance, Comparison, Level
from splink_models.place_comparisons import ADDRESS, SERVED_BY

# One slip leaves the beginning or the end as it is: most numbers need no closer look.
_PHONE_HALF_SAME = (
    "left(first_phone_l, 7) = left(first_phone_r, 7) "
    "or right(first_phone_l, 3) = right(first_phone_r, 3)"
)

# A number that several names were given with belongs to a household, an office or, after
# its owner gave it up, to somebody else. Whether it is such a one says most about a call
# that comes with nothing but the number, so that it is a level of its own.
PHONE = Comparison(
    name="phone",
    unknown="phones_l is null or phones_r is null",
    levels=(
        Level(
            "same number, given with one name",
            "list_has_any(personal_phones_l, personal_phones_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "same number, given with several names",
            "list_has_any(phones_l, phones_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "a slip of one digit apart",
            f"({_PHONE_HALF_SAME}) and damerau_levenshtein(first_phone_l, first_phone_r) <= 1",
        ),
    ),
    otherwise="other number",
)

# People change their provider and keep the part before the @; slips are mostly there too.
# Two letters apart are as often two people of one name as one who slipped. Most addresses
# are made of a name: that a namesake has the same part before another provider's @ says no
# more than the name does. (Of a million leads, of such pairs without another thing in
# common 7 in 1,000 were one person, as of those with clearly another address.)
EMAIL = Comparison(
    name="email",
    unknown="email_forms_l is null or email_forms_r is null",
    levels=(
        Level(
            "same address, given with one name",
            "list_has_any(personal_emails_l, personal_emails_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "same address, given with several names",
            "list_has_any(email_forms_l, email_forms_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "same name at another provider",
            "list_has_any(email_locals_l, email_locals_r) "
            "and not coalesce(last_name_l = last_name_r, false)",
        ),
        Level(
            "a slip apart",
            "abs(length(first_email_l) - length(first_email_r)) <= 1 "
            "and damerau_levenshtein(first_email_l, first_email_r) <= 1",
        ),
    ),
    otherwise="other address",
)

_SAME_FIRST = "first_name_l = first_name_r"
_SAME_LAST = "last_name_l = last_name_r"
_NICKNAME = "list_has_any(first_name_alternatives_l, first_name_alternatives_r)"
# An initial is compared by the first letter; otherwise one slip, or two in a long name.
_INITIAL = (
    "(length(first_name_l) = 1 or length(first_name_r) = 1) "
    "and left(first_name_l, 1) = left(first_name_r, 1)"
)
_CLOSE_FIRST = (
    "damerau_levenshtein(first_name_l, first_name_r) "
    "<= case when least(length(first_name_l), length(first_name_r)) >= 4 "
    "then 1 else 0 end"
)
_CLOSE_LAST = (
    "damerau_levenshtein(last_name_l, last_name_r) "
    "<= case when least(length(last_name_l), length(last_name_r)) >= 8 then 2 "
    "when least(length(last_name_l), length(last_name_r)) >= 4 then 1 else 0 end"
)
_LONGER_LAST = (
    "least(length(last_name_l), length(last_name_r)) >= 3 "
    "and (starts_with(last_name_l, last_name_r) or ends_with(last_name_l, last_name_r) "
    "or starts_with(last_name_r, last_name_l) or ends_with(last_name_r, last_name_l))"
)

NAMES_CLEARLY_DIFFER = (
    f"not ({_SAME_FIRST} or {_NICKNAME} or ({_CLOSE_FIRST}) or ({_INITIAL}) "
    "or first_name_l = last_name_r or last_name_l = first_name_r)"
)
"""Of two full names: that they are of two people, whatever the last names are. Another
last name alone is no such sign: people marry."""

NAMESAKES = {
    "no": 0.02,
    "hardly any": 0.1,
    "few": 0.5,
    "some": 2.0,
    "several": 4.0,
    "half a dozen": 8.0,
    "a dozen": 16.0,
    "two dozen": 32.0,
    "many": 64.0,
    "very many": 1e12,
}
"""Classes of names by how many other records would bear one by chance, at most.

A rare name on two records is evidence, a common one is nearly none. What tells one person
from another is the number of namesakes among the records at hand: a name that one in a
thousand bears is rare in a town and common in a country. The classes are finest where a
name alone says too little, and with the place just enough.
"""
UNCOMMON_NAMES = ("no", "hardly any", "few", "some")
"""Classes of names for which alone two records are compared."""
_NICKNAMES = {
    "hardly any": ("no", "hardly any"),
    "some": ("few", "some"),
    "many": ("several", "half a dozen", "a dozen", "two dozen", "many", "very many"),
}


def same_name_label(namesakes: str) -> str:
    """The level of two records with one name of that class."""
    return f"same name, {namesakes} namesakes"


def nickname_label(namesakes: str) -> str:
    """The level of two records with two forms of one name of such a class."""
    return f"nickname, same last name, {namesakes} namesakes"


# Father and son may have one name, but it is so seldom that without a bound the fit would
# call those a household who give one name, one street and two numbers.
_NAMED_ALIKE = 0.0005

# First and last name together, because what one says depends on the other: the same last
# name with clearly another first name is the mark of a household, not half an agreement.
NAME = Comparison(
    name="name",
    unknown=(
        "coalesce(first_name_l, last_name_l) is null "
        "or coalesce(first_name_r, last_name_r) is null "
        "or (first_name_l is null and last_name_r is null) "
        "or (last_name_l is null and first_name_r is null)"
    ),
    levels=(
        *(
            Level(
                same_name_label(namesakes),
                f"{_SAME_FIRST} and {_SAME_LAST} and namesakes_l = '{namesakes}'",
                Chance.PER_RECORD,
                _NAMED_ALIKE,
            )
            for namesakes in NAMESAKES
        ),
        *(
            Level(
                nickname_label(namesakes),
                f"{_NICKNAME} and {_SAME_LAST} "
                f"and (namesakes_l in {classes} or namesakes_r in {classes})",
                Chance.PER_RECORD,
                _NAMED_ALIKE,
            )
            for namesakes, classes in _NICKNAMES.items()
        ),
        Level(
            "first and last name swapped",
            "first_name_l = last_name_r and last_name_l = first_name_r",
        ),
        Level(
            "first name a slip or an initial, same last name",
            f"(({_CLOSE_FIRST}) or ({_INITIAL})) and {_SAME_LAST}",
        ),
        Level(
            "same first name, last name a slip or a part",
            f"({_SAME_FIRST} or {_NICKNAME}) and (({_CLOSE_LAST}) or ({_LONGER_LAST}))",
        ),
        Level(
            "same last name, first name unknown",
            f"{_SAME_LAST} and (first_name_l is null or first_name_r is null)",
        ),
        Level(
            "same first name, last name unknown",
            f"({_SAME_FIRST} or {_NICKNAME}) "
            "and (last_name_l is null or last_name_r is null)",
        ),
        Level("same last name, other first name", _SAME_LAST),
        Level(
            "same first name, other last name",
            f"{_SAME_FIRST} or {_NICKNAME}",
        ),
    ),
    otherwise="other name",
)

ORGANIZATION = Comparison(
    name="organization",
    unknown="organization_l is null or organization_r is null",
    levels=(
        Level("same company", "organization_l = organization_r", Chance.PER_RECORD),
        Level(
            "company name a slip apart",
            "damerau_levenshtein(organization_l, organization_r) <= 2",
        ),
    ),
    otherwise="other company",
)

# Contacts about one wish come within days of each other, most often on one day: who calls
# and fills in a form has done both before the evening. That tells who of a household
# was on the phone, and that a number used again after years may have changed hands: of
# the pairs with nothing but a number in common, 99 in 100 were one person within half a
# year, 91 after more than a year.
TIME = Comparison(
    name="time",
    unknown="created_day_l is null or created_day_r is null",
    levels=(
        Level("on one day", "created_day_l = created_day_r", Chance.MEASURED),
        Level(
            "within two days",
            "abs(created_day_l - created_day_r) <= 2",
            Chance.MEASURED,
        ),
        Level(
            "within two weeks",
            "abs(created_day_l - created_day_r) <= 14",
            Chance.MEASURED,
        ),
        Level(
            "within two months",
            "abs(created_day_l - created_day_r) <= 60",
            Chance.MEASURED,
        ),
        Level(
            "within half a year",
            "abs(created_day_l - created_day_r) <= 180",
            Chance.MEASURED,
        ),
        Level(
            "within a year",
            "abs(created_day_l - created_day_r) <= 365",
            Chance.MEASURED,
        ),
    ),
    otherwise="further apart",
    chance=Chance.MEASURED,
)

CONTACT_COMPARISONS = (PHONE, EMAIL, NAME, ADDRESS, SERVED_BY, ORGANIZATION, TIME)
"""What leads, calls and customers are compared by."""
