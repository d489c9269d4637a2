"""How true values get spoilt on their way: spelling, format, case, generic ones."""

import numpy as np

from orchestration.generate.draws import Draws, Flags, Ints, Texts, texts
from orchestration.generate.people import NO_PHONE

GENERIC_PHONES = (0, 9_999_999_999, 1_234_567_890, 5_555_555_555)
GENERIC_EMAILS = (
    "none@none.com",
    "noemail@noemail.com",
    "na@na.com",
    "test@test.com",
    "info@hearthside.example",
)
_WIDTH = 64


def misspell(values: Texts, share: float, draws: Draws) -> Texts:
    """One letter dropped, doubled, replaced or swapped in a share of the values.

    The first letter stays, as it mostly does in real slips.
    """
    chosen = np.flatnonzero(draws.chance(share, len(values)) & (values != ""))
    result = values.copy()
    if not len(chosen):
        return result
    letters = values[chosen].astype(f"U{_WIDTH}")
    grid = letters.view("U1").reshape(len(chosen), _WIDTH)
    length = np.strings.str_len(letters)
    at = 1 + (draws.uniform(len(chosen)) * np.maximum(length - 2, 1)).astype(np.int64)
    column = np.tile(np.arange(_WIDTH), (len(chosen), 1))
    way = draws.index([3, 2, 3, 3], len(chosen))[:, None]
    here, after = column - at[:, None] == 0, column - at[:, None] == 1
    source = np.where((way == 0) & (column >= at[:, None]), column + 1, column)
    source = np.where((way == 1) & (column > at[:, None]), column - 1, source)
    source = np.where((way == 3) & here, column + 1, source)
    source = np.where((way == 3) & after, column - 1, source)
    spoilt = np.take_along_axis(grid, np.minimum(source, _WIDTH - 1), axis=1)
    wrong = draws.pick([*"aeiorstnlmdc"], len(chosen)).astype("U1")
    spoilt = np.where((way == 2) & here, wrong[:, None], spoilt)
    whole = np.ascontiguousarray(spoilt).view(f"U{_WIDTH}")[:, 0]
    result[chosen] = np.strings.strip(whole).astype(object)
    return result


def recase(values: Texts, upper: float, lower: float, draws: Draws) -> Texts:
    """Some values all in capitals, some all in small letters."""
    way = draws.index([1 - upper - lower, upper, lower], len(values))
    wide = values.astype(f"U{_WIDTH}")
    return np.choose(
        way,
        [
            values,
            np.strings.upper(wide).astype(object),
            np.strings.lower(wide).astype(object),
        ],
    )


def write_phones(numbers: Ints, draws: Draws, plain: bool = False) -> Texts:
    """Numbers as people and systems write them; NO_PHONE becomes an empty text."""
    digits = np.strings.zfill(numbers.astype("U10"), 10)
    area = np.strings.slice(digits, 0, 3).astype(object)
    exchange = np.strings.slice(digits, 3, 6).astype(object)
    line = np.strings.slice(digits, 6, 10).astype(object)
    whole = digits.astype(object)
    forms = [
        "+1" + whole,
        whole,
        "(" + area + ") " + exchange + "-" + line,
        area + "-" + exchange + "-" + line,
        "1-" + area + "-" + exchange + "-" + line,
        area + "." + exchange + "." + line,
        "+1 " + area + " " + exchange + " " + line,
    ]
    weights = [90, 8, 0, 2, 0, 0, 0] if plain else [14, 22, 26, 20, 6, 7, 5]
    written = np.choose(draws.index(weights, len(numbers)), forms)
    return np.where(numbers == NO_PHONE, "", written)


def mistype_phones(numbers: Ints, share: float, draws: Draws) -> Ints:
    """One wrong digit or two swapped ones in a share of the numbers."""
    size = len(numbers)
    chosen = draws.chance(share, size) & (numbers != NO_PHONE)
    unit = 10 ** draws.between(0, 5, size)
    digit = numbers // unit % 10
    following = numbers // (unit * 10) % 10
    other = (digit + draws.between(1, 9, size)) % 10
    replaced = numbers + (other - digit) * unit
    swapped = numbers + (following - digit) * unit + (digit - following) * unit * 10
    spoilt = np.where(draws.chance(0.6, size), replaced, swapped)
    return np.where(chosen, spoilt, numbers)


def vary_emails(values: Texts, typo: float, draws: Draws) -> Texts:
    """Capitals, gmail's optional dots and +tags, and slips."""
    size = len(values)
    local, _, domain = (
        part.astype(object) for part in np.strings.partition(values.astype("U80"), "@")
    )
    gmail = (domain == "gmail.com") & (values != "")
    tagged = gmail & draws.chance(0.025, size)
    undotted = np.strings.replace(local.astype("U60"), ".", "").astype(object)
    local = np.where(gmail & draws.chance(0.04, size), undotted, local)
    local = np.where(tagged, local + draws.pick(["+home", "+quotes"], size), local)
    local = misspell(local, typo, draws)
    mixed = recase(np.where(values == "", "", local + "@" + domain), 0.03, 0.0, draws)
    return np.where(values == "", "", mixed)


def abbreviate_streets(
    values: Texts, kinds: list[str], short: list[str], draws: Draws
) -> Texts:
    """Some streets with Ave instead of Avenue."""
    chosen = np.flatnonzero(draws.chance(0.45, len(values)))
    if not len(chosen):
        return values
    wide = values[chosen].astype("U64")
    for kind, abbreviation in zip(kinds, short, strict=True):
        wide = np.strings.replace(wide, f" {kind}", f" {abbreviation}")
    result = values.copy()
    result[chosen] = wide.astype(object)
    return result


def generic_values(
    values: Texts, generic: tuple[str, ...], chosen: Flags, draws: Draws
) -> Texts:
    """The chosen values replaced by ones that say nothing."""
    return np.where(chosen, draws.pick(texts(generic), len(values)), values)
