"""Signing in through an identity provider, in a real browser (A6)."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from orchestration.desk.audit import AuditLog
from tests.browser.serving import (
    DESKTOP,
    PAGE_MILLISECONDS,
    free_port,
    screenshot_whole,
    served,
    wait_until_drawn,
)
from tests.lead_marts import write_lead_marts
from tests.publication_fixture import Scenario, write_publication
from tests.routing_marts import write_routing_marts

USERS = [
    {"email": "anna@example.com", "role": "analyst"},
    {"email": "Frank@example.com", "role": "viewer", "companies": ["com-02"]},
    {"email": "vera@example.com", "role": "admin"},
]


@pytest.fixture(scope="module")
def guarded(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """A workspace that asks an identity provider who it is."""
    root = tmp_path_factory.mktemp("guarded")
    folder = write_publication(root, Scenario())
    write_lead_marts(folder)
    write_routing_marts(folder)
    settings = {"access": {"sign_in": "oidc", "users": USERS}}
    (root / "leadhouse.yml").write_text(yaml.safe_dump(settings))
    people = [
        User(sub=email, claims={"email": email, "email_verified": verified})
        for email, verified in (
            ("anna@example.com", True),
            ("frank@example.com", True),
            ("vera@example.com", False),
            ("stranger@example.com", True),
        )
    ]
    port = free_port()
    with run_server_in_thread(user_claims=people) as provider:
        issuer = f"http://localhost:{provider.server_port}"
        (root / "secrets.toml").write_text(
            f"""
            [auth]
            redirect_uri = "http://localhost:{port}/oauth2callback"
            cookie_secret = "{"tested with a secret " * 3}"
            client_id = "leadhouse"
            client_secret = "of the test"
            server_metadata_url = "{issuer}/.well-known/openid-configuration"
            """
        )
        with served(root, root / "serve.log", port) as address:
            yield address, root


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    button = page.get_by_role("button", name="Sign in", exact=True)
    expect(button).to_be_visible(timeout=PAGE_MILLISECONDS)
    button.click()
    page.get_by_role("button", name=email, exact=True).first.click()
    page.wait_for_url(f"{address}/**", timeout=PAGE_MILLISECONDS)


def own_companies(root: Path) -> set[str]:
    """Alder & Rowe South and what lies right below it: the network is two levels deep."""
    companies = pd.read_parquet(next(root.glob("published/*/dim_companies.parquet")))
    own = companies["company_id"].eq("com-02")
    return set(companies.loc[own | companies["parent_company_id"].eq("com-02"), "name"])


def test_nobody_sees_a_figure_before_signing_in(
    guarded: tuple[str, Path], browser: Browser
) -> None:
    """A6: also by the address of a page, which must not answer either."""
    address, _ = guarded
    page = browser.new_page(viewport=DESKTOP)
    for path in ("", "/campaign_roi", "/pipeline"):
        page.goto(address + path)
        button = page.get_by_role("button", name="Sign in", exact=True)
        expect(button).to_be_visible(timeout=PAGE_MILLISECONDS)
        assert "Revenue" not in page.inner_text("body")
    page.close()


def test_an_analyst_signs_in_and_out(
    guarded: tuple[str, Path], browser: Browser, screenshots: Path
) -> None:
    """Sign-ins are written down; the log itself is the admin's."""
    address, root = guarded
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(
        timeout=PAGE_MILLISECONDS
    )
    screenshot_whole(page, screenshots / "sign_in.png")
    sign_in(page, address, "anna@example.com")
    heading = page.get_by_role("heading", name="Overview", level=1)
    expect(heading).to_be_visible(timeout=PAGE_MILLISECONDS)
    wait_until_drawn(page)
    assert "Audit log" not in page.inner_text("body")
    page.goto(f"{address}/audit_log")
    expect(page.get_by_text("Who did what?")).to_have_count(0)
    page.goto(address)
    account = page.get_by_role("button", name="anna@example.com")
    expect(account).to_be_visible(timeout=PAGE_MILLISECONDS)
    account.click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(
        timeout=PAGE_MILLISECONDS
    )
    events = AuditLog(f"sqlite:///{root / 'desk.db'}").read()
    assert ("anna@example.com", "sign_in", "analyst") in [
        (event.person, event.act, event.detail) for event in events
    ]
    context.close()


def test_a_franchisee_sees_their_own_company(
    guarded: tuple[str, Path], browser: Browser, screenshots: Path
) -> None:
    """A6: the address in other letters is the same person; other companies are not
    even offered as a filter."""
    address, root = guarded
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    sign_in(page, address, "frank@example.com")
    expect(page.get_by_text("You see Alder & Rowe South")).to_be_visible(
        timeout=PAGE_MILLISECONDS
    )
    expect(page.get_by_text("ROAS").first).to_be_visible(timeout=PAGE_MILLISECONDS)
    wait_until_drawn(page)
    screenshot_whole(page, screenshots / "overview_of_a_franchisee.png")
    page.get_by_role("combobox", name="Company").click()
    offered = set(page.get_by_role("option").all_inner_texts())
    assert offered - {"Select all"} == own_companies(root)
    context.close()


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("stranger@example.com", "no user of this workspace"),
        ("vera@example.com", "not verified"),
    ],
)
def test_whoever_is_no_user_stays_out(
    guarded: tuple[str, Path], browser: Browser, email: str, why: str
) -> None:
    """Known to the provider is not enough, nor is an address that it has not verified."""
    address, root = guarded
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    sign_in(page, address, email)
    expect(page.get_by_text(why)).to_be_visible(timeout=PAGE_MILLISECONDS)
    assert "Revenue" not in page.inner_text("body")
    events = AuditLog(f"sqlite:///{root / 'desk.db'}").read()
    assert (email, "refused") in [(event.person, event.act) for event in events]
    context.close()
