"""What of two rows of any table is compared, beside what contacts are compared by.

Declarations only, each with its reason, as in comparisons.py. A table from elsewhere has
dates of birth and the numbers of documents; its addresses stand in one cell or in five; its
telephone numbers lack what everybody in town knows; and it holds companies beside people.
"""

from splink_models.levels import Chance, Comparison, Level

_SAME_FIRST = "first_name_l = first_name_r"
_SAME_LAST = "last_name_l = last_name_r"
_FEW = "('no', 'hardly any', 'few')"
_NICKNAME = "list_has_any(first_name_alternatives_l, first_name_alternatives_r)"
_INITIAL = (
    "least(length(first_name_l), length(first_name_r)) = 1 "
    "and left(first_name_l, 1) = left(first_name_r, 1)"
)


def _slip(name: str) -> str:
    """One key hit wrongly, two in a long name; a name of three letters is another one."""
    shorter = f"least(length({name}_l), length({name}_r))"
    return (
        f"damerau_levenshtein({name}_l, {name}_r) <= "
        f"case when {shorter} >= 8 then 2 when {shorter} >= 4 then 1 else 0 end"
    )


def _alike(name: str) -> str:
    return f"({name}_sound_l = {name}_sound_r or {_slip(name)})"


_PART_OF_LAST = (
    "least(length(last_name_l), length(last_name_r)) >= 3 and ("
    "starts_with(last_name_l, last_name_r) or ends_with(last_name_l, last_name_r) "
    "or starts_with(last_name_r, last_name_l) or ends_with(last_name_r, last_name_l))"
)

# As contacts' names, and spelling by ear: whoever types a name from a passport of another
# country, or from the telephone, writes what it sounds like. People marry and keep the old
# name among the others. A name in another script cannot be compared.
FULL_NAME = Comparison(
    name="full_name",
    unknown=(
        "is_latin_l != is_latin_r "
        "or coalesce(first_name_l, last_name_l) is null "
        "or coalesce(first_name_r, last_name_r) is null "
        "or (first_name_l is null and last_name_r is null) "
        "or (last_name_l is null and first_name_r is null)"
    ),
    levels=(
        Level(
            "same name, few namesakes",
            f"{_SAME_FIRST} and {_SAME_LAST} and namesakes_l in {_FEW}",
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
            f"and (namesakes_l in {_FEW} or namesakes_r in {_FEW})",
            Chance.PER_RECORD,
        ),
        Level("nickname, same last name", f"{_NICKNAME} and {_SAME_LAST}"),
        Level(
            "first and last name swapped",
            "first_name_l = last_name_r and last_name_l = first_name_r",
        ),
        Level(
            "first name a slip or an initial, same last name",
            f"(({_slip('first_name')}) or ({_INITIAL})) and {_SAME_LAST}",
        ),
        Level(
            "same first name, last name a slip or a part",
            f"({_SAME_FIRST} or {_NICKNAME}) "
            f"and (({_slip('last_name')}) or ({_PART_OF_LAST}))",
        ),
        Level(
            "same first name, last name among the other's names",
            f"{_SAME_FIRST} and (list_contains(name_words_l, last_name_r) "
            "or list_contains(name_words_r, last_name_l))",
        ),
        Level(
            "first name sounds alike, same last name",
            f"first_name_sound_l = first_name_sound_r and {_SAME_LAST}",
        ),
        Level(
            "both names a slip apart or sounding alike",
            f"{_alike('first_name')} and {_alike('last_name')}",
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
        Level("same first name, other last name", f"{_SAME_FIRST} or {_NICKNAME}"),
    ),
    otherwise="other name",
)

# As contacts' phones. Seven digits are a number as it is dialled in town, and what is left
# of one whose country is not the one that it is read in.
TELEPHONE = Comparison(
    name="telephone",
    unknown="phone_ends_l is null or phone_ends_r is null",
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
        Level("same last seven digits", "list_has_any(phone_ends_l, phone_ends_r)"),
        Level(
            "a slip of one digit apart",
            "damerau_levenshtein(first_phone_l, first_phone_r) <= 1",
        ),
    ),
    otherwise="other number",
)

