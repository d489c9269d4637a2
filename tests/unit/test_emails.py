"""Typed e-mail addresses, read as the models read delivered ones."""

import pytest

from orchestration.emails import Email, email_in


@pytest.mark.parametrize(
    ("typed", "address", "form"),
    [
        ("Ann.Lee+shop@Gmail.com", "ann.lee+shop@gmail.com", "annlee@gmail.com"),
        ("Ann <ann@example.org>", "ann@example.org", "ann@example.org"),
        (" annlee@googlemail.com ", "annlee@googlemail.com", "annlee@gmail.com"),
    ],
)
def test_an_address_is_read_as_the_models_read_it(
    typed: str, address: str, form: str
) -> None:
    email = email_in(typed)
    assert email is not None
    assert email.address == address
    assert form in email.forms


def test_a_slip_in_the_domain_has_the_address_meant_as_a_second_form() -> None:
    assert email_in("ann@aaol.com") == Email(
        "ann@aaol.com", ("ann@aaol.com", "ann@aol.com")
    )


@pytest.mark.parametrize("typed", ["", "Ann Lee", "ann@", "404 555 0123"])
def test_a_text_without_an_address_is_none(typed: str) -> None:
    assert email_in(typed) is None
