-- A franchisee's month must add up by itself, to the cent: what is attributed, what is
-- not, and the reasons why not.
select *
from {{ ref('ledger_reconciliation') }}
where
    difference_amount <> 0
    or unattributed_amount
    <> unknown_campaign_amount + no_campaign_amount + unmatched_amount
    + waits_for_review_amount + dismissed_amount + before_window_amount
