"""Telephone numbers as typed, read by libphonenumber into E.164.

Belongs here: what one cell of text says, given the country that it was typed in. Which
numbers say nothing about a person does not: that is SQL in dbt_project/models/identity.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

# Words before an extension that the library does not know.
_EXTENSION_WORDS = re.compile(
    r"\b(durchwahl|dw|apparat|app|nebenstelle|poste|interno)\b[\s.:]*(?=\d{1,6}\s*$)",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[;|/,&\n]|\b(?:or|and|oder|und|ou|o|y)\b", re.IGNORECASE)
# As many digits as one number can have: what stands between them says nothing.
_PUNCTUATION = re.compile(r"[ ().-]")
_PUNCTUATED = re.compile(r"[ (]*\+?(?:[ ().-]*[0-9]){1,15}[ ().-]*")
_PREFIX_ABROAD = re.compile(r"^\W*0\W*(?:0|1\W*1)\W*")
# Mobile numbers of Mexico had a 1 after the code until 2019; many systems still write it.
_FORMER_MEXICAN = re.compile(r"^\W*(?:00|011)?\W*52\W*1(?=(?:\W*\d){10}\W*$)")
_FEWEST_DIGITS_BESIDE_ANOTHER = 7
"""A shorter part of "030 123456/78" is no number of its own."""
_FEWEST_DIGITS_WITH_CODE = 11
"""Shorter ones that begin like the country's code are mostly numbers of the country."""


@dataclass(frozen=True)
class Phone:
    """A number in E.164, its part after the country's code, its extension if any."""

    number: str
    national_number: str
    extension: str | None


@cache
def reader_version() -> str:
    """Changes with the library and with this module: what another one read is void."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    return f"phonenumbers {version('phonenumbers')}, reader {own}"


def phones_in(text: str, country: str | None) -> tuple[Phone, ...]:
    """The numbers that the text names, in its order; none where it names none.

    `country` is the two-letter code of where it was typed: it decides how a number
    without a plus sign is read. A number counts when its country has numbers of that
    length and beginning (libphonenumber's "possible"); whether it was ever given out is
    not asked, because the library's lists lag behind. A number without its area code is
    not one: it rings somebody else in the next town.
    """
    if _PUNCTUATED.fullmatch(text):
        only = _one(_PUNCTUATION.sub("", text), country)
        return (_phone(only),) if only else ()
    typed = _EXTENSION_WORDS.sub(" ext ", text)
    several = _listed(typed, country)
    if several:
        return several
    one = _one(typed, country)
    return (_phone(one),) if one else tuple(_within(typed, country))


def _listed(text: str, country: str | None) -> tuple[Phone, ...]:
    """The numbers of "404-555-0123 / 404-555-0199": all parts are, or none is."""
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    if len(parts) < 2:
        return ()
    numbers = [
        _one(part, country)
        for part in parts
        if len(phonenumbers.normalize_digits_only(part))
        >= _FEWEST_DIGITS_BESIDE_ANOTHER
    ]
    found = [_phone(number) for number in numbers if number]
    return tuple(dict.fromkeys(found)) if len(found) == len(parts) else ()


def _within(text: str, country: str | None) -> Iterator[Phone]:
    """Numbers among words: "call 404 555 0123 after 5"."""
    leniency = phonenumbers.Leniency.POSSIBLE
    for match in phonenumbers.PhoneNumberMatcher(text, country, leniency=leniency):
        number = _settled(match.number)
        if number:
            yield _phone(number)


def _one(text: str, country: str | None) -> PhoneNumber | None:
    plain = _parsed(_FORMER_MEXICAN.sub("+52", text), country)
    if "+" in text:
        return plain
    if plain is None:
        return _abroad(text)
    if _PREFIX_ABROAD.match(text) and not phonenumbers.is_valid_number(plain):
        return _abroad(text) or plain
    return _with_own_code(plain, text) or plain


def _with_own_code(plain: PhoneNumber, text: str) -> PhoneNumber | None:
    """ "491701234567" in Germany: the code is there and only the plus is missing."""
    kept = phonenumbers.national_significant_number(plain)
    if (
        len(kept) < _FEWEST_DIGITS_WITH_CODE
        or not kept.startswith(str(plain.country_code))
        or not phonenumbers.normalize_digits_only(text).startswith(kept)
    ):
        return None
    return _valid("+" + text.lstrip(" ("))


def _abroad(text: str) -> PhoneNumber | None:
    """Dialled for abroad in the way of some other country, or without its plus."""
    if _PREFIX_ABROAD.match(text):
        return _valid(_PREFIX_ABROAD.sub("+", text))
    typed = text.lstrip(" (")
    return _valid(f"+{typed}") if typed[:1].isdigit() else None


def _valid(text: str) -> PhoneNumber | None:
    """A guess has to be a number that was given out, not only one that could be."""
    number = _parsed(text, None)
    return number if number and phonenumbers.is_valid_number(number) else None


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return _settled(number)


def _settled(number: PhoneNumber) -> PhoneNumber | None:
    """The number if it is a whole one, in the form that reads as itself.

    Of a row of zeros each reading takes one away, until the number is too short.
    """
    if number.italian_leading_zero:
        written = phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
        again = phonenumbers.parse(written)
        if again != number:
            return _settled(again)
    reason = phonenumbers.is_possible_number_with_reason(number)
    return number if reason == ValidationResult.IS_POSSIBLE else None


def _phone(number: PhoneNumber) -> Phone:
    return Phone(
        number=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        national_number=phonenumbers.national_significant_number(number),
        extension=number.extension or None,
    )
