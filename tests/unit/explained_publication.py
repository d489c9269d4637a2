"""A publication of a few records, small enough to check an explanation by eye.

Ann wrote, called twice and became a customer. Her second call is held to the rest only by
the first; her husband shares the phone and was split off at the desk.
"""

import json
from pathlib import Path

import duckdb

from orchestration.settings import Workspace
from tests.unit.explained_money import MONEY, RUN
from tests.unit.explained_money import STAMP as _STAMP

MARTS = {
    "person_records": f"""
        select *, {_STAMP} from (values
            ('lead:L1', 'lead', 'person:ann', 'c1', 'north',
                timestamp '2026-03-01 10:00', 'Ann Lee', 'ann', 'lee', null,
                '12 main st', 'Atlanta', '30301', 'US', '+14045550123', 'ann@x.com',
                'landing/leads/a.csv', 2),
            ('call:C1', 'call', 'person:ann', 'c1', 'north',
                timestamp '2026-03-02 10:00', 'Ann Lee', 'ann', 'lee', null,
                null, null, null, 'US', '+14045550123;+14045550777', null,
                'landing/calls/c.csv', 3),
            ('call:C2', 'call', 'person:ann', 'c1', 'north',
                timestamp '2026-03-04 10:00', null, null, null, null,
                null, null, null, 'US', '+14045550777', null,
                'landing/calls/c.csv', 4),
            ('customer:K1', 'customer', 'person:ann', 'c1', 'north',
                timestamp '2026-03-10 10:00', 'Ann Lee', 'ann', 'lee', null,
                '12 main st', 'Atlanta', '30301', 'US', null, 'info@x.com',
                'landing/customers/k.csv', 5),
            ('lead:L2', 'lead', 'person:bob', 'c1', 'north',
                timestamp '2026-03-03 10:00', 'Bob Lee', 'bob', 'lee', null,
                '12 main st', 'Atlanta', '30301', 'US', '+14045550123', null,
                'landing/leads/a.csv', 6)
        ) as records (record_id, record_type, person_id, component_id, company_id,
            created_at, full_name, first_name, last_name, organization, street, city,
            postcode, country, phones, emails, source_file, source_line)
    """,
    "record_contact_points": f"""
        select *, {_STAMP} from (values
            ('lead:L1', 'phone', '+14045550123', '+14045550123', 3, null),
            ('customer:K1', 'email', 'info@x.com', 'info@x.com', 57,
                'shared')
        ) as points (record_id, kind, value, form, records_sharing, ignored_because)
    """,
    "match_levels": f"""
        select *, {_STAMP} from (values
            ('prior', null, 'two records drawn at random', -10.0, -12.0),
            ('phone', 1, 'same number', 14.0, 13.0),
            ('phone', 0, 'other number', -3.0, -0.5),
            ('name', 1, 'same name', 9.0, 1.0),
            ('name', 0, 'other name', -6.0, 2.0)
        ) as levels (comparison, gamma, label, match_weight, household_weight)
    """,
    "match_evidence": f"""
        select *, {_STAMP} from (values
            ('call:C1', 'lead:L1', 'person:ann', 'person:ann', true,
                12.5, 0.9998, 0.99, true, -0.5, 'phones', 1, 1, null, null, null),
            ('call:C1', 'call:C2', 'person:ann', 'person:ann', true,
                4.0, 0.94, 0.9, true, 0.0, 'phones', 1, -1, null, null, null),
            ('call:C2', 'lead:L1', 'person:ann', 'person:ann', true,
                1.0, 0.66, 0.6, true, 0.0, 'phones', 0, -1, null, null, null),
            ('customer:K1', 'lead:L1', 'person:ann', 'person:ann', true,
                null, null, null, false, null, null, null, null,
                'must', 'lead_names_customer', null),
            ('lead:L1', 'lead:L2', 'person:ann', 'person:bob', false,
                -2.0, 0.2, 0.25, true, 0.0, 'phones', 1, 0,
                'cannot', 'split_persons', 'event-7')
        ) as evidence (record_l, record_r, person_l, person_r, is_same_person,
            match_weight, match_probability, calibrated_probability, is_calibrated,
            household_weight, blocking_rule, gamma_phone, gamma_name, link_kind,
            link_reason, decision_event_id)
    """,
    "person_changes": f"""
        select *, {_STAMP} from (values
            (timestamp '2026-03-01 11:00', 'created', 'person:ann', null, 1,
                'lead:L1', 'new_record'),
            (timestamp '2026-03-03 11:00', 'merged', 'person:old', 'person:ann', 2,
                'call:C2', 'new_record'),
            (timestamp '2026-03-05 11:00', 'split', 'person:ann', 'person:bob', 4,
                'lead:L2', 'decision')
        ) as changes (changed_at, change, person_id, other_person_id, records_count,
            record_id, cause)
    """,
    "person_splits": f"""
        select *, {_STAMP} from (values
            ('c1', 'cannot_link', 5, 2, 1, -2.0)
        ) as splits (component_id, reason, records_count, persons_count, pairs_cut,
            weakest_weight)
    """,
    "fct_leads": f"""
        select *, {_STAMP} from (values
            ('L1', 'leads', 'web_form', timestamp '2026-03-01 10:00', 'north',
                'territory', 2, 'CM1', 'spring', 'known', 'person:ann', 'unique:L1',
                'first_contact', true, null, 'K1', 'K1', 'auto', 1.0, 'explicit',
                'landing/leads/a.csv', 2),
            ('call:C1', 'calls', 'call', timestamp '2026-03-02 10:00', 'north',
                'given', 1, '__no_campaign__', null, 'none', 'person:ann', 'unique:L1',
                null, true, null, 'K1', 'K1', 'auto', 0.9, 'person',
                'landing/calls/c.csv', 3),
            ('L2', 'leads', 'web_form', timestamp '2026-03-03 10:00', null,
                'unrouted', 0, '__unknown_campaign__', 'sprng', 'unknown', 'person:bob',
                null, null, false, 'spam', null, null, null, null, null,
                'landing/leads/a.csv', 6)
        ) as leads (lead_id, source_table, origin, created_at, routed_company_id,
            routing_rule, routing_candidates_count, campaign_id, campaign_text,
            campaign_status, person_id, unique_lead_id, opened_because, is_valid,
            invalid_reason, customer_id, candidate_customer_id, match_status,
            match_probability, match_evidence, source_file, source_line),
            lateral (
                select cast(created_at as date) as created_date,
                    campaign_id as campaign_bucket_id, 'north' as company_scope
            )
    """,
    "fct_unique_leads": f"""
        select *, {_STAMP} from (values
            ('unique:L1', 'person:ann', 'north', 'CM1', 'L1', 'known',
                timestamp '2026-03-01 10:00', timestamp '2026-03-02 10:00',
                'first_contact', 2, 'K1', 'K1', 'auto', 1.0, 'pending',
                'review', 'won', timestamp '2026-03-10 10:00')
        ) as unique_leads (unique_lead_id, person_id, company_id, campaign_id,
            campaign_lead_id, campaign_status, first_lead_at, last_lead_at,
            opened_because, leads_count, customer_id, candidate_customer_id,
            match_status, match_probability, confirmation_status, pending_because,
            life_cycle_state, decided_at),
            lateral (
                select true as is_mature,
                    campaign_id as campaign_bucket_id, company_id as company_scope,
                    date '2026-03-01' as first_lead_date,
                    date '2026-03-10' as won_date, decided_at as won_at,
                    true as is_new_customer,
                    cast(1200.50 as decimal(18, 2)) as invoiced_amount
            )
    """,
    "desk_decisions": f"""
        select *, {_STAMP} from (values
            ('event-7', 'split_persons', 'lead:L1', 'lead:L2', null,
                timestamp '2026-03-05 10:00', 'mia', 'husband and wife', null, true),
            ('event-8', 'correct_stage', 'L1', null, null,
                timestamp '2026-03-06 10:00', 'mia', null,
                '{{"occurred_at": "2026-03-05T10:00:00Z", "status": "lost"}}', false),
            ('event-9', 'undo', 'L1', null, 'event-8',
                timestamp '2026-03-07 10:00', 'ben', null, null, false)
        ) as decisions (event_id, kind, subject_id, object_id, undone_event_id,
            decided_at, decided_by, reason, payload, is_standing)
    """,
    "dim_companies": f"""
        select *, {_STAMP} from (values ('north', 'North'))
            as companies (company_id, name)
    """,
    "naming_violations": f"""
        select *, {_STAMP} from (values
            ('CM1', '{{year}}_{{event}}', '2026_Spring', true),
            ('CM2', '{{year}}_{{event}}', '{{year}}_Summer', false)
        ) as violations (campaign_id, pattern, suggestion, is_suggestion_complete)
    """,
    "dim_customers": f"""
        select *, {_STAMP} from (values
            ('K1', 'Ann Lee', 'person:ann', false, 'landing/customers/k.csv', 5),
            ('K2', 'Gone', 'person:gone', true, 'landing/customers/k.csv', 6)
        ) as customers (customer_id, name, person_id, is_deleted, source_file,
            source_line)
    """,
    "fct_jobs": f"""
        select *, {_STAMP} from (values
            ('J1', 'K1', timestamp '2026-03-10 10:00', 'completed', 'unique:L1', 'L1',
                false, cast(1200.50 as decimal(18, 2)), 'USD', 'landing/jobs/j.csv', 2)
        ) as jobs (job_id, customer_id, created_at, status, unique_lead_id,
            matched_lead_id, is_lead_named_by_source, invoiced_amount, report_currency,
            source_file, source_line),
            lateral (
                select cast(1000 as decimal(18, 2)) as cost_amount,
                    cast(null as timestamp) as completed_at,
                    cast(0 as decimal(18, 2)) as collected_amount,
                    cast(null as varchar) as estimate_id,
                    cast(null as varchar) as source_campaign
            )
    """,
    **MONEY,
}


def publish(root: Path) -> Workspace:
    """The workspace at that folder with this publication as its current one."""
    folder = root / "published" / RUN
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        for mart, sql in MARTS.items():
            con.execute(f"copy ({sql}) to '{folder / mart}.parquet' (format parquet)")
    manifest = {"definition_version": "default-1", "model_version": "m-1"}
    (folder / "manifest.json").write_text(
        json.dumps(manifest | {"run_id": RUN}), "utf-8"
    )
    (root / "published" / "current").write_text(RUN + "\n", "utf-8")
    return Workspace(root)
