"""Telephone numbers as people type them, and what is read of them."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.phones import phones_in, reader_version

COUNTRIES = ("US", "DE", "GB", "IT", "MX", "AR", "BR", "FR", "ES", "CH", "AU", None)


def read(text: str, country: str | None) -> list[str]:
    """The numbers of the text in E.164, an extension after them as RFC 3966 has it."""
    return [
        phone.number + (f";ext={phone.extension}" if phone.extension else "")
        for phone in phones_in(text, country)
    ]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("(404) 555-0123", "US", "+14045550123"),
        ("1-404-555-0123", "US", "+14045550123"),
        ("+1 404 555 0123", "DE", "+14045550123"),
        ("0170/1234567", "DE", "+491701234567"),
        ("06 12345678", "IT", "+390612345678"),
        ("４０４５５５０１２３", "US", "+14045550123"),
    ],
)
def test_a_number_is_read_in_its_country(
    text: str, country: str, expected: str
) -> None:
    """E34: telephone numbers are local."""
    assert read(text, country) == [expected]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("+49 (0)170 1234567", "US", "+491701234567"),
        ("+44 (0)20 7946 0000", "US", "+442079460000"),
        ("0049 170 1234567", "US", "+491701234567"),
        ("011 49 170 1234567", "DE", "+491701234567"),
        ("0049 (0) 170 1234567 ext 3", "US", "+491701234567;ext=3"),
        ("491701234567", "US", "+491701234567"),
        ("491701234567", "DE", "+491701234567"),
        ("44 20 7946 0000", "GB", "+442079460000"),
        ("+52 1 998 123 4567", "US", "+529981234567"),
    ],
)
def test_a_country_code_is_known_however_it_is_written(
    text: str, country: str, expected: str
) -> None:
    assert read(text, country) == [expected]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("0113 496 0000", "GB", "+441134960000"),
        ("55987654321", "BR", "+5555987654321"),
    ],
)
def test_an_area_code_that_looks_like_a_prefix_stays(
    text: str, country: str, expected: str
) -> None:
    assert read(text, country) == [expected]


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("(404) 555-0123 ext. 5", "5"),
        ("404.555.0123x7", "7"),
        ("404-555-0123 #12", "12"),
        ("404-555-0123 Durchwahl 12", "12"),
        ("4045550123,,12", "12"),
        ("tel:+1-404-555-0123;ext=12", "12"),
    ],
)
def test_an_extension_is_kept_beside_its_number(text: str, extension: str) -> None:
    assert read(text, "US") == [f"+14045550123;ext={extension}"]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        (
            "404-555-0123 / 404-555-0199",
            "US",
            ["+14045550123", "+14045550199"],
        ),
        ("404-555-0123, 404-555-0199", "US", ["+14045550123", "+14045550199"]),
        ("4045550123 4045550199", "US", ["+14045550123", "+14045550199"]),
        ("+49 170 1234567; 030 1234567", "DE", ["+491701234567", "+49301234567"]),
        (
            "h: 404 555 0123 w: 404 555 0199 x5",
            "US",
            ["+14045550123", "+14045550199;ext=5"],
        ),
        ("030 123456/78", "DE", ["+493012345678"]),
    ],
)
def test_several_numbers_of_a_cell_are_told_apart(
    text: str, country: str, expected: list[str]
) -> None:
    """C33: a lead may have several phones."""
    assert read(text, country) == expected


def test_letters_stand_for_digits_and_words_for_nothing() -> None:
    assert read("1-800-FLOWERS", "US") == ["+18003569377"]
    assert read("call 404 555 0123 after 5", "US") == ["+14045550123"]
    assert read("404-555-0123 home", "US") == ["+14045550123"]


@pytest.mark.parametrize(
    "text", ["", "none", "anonymous", "5550123", "911", "404555012345", "2026-05-12"]
)
def test_what_is_no_whole_number_is_not_read(text: str) -> None:
    assert read(text, "US") == []


def test_an_unused_number_is_read_so_that_lists_can_name_it() -> None:
    assert read("000-000-0000", "US") == ["+10000000000"]
    assert phones_in("0123456789", "US")[0].national_number == "0123456789"


def test_an_unknown_country_leaves_numbers_that_name_theirs() -> None:
    assert read("+1 404 555 0123", "XX") == ["+14045550123"]
    assert read("404 555 0123", "XX") == []


@settings(max_examples=400, deadline=None)
@given(
    text=st.from_regex(r"[+0]{0,2}[0-9][0-9 ()./-]{4,16}( ?(x|ext\.) ?[0-9]{1,4})?"),
    country=st.sampled_from(COUNTRIES),
    elsewhere=st.sampled_from(COUNTRIES),
)
def test_what_was_read_reads_as_itself_everywhere(
    text: str, country: str | None, elsewhere: str | None
) -> None:
    for number in read(text, country):
        assert read(number, elsewhere) == [number]


@settings(max_examples=300, deadline=None)
@given(
    text=st.from_regex(r"\A\+?[0-9]([ ().-]{0,2}[0-9]){3,14}\Z"),
    country=st.sampled_from(COUNTRIES),
)
def test_blanks_and_signs_between_the_digits_say_nothing(
    text: str, country: str | None
) -> None:
    bare = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    assert read(bare, country) == read(text, country)


def test_the_version_names_the_library() -> None:
    assert phonenumbers.__version__ in reader_version()
