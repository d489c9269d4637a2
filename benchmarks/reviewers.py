"""Reviewers who know the truth: every match that waits for a person gets its decision.

Belongs here: what is asked, and what the generator's truth answers. It goes to the desk as
a person's decision does, and takes effect when the linkage and the models run again.
"""

from pathlib import Path

import duckdb

from orchestration.desk import Decision, DeskStore

REVIEWER = "truth"

ASKED = """
with people as (
    select record_id, person_id from read_csv(?, all_varchar = true)
),
waiting as (
    select leads.lead_id
    from intermediate.int_unique_leads_matched as opportunities
    inner join intermediate.int_unique_lead_members as members using (unique_lead_id)
    inner join intermediate.int_leads_matched as leads using (lead_id)
    where opportunities.match_status = 'review' and leads.match_status = 'review'
)
select candidates.lead_id, candidates.customer_id,
    coalesce(lead_people.person_id = customer_people.person_id, false) as is_same
from waiting
inner join intermediate.int_customer_candidates as candidates using (lead_id)
inner join intermediate.int_contacts as contacts using (lead_id)
left join people as lead_people on contacts.record_id = lead_people.record_id
left join people as customer_people
    on 'customer:' || candidates.customer_id = customer_people.record_id
order by candidates.lead_id, candidates.customer_id
"""


def decide_by_truth(con: duckdb.DuckDBPyConnection, records: Path, url: str) -> int:
    """Approves and rejects the candidates of every waiting lead; gives the decisions.

    `records` is the truth's file of records, `url` that of the desk.
    """
    asked = con.execute(ASKED, [str(records)]).fetchall()
    store = DeskStore(url)
    try:
        for lead_id, customer_id, is_same in asked:
            kind = "approve_match" if is_same else "reject_match"
            store.append(Decision(kind, lead_id, REVIEWER, object_id=customer_id))
    finally:
        store.close()
    return len(asked)
