-- The cells in which uncertain revenue may fall.
select distinct
    cell_number,
    clock,
    month,
    campaign_id,
    company_id,
    revenue_basis,
from {{ ref('int_pair_amounts') }}
