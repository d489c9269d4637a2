"""Customers' orders in the source contract: estimates, jobs, invoices, payments."""

import numpy as np

from orchestration.generate.clock import END, local_text
from orchestration.generate.draws import (
    DAY,
    HOUR,
    Draws,
    Ints,
    Texts,
    blank,
    numbered,
    texts,
)
from orchestration.generate.facts import LOST, NEVER, OPEN, WON
from orchestration.generate.marketing import amounts
from orchestration.generate.money import Invoices, Jobs, Sales
from orchestration.generate.network import PRODUCT_LINES, Network

BRAND_SHARE = 0.6


def estimate_rows(
    sales: Sales,
    customer_ids: Texts,
    lead_of_sale: Texts,
    network: Network,
    seed: int,
) -> tuple[dict[str, Texts], Texts]:
    """Estimates, and for each sale the id of its accepted or latest one (or empty)."""
    draws = Draws(seed, "estimates")
    has = np.flatnonzero(draws.chance(0.9, len(sales.person)))
    sale = np.repeat(has, 1 + draws.index([0.88, 0.12], len(has)))
    size = len(sale)
    is_last = np.append(sale[1:] != sale[:-1], True) if size else np.zeros(0, bool)
    outcome, decided = sales.outcome[sale], sales.decided_at[sale]
    at = sales.quoted_at[sale] + np.where(is_last, 20 * 60, 0)
    accepted = is_last & (outcome == WON)
    declined = (outcome == LOST) | ((outcome == WON) & ~is_last)
    is_open = (outcome == OPEN) & (at > END - 30 * DAY)
    status = np.select(
        [accepted, declined, is_open], ["accepted", "declined", "open"], "expired"
    )
    settled = (accepted | declined) & (decided < END)
    company = sales.company[sale]
    zones = network.zones[company]
    amount = sales.value[sale] * draws.uniform(size, 0.95, 1.12)
    number = numbered("Q", np.arange(size) + 1, 7)
    named = draws.chance(0.15, size)
    rows = {
        "estimate_id": number,
        "customer_id": customer_ids[sales.customer[sale]],
        "company_id": network.of("company_id")[company],
        "created_at": local_text(zones, at),
        "amount": amounts(amount),
        "currency": network.of("currency")[company],
        "status": status.astype(object),
        "decided_at": np.where(
            settled, local_text(zones, np.minimum(decided, END)), ""
        ),
        "lead_id": np.where(named, lead_of_sale[sale], ""),
        "campaign": np.where(draws.chance(0.1, size), "Website", ""),
    }
    last_id = blank(len(sales.person))
    last_id[sale[is_last]] = number[is_last]
    return rows, last_id


def job_rows(
    jobs: Jobs,
    sales: Sales,
    job_ids: Texts,
    customer_ids: Texts,
    estimate_of_sale: Texts,
    lead_of_job: Texts,
    network: Network,
    seed: int,
) -> dict[str, Texts]:
    """Jobs in the source contract."""
    draws = Draws(seed, "job_rows")
    size = len(jobs.at)
    sale = jobs.sale
    company = sales.company[sale]
    zones = network.zones[company]
    planned = jobs.at + draws.between(DAY, 12 * DAY, size)
    running = np.where(planned < END, "in_progress", "scheduled")
    status = np.where(jobs.completed_at < NEVER, "completed", running)
    cost = jobs.value * draws.uniform(size, 0.5, 0.75)
    done = np.minimum(jobs.completed_at, END)
    return {
        "job_id": job_ids,
        "customer_id": customer_ids[sales.customer[sale]],
        "company_id": network.of("company_id")[company],
        "estimate_id": estimate_of_sale[sale],
        "created_at": local_text(zones, jobs.at),
        "scheduled_at": local_text(zones, planned),
        "completed_at": np.where(
            jobs.completed_at < NEVER, local_text(zones, done), ""
        ),
        "status": np.where(jobs.is_cancelled, "cancelled", status).astype(object),
        "product_line": texts(PRODUCT_LINES)[sales.product_line[sale]],
        "lead_id": np.where(draws.chance(0.12, size), lead_of_job, ""),
        "campaign": np.where(draws.chance(0.2, size), "Website", ""),
        "cost_amount": amounts(cost),
        "currency": network.of("currency")[company],
    }


