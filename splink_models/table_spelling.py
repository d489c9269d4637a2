"""How single values of a table are read: names by their sound, dates, house numbers.

Belongs here: SQL expressions of one value. Which columns are made of them does not.
"""

# In this order: a name of the month is never misread, a first number over 12 is a day,
# and 78 is no year of antiquity.
_DATES = (
    "'%Y-%m-%d', '%Y-%m-%d %H:%M:%S', '%Y%m%d', '%b %d %Y', '%d-%b-%y', '%d-%b-%Y', "
    "'%d %b %Y'"
)
_MONTH_FIRST = "'%m/%d/%y', '%m/%d/%Y', '%d/%m/%y', '%d/%m/%Y'"
_DAY_FIRST = "'%d.%m.%y', '%d.%m.%Y', '%d/%m/%y', '%d/%m/%Y', '%m/%d/%y', '%m/%d/%Y'"


def read_date(text: str, country: str) -> str:
    """SQL of the moment that a text says, in the order of day and month of the country."""
    orders = _MONTH_FIRST if country == "US" else _DAY_FIRST
    return f"try_strptime({text}, [{_DATES}, {orders}])"


# A name by its consonants as they sound; one of vowels alone keeps its first letter.
_SOUND_STEPS = (
    ("ph", "f"),
    ("^kn", "n"),
    ("^wr", "r"),
    ("g([eiy])", "j\\1"),
    ("c([eiy])", "s\\1"),
    ("ck|[cq]", "k"),
    ("x", "ks"),
    ("z", "s"),
    ("[aeiouyhw]", ""),
    *((f"{letter}+", letter) for letter in "bdfgjklmnprstv"),
)


def sound_of(name: str) -> str:
    """SQL of how a folded name sounds, roughly: consonants only."""
    sound = name
    for pattern, replacement in _SOUND_STEPS:
        sound = f"regexp_replace({sound}, '{pattern}', '{replacement}', 'g')"
    return f"coalesce(nullif({sound}, ''), left({name}, 1))"


# Two generations of a family bear one name.
GENERATION = """
case
    when list_has_any(name_words, ['iv']) then 4
    when list_has_any(name_words, ['iii']) then 3
    when list_has_any(name_words, ['jr', 'junior', 'ii']) then 2
    when list_has_any(name_words, ['sr', 'senior', 'i']) then 1
end
"""
ADDRESS_WORDS = """
nullif(list_distinct(list_transform(
    record_details.address_words,
    lambda word: coalesce(short_words.words[word], word)
)), [])
"""
# A house number is short or comes first: a postcode is neither.
HOUSE_NUMBERS = """
nullif(list_distinct(list_filter(
    record_details.street_words,
    lambda word, place: regexp_full_match(word, '[0-9]+[a-z]?')
    and (length(word) <= 4 or place = 1)
)), [])
"""