# Day and month change places between countries; otherwise one key is hit wrongly, or one
# of the three parts is. Two people of a household were hardly ever born on one day.
BIRTH = Comparison(
    name="date_of_birth",
    unknown="birth_l is null or birth_r is null",
    levels=(
        Level("same day", "birth_l = birth_r"),
        Level(
            "day and month change places",
            "left(birth_l, 4) = left(birth_r, 4) "
            "and substr(birth_l, 5, 2) = substr(birth_r, 7, 2) "
            "and substr(birth_l, 7, 2) = substr(birth_r, 5, 2)",
        ),
        Level("a slip of one digit", "damerau_levenshtein(birth_l, birth_r) <= 1"),
        Level(
            "two of year, month and day the same",
            "cast(left(birth_l, 4) = left(birth_r, 4) as integer) "
            "+ cast(substr(birth_l, 5, 2) = substr(birth_r, 5, 2) as integer) "
            "+ cast(substr(birth_l, 7, 2) = substr(birth_r, 7, 2) as integer) >= 2",
        ),
        Level("same year", "left(birth_l, 4) = left(birth_r, 4)"),
    ),
    otherwise="other year",
)

# Numbers that an authority gives to one person or company. Of another kind they say
# nothing of each other.
IDENTIFIER = Comparison(
    name="identifier",
    unknown="not coalesce(list_has_any(identifier_kinds_l, identifier_kinds_r), false)",
    levels=(
        Level(
            "same identifier",
            "list_has_any(identifiers_l, identifiers_r)",
            Chance.PER_RECORD,
        ),
    ),
    otherwise="other identifier of the kind",
)

_SHARED_WORDS = "len(list_intersect(address_words_l, address_words_r))"
_FEWER_WORDS = "least(len(address_words_l), len(address_words_r))"

# By its words, because what is street, town and country in one table is one text in
# another, with the building before or after it.
LOCATION = Comparison(
    name="location",
    unknown="address_words_l is null or address_words_r is null",
    levels=(
        Level(
            "same number, nearly all words",
            f"(list_has_any(house_numbers_l, house_numbers_r) and {_SHARED_WORDS} >= 3 "
            f"and {_SHARED_WORDS} >= 0.8 * {_FEWER_WORDS}) "
            f"or ({_SHARED_WORDS} = {_FEWER_WORDS} and {_SHARED_WORDS} >= 4)",
            Chance.PER_RECORD,
        ),
        Level(
            "most words",
            f"{_SHARED_WORDS} >= 3 and {_SHARED_WORDS} >= 0.6 * {_FEWER_WORDS}",
            Chance.PER_RECORD,
        ),
        Level("same postcode", "postcode_l = postcode_r", Chance.MEASURED),
        Level("same town", "city_l = city_r", Chance.MEASURED),
    ),
    otherwise="other place",
    chance=Chance.MEASURED,
)

# Where a table has no streets.
PLACE = Comparison(
    name="place",
    unknown=(
        "(postcode_l is null or postcode_r is null) and (city_l is null or city_r is null)"
    ),
    levels=(
        Level("same postcode", "postcode_l = postcode_r", Chance.MEASURED),
        Level("same town", "city_l = city_r", Chance.MEASURED),
        Level(
            "town a slip apart",
            "least(length(city_l), length(city_r)) >= 4 "
            "and damerau_levenshtein(city_l, city_r) <= 2",
            Chance.MEASURED,
        ),
    ),
    otherwise="other town",
    chance=Chance.MEASURED,
)

# The words by their sound: names of companies come by telephone too.
_SHARED_NAME = "len(list_intersect(company_words_l, company_words_r))"
_FEWER_NAME = "least(len(company_words_l), len(company_words_r))"

# A company goes by several names, of which some leave words out. Branches share a name,
# so that the name alone does not make them one.
COMPANY = Comparison(
    name="company",
    unknown="company_names_l is null or company_names_r is null",
    levels=(
        Level(
            "same name",
            "list_has_any(company_names_l, company_names_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "a slip apart",
            "len(list_filter(company_names_l, lambda name: len(list_filter("
            "company_names_r, lambda other: damerau_levenshtein(name, other) "
            "<= greatest(1, length(name) // 5))) > 0)) > 0",
            Chance.PER_RECORD,
        ),
        Level("all words of one in the other", f"{_SHARED_NAME} = {_FEWER_NAME}"),
        Level("half of the words", f"{_SHARED_NAME} >= 0.5 * {_FEWER_NAME}"),
    ),
    otherwise="other name",
)

EMPLOYER = Comparison(
    name="employer",
    unknown="employer_words_l is null or employer_words_r is null",
    levels=(
        Level(
            "all words of one in the other",
            "len(list_intersect(employer_words_l, employer_words_r)) "
            "= least(len(employer_words_l), len(employer_words_r))",
            Chance.PER_RECORD,
        ),
    ),
    otherwise="other employer",
)

TABLE_COMPARISONS = (
    FULL_NAME,
    TELEPHONE,
    BIRTH,
    IDENTIFIER,
    LOCATION,
    PLACE,
    COMPANY,
    EMPLOYER,
)
"""Of a table those are compared whose columns it has, and e-mail as contacts' are."""