def invoice_rows(
    invoices: Invoices,
    sales: Sales,
    invoice_ids: Texts,
    job_ids: Texts,
    customer_ids: Texts,
    network: Network,
    seed: int,
) -> dict[str, Texts]:
    """Invoices and credit notes, half of the latter with a positive amount."""
    draws = Draws(seed, "invoice_rows")
    size = len(invoices.at)
    company = sales.company[invoices.sale]
    turned = invoices.is_credit & draws.chance(0.5, size)
    net = np.where(turned, -invoices.net, invoices.net)
    rate = np.where(network.of("country")[company] == "CA", 0.13, 0.07)
    kind = np.where(draws.chance(0.3, size), "", "invoice")
    line = texts(PRODUCT_LINES)[sales.product_line[invoices.sale]]
    job = np.append(job_ids, "")[invoices.job]
    return {
        "invoice_id": invoice_ids,
        "job_id": job,
        "customer_id": customer_ids[sales.customer[invoices.sale]],
        "company_id": network.of("company_id")[company],
        "issued_at": local_text(network.zones[company], invoices.at),
        "kind": np.where(invoices.is_credit, "credit_note", kind).astype(object),
        "net_amount": amounts(net),
        "tax_amount": amounts(net * rate),
        "currency": np.where(
            draws.chance(0.06, size), "", network.of("currency")[company]
        ),
        "product_line": np.where(draws.chance(0.8, size), line, ""),
        "is_brand_product": np.where(draws.chance(BRAND_SHARE, size), "1", "0"),
    }


def payment_rows(
    invoices: Invoices, sales: Sales, invoice_ids: Texts, network: Network, seed: int
) -> dict[str, Texts]:
    """Payments: in full, in two parts, late or missing; refunds of credit notes."""
    draws = Draws(seed, "payments")
    way = draws.index([0.86, 0.08, 0.06], len(invoices.at))
    way = np.where(invoices.is_credit & (way == 1), 0, way)
    invoice = np.repeat(np.arange(len(way)), np.array([1, 2, 0])[way])
    size = len(invoice)
    is_second = np.append(False, invoice[1:] == invoice[:-1])
    half = way[invoice] == 1
    share = np.where(half, np.where(is_second, 0.6, 0.4), 1.0)
    late = np.where(draws.chance(0.1, size), 70, 0)
    days = draws.between(0, 28, size) + late + np.where(is_second, 32, 0)
    at = invoices.at[invoice] + days * DAY + draws.between(0, 2 * HOUR, size)
    kept = np.flatnonzero(at < END)
    kept = kept[np.argsort(at[kept], kind="stable")]
    invoice, at, share = invoice[kept], at[kept], share[kept]
    company = sales.company[invoices.sale[invoice]]
    tax = np.where(network.of("country")[company] == "CA", 1.13, 1.07)
    return {
        "payment_id": numbered("P", np.arange(len(at)) + 1, 8),
        "invoice_id": invoice_ids[invoice],
        "paid_at": local_text(network.zones[company], at),
        "amount": amounts(invoices.net[invoice] * tax * share),
        "currency": network.of("currency")[company],
    }


def in_report_currency(
    invoices: Invoices, sales: Sales, network: Network, monday: Ints, rate: Texts
) -> Ints:
    """Net amounts in US cents at the latest rate on or before the day of issue."""
    day = invoices.at // DAY
    latest = np.searchsorted(monday, day, side="right") - 1
    foreign = network.of("currency")[sales.company[invoices.sale]] == "CAD"
    factor = np.where(foreign, rate.astype(float)[latest], 1.0)
    return np.round(invoices.net * factor * 100, 0).astype(np.int64)
