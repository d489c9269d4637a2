"""What of two records is compared, and the levels of agreement.

Declarations only, each with its reason. The numbers that go with the levels are trained
(trained/*.json); the columns are made in records.py. Only functions that mean the same on
every engine for folded text are used: equality, lists that meet, Damerau-Levenshtein.
Jaro-Winkler is not: its result differs between engines and it is several times slower.
"""

from splink_models.levels import Chance, Comparison, Level

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
            "damerau_levenshtein(first_phone_l, first_phone_r) <= 1",
        ),
    ),
    otherwise="other number",
)

# People change their provider and keep the part before the @; slips are mostly there too.
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
            "list_has_any(email_locals_l, email_locals_r)",
        ),
        Level(
            "a slip apart",
            "damerau_levenshtein(first_email_l, first_email_r) <= 2",
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
        Level(
            "same name, few namesakes",
            f"{_SAME_FIRST} and {_SAME_LAST} and namesakes_l = 'few'",
            Chance.PER_RECORD,
        ),
        Level(
            "same name, some namesakes",
            f"{_SAME_FIRST} and {_SAME_LAST} and namesakes_l = 'some'",
            Chance.PER_RECORD,
        ),
        Level("same name, many namesakes", f"{_SAME_FIRST} and {_SAME_LAST}"),
        Level(
            "nickname, same last name, few namesakes",
            f"{_NICKNAME} and {_SAME_LAST} "
            "and (namesakes_l = 'few' or namesakes_r = 'few')",
            Chance.PER_RECORD,
        ),
        Level("nickname, same last name", f"{_NICKNAME} and {_SAME_LAST}"),
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

# A street with its number is shared by a household; a postcode or a town by strangers, how
# many depends on where the business works.
ADDRESS = Comparison(
    name="address",
    unknown=(
        "(postcode_l is null or postcode_r is null) and (city_l is null or city_r is null)"
    ),
    levels=(
        Level(
            "same street and number",
            "street_l = street_r and (postcode_l = postcode_r or city_l = city_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "street a slip apart",
            "damerau_levenshtein(street_l, street_r) <= 2 "
            "and (postcode_l = postcode_r or city_l = city_r)",
            Chance.MEASURED,
        ),
        Level(
            "same postcode, street unknown",
            "postcode_l = postcode_r and (street_l is null or street_r is null)",
            Chance.MEASURED,
        ),
        Level(
            "same postcode, other street", "postcode_l = postcode_r", Chance.MEASURED
        ),
        Level("same town", "city_l = city_r", Chance.MEASURED),
    ),
    otherwise="other town",
    chance=Chance.MEASURED,
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

# Contacts about one wish come within days of each other. That tells who of a household
# was on the phone, and that a number used again after years may have changed hands.
TIME = Comparison(
    name="time",
    unknown="created_day_l is null or created_day_r is null",
    levels=(
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
    ),
    otherwise="further apart",
    chance=Chance.MEASURED,
)

CONTACT_COMPARISONS = (PHONE, EMAIL, NAME, ADDRESS, ORGANIZATION, TIME)
"""What leads, calls and customers are compared by."""
