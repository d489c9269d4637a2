"""What the money of an invoice, a job, an opportunity or a lead is made of.

Belongs here: choosing the credits of one thing. Credits that no campaign earned count
with it, so that the leaves are the whole amount.
"""

from dataclasses import replace

from orchestration.errors import LeadhouseError
from orchestration.explain.marts import PublishedMarts, Row
from orchestration.explain.path import conversions_behind, with_entries
from orchestration.explain.trace import (
    Amount,
    Options,
    check_slice,
    gather,
    require_equal,
    require_page,
    revenue_measure,
)


def explain_invoice(marts: PublishedMarts, given_id: str, options: Options) -> Row:
    """An invoice or credit note: its net amount, or on the collected basis what of it
    was paid, by who was credited."""
    invoice_id = given_id.removeprefix("invoice:")
    invoice = marts.row("fct_invoices", "invoice_id", invoice_id, "invoice")
    column = {"invoiced": "net_amount", "collected": "collected_amount"}.get(
        options.revenue_basis
    )
    if column is None:
        raise LeadhouseError(
            f"An invoice has no amount of the basis {options.revenue_basis!r}; "
            "it has: invoiced, collected."
        )
    money = money_of(
        marts,
        "entry_id in (select entry_id from fct_ledger where invoice_id = $id)",
        invoice_id,
        options,
        f"invoice {invoice_id}",
        invoice[column],
    )
    return {"invoice_id": invoice_id, "invoice": invoice, **money}


def explain_job(marts: PublishedMarts, given_id: str, options: Options) -> Row:
    """A job: what was invoiced, collected or estimated for it, by who was credited."""
    job_id = given_id.removeprefix("job:")
    job = marts.row("fct_jobs", "job_id", job_id, "job")
    column = f"{options.revenue_basis}_amount"
    if column not in job:
        raise LeadhouseError(
            f"A job has no amount of the basis {options.revenue_basis!r}; "
            "it has: invoiced, collected, estimated."
        )
    money = money_of(
        marts,
        "entry_id in (select entry_id from fct_ledger where job_id = $id)",
        job_id,
        options,
        f"job {job_id}",
        job[column],
    )
    return {"job_id": job_id, "job": job, **money}


def money_of_unique_lead(
    marts: PublishedMarts, unique_lead: Row, options: Options
) -> Row:
    """What the conversions of an opportunity brought, by who was credited."""
    return money_of(
        marts,
        """conversion_id in (
            select conversion_id from fct_conversions where unique_lead_id = $id
        )""",
        str(unique_lead["unique_lead_id"]),
        options,
        f"unique lead {unique_lead['unique_lead_id']}",
        unique_lead[f"{options.revenue_basis}_amount"],
    )


def money_of_lead(marts: PublishedMarts, lead_id: str, options: Options) -> Row:
    """What a lead was credited with."""
    return money_of(marts, "lead_id = $id", lead_id, options, f"lead {lead_id}", None)


def money_of(
    marts: PublishedMarts,
    where: str,
    thing_id: str,
    options: Options,
    what: str,
    published: Amount,
) -> Row:
    """Credits and what is not attributed, for which `where` holds.

    Raises LeadhouseError where they do not add up to `published`, if that is given.
    """
    check_slice(marts, options)
    trace = gather(marts, revenue_measure(), where, {"id": thing_id}, options)
    require_page(options, trace.pages)
    if published is not None:
        require_equal(trace.total, published, what)
    detailed = replace(trace, leaves=with_entries(marts, trace.leaves))
    return {
        "filter": {
            "attribution_model": options.model,
            "revenue_basis": options.revenue_basis,
        },
        **detailed.document(),
        "conversions": conversions_behind(marts, detailed.leaves),
    }
