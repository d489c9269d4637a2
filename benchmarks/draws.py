"""The draws of match uncertainty over a million leads, against a scan and sort of them.

    python -m benchmarks.draws [--leads 1000000] [--draws 200] [--campaigns 60]
        [--companies 100] [--json]

Leads and their candidate customers are drawn; what is measured is the models' own SQL.
Each way runs in a process of its own, so that its peak memory is its own. See
benchmarks/README.md.
"""

import sys

from benchmarks.ways import Benchmark, main

_PARTS = {
    "chances": ("int_draws", "int_conversion_sums", "int_match_chances"),
    "contenders": (
        "int_conversion_contenders",
        "int_match_recall",
        "int_uncertain_conversions",
    ),
    "draws": ("int_matches_drawn", "int_missing_matches_drawn"),
    "cells": (
        "int_pairs_drawn",
        "int_pair_amounts",
        "int_roi_cells_numbered",
        "int_draws_paired",
        "int_conversions_settled",
        "int_roi_cells_sure",
        "int_roi_cells_drawn",
    ),
    "intervals": ("int_roi_intervals",),
}

_SCAN_AND_SORT = """
select contacts.*, candidates.customer_id,
    candidates.match_probability
from int_contacts as contacts
left join int_customer_candidates as candidates using (lead_id)
order by contacts.unique_lead_id, match_probability desc, customer_id
"""

# In the proportions of a generated network: 1.8 leads to an opportunity; two thirds of
# the opportunities have a customer, of whom one in twelve is doubtful; 0.4 jobs and
# estimates to a lead, one in six without an opportunity, one in nine that names its lead.
_DRAWN = {
    "drawn_opportunities": """
        select
            opportunity,
            'unique:L' || opportunity as unique_lead_id,
            'company-' || floor(random() * {companies})::bigint as company_scope,
            'campaign-' || least(
                {campaigns} - 1, floor(-{campaigns} / 4 * ln(random()))
            )::bigint as campaign_id,
            timestamp '2024-01-01' + to_seconds((random() * 6e7)::bigint) as began_at,
            random() as matched_by,
            random() as probability,
            random() as ordered_by
        from range(cast({leads} / 1.8 as bigint)) as range (opportunity)
    """,
    "int_contacts": """
        select
            'L' || number as lead_id,
            company_scope,
            began_at
            + to_seconds((number // cast({leads} / 1.8 as bigint)) * 6 * 86400)
                as created_at,
            unique_lead_id,
            opportunity,
            matched_by,
            probability
        from range({leads}) as range (number)
        inner join drawn_opportunities
            on number % cast({leads} / 1.8 as bigint) = opportunity
    """,
    "int_unique_lead_members": "select lead_id, unique_lead_id from int_contacts",
    "int_unique_leads_enriched": """
        select
            unique_lead_id,
            campaign_id,
            company_scope,
            began_at as first_lead_at,
            cast(began_at as date) as first_lead_date,
            case
                when matched_by > 0.67 then 'unmatched'
                when matched_by < 0.055 and probability < 0.9 then 'review'
                else 'auto'
            end as match_status,
            case
                when matched_by > 0.67 or (matched_by < 0.055 and probability < 0.9)
                    then 'pending'
                else 'confirmed'
            end as confirmation_status
        from drawn_opportunities
    """,
    "int_confirmations": """
        select unique_lead_id, confirmation_status from int_unique_leads_enriched
    """,
    "int_customer_candidates": """
        select
            lead_id,
            'K' || opportunity as customer_id,
            case when matched_by < 0.055 then probability else 0.9999 end
                as match_probability,
            'edge' as evidence
        from int_contacts
        where matched_by <= 0.67
        union all
        select lead_id, 'K' || (opportunity + 1), (1 - probability) * 0.8, 'edge'
        from int_contacts
        where matched_by < 0.055
    """,
    "persons": """
        select 'customer:K' || opportunity as record_id, 'P' || opportunity as person_id
        from drawn_opportunities
        union all
        select 'customer:K-' || opportunity, 'P-' || opportunity
        from drawn_opportunities
        where opportunity % 8 = 0
    """,
    "int_conversions_matched": """
        select
            kind || ':' || opportunity as conversion_id,
            kind as conversion_kind,
            'K' || opportunity as customer_id,
            'P' || opportunity as person_id,
            company_scope as company_id,
            began_at + interval 9 day as converted_at,
            began_at + interval 9 day as converted_until,
            case when matched_by >= 0.055 then unique_lead_id end as unique_lead_id,
            matched_by >= 0.055 and ordered_by < 0.1 as is_named,
            false as is_cancelled
        from drawn_opportunities
        cross join (values ('job', 0.5), ('estimate', 0.9)) as kinds (kind, share)
        where matched_by <= 0.67 and ordered_by < share
        union all
        select
            'job:-' || opportunity, 'job', 'K-' || opportunity, 'P-' || opportunity,
            company_scope, began_at, began_at, null, false, false
        from drawn_opportunities
        where opportunity % 8 = 0
    """,
    "int_edges_calibrated": """
        select
            'customer:K' || opportunity as record_l,
            'lead:' || lead_id as record_r,
            0.99 as match_probability,
            cast(null as double) as calibrated_probability
        from int_contacts
        where matched_by <= 0.64
    """,
    "int_ledger_entries": """
        select
            revenue_basis,
            revenue_basis || ':' || conversion_id as entry_id,
            case when conversion_kind = 'job' then conversion_id end as job_id,
            conversion_id,
            cast(100 + 9000 * random() as decimal(18, 2)) as amount,
            cast(converted_at as date) as occurred_date
        from int_conversions_matched
        inner join (
            values ('job', 'invoiced'), ('job', 'collected'), ('estimate', 'estimated')
        ) as bases (kind, revenue_basis) on conversion_kind = kind
    """,
    "int_job_costs": """
        select job_id, cast(amount * 0.6 as decimal(18, 2)) as cost_amount,
            amount as invoiced_amount
        from int_ledger_entries
        where revenue_basis = 'invoiced'
    """,
    "int_desk_decisions": """
        select
            cast(null as varchar) as lead_id, cast(null as varchar) as object_id,
            cast(null as varchar) as question, cast(null as varchar) as kind
        where false
    """,
    "clocks": """
        select * from (
            values
            ('cohort', 'lead', null),
            ('period', 'event', null),
            ('cash', 'event', 'collected')
        ) as clocks (clock, counted_by, only_revenue_basis)
    """,
    "match_policies": "select 0.5 as review_threshold",
    "settings": """
        select
            1 as seed, {draws} as draws, 180 as matching_window_days,
            1 as matching_tolerance_days
    """,
}

DRAWS = Benchmark(
    module="benchmarks.draws",
    title="the draws",
    sizes={"leads": 1_000_000, "draws": 200, "campaigns": 60, "companies": 100},
    drawn=_DRAWN,
    scan_and_sort=_SCAN_AND_SORT,
    parts=_PARTS,
)

if __name__ == "__main__":
    sys.exit(main(DRAWS, __doc__.splitlines()[0]))
