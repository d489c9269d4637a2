-- The 5 %, 50 % and 95 % points of attributed revenue over the draws, by clock, month,
-- campaign, company and basis: what is sure plus what each draw adds. A draw that adds
-- nothing to a cell counts as one that adds nothing.
with

sure as (
    select * from {{ ref('int_roi_cells_sure') }}
),

drawn as (
    select * from {{ ref('int_roi_cells_drawn') }}
),

draws as (
    select draw from {{ ref('int_draws') }}
),

draw_counts as (
    select count(*) as draws_count from draws
),

touched as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
        sum(amount) as drawn_amount,
    from drawn
    group by
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis
),

filled as (
    select
        touched.clock,
        touched.month,
        touched.campaign_id,
        touched.company_id,
        touched.revenue_basis,
        draws.draw,
        coalesce(drawn.amount, 0) as amount,
    from touched
    cross join draws
    left join drawn
        on
            touched.clock = drawn.clock
            and touched.month = drawn.month
            and touched.campaign_id = drawn.campaign_id
            and touched.company_id = drawn.company_id
            and touched.revenue_basis = drawn.revenue_basis
            and draws.draw = drawn.draw
),

points as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
        {{ quantile('amount', 0.05) }} as low_amount,
        {{ quantile('amount', 0.5) }} as median_amount,
        {{ quantile('amount', 0.95) }} as high_amount,
    from filled
    group by
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis
),

cells as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
    from sure
    union
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
    from touched
),

added as (
    select
        cells.*,
        coalesce(sure.amount, 0) as sure_amount,
        coalesce(sure.amount, 0) + coalesce(points.low_amount, 0) as low_amount,
        coalesce(sure.amount, 0) + coalesce(points.median_amount, 0) as median_amount,
        coalesce(sure.amount, 0) + coalesce(points.high_amount, 0) as high_amount,
        coalesce(sure.amount, 0)
        + coalesce(touched.drawn_amount, 0) / draw_counts.draws_count
            as expected_amount,
    from cells
    cross join draw_counts
    left join sure
        on
            cells.clock = sure.clock
            and cells.month = sure.month
            and cells.campaign_id = sure.campaign_id
            and cells.company_id = sure.company_id
            and cells.revenue_basis = sure.revenue_basis
    left join points
        on
            cells.clock = points.clock
            and cells.month = points.month
            and cells.campaign_id = points.campaign_id
            and cells.company_id = points.company_id
            and cells.revenue_basis = points.revenue_basis
    left join touched
        on
            cells.clock = touched.clock
            and cells.month = touched.month
            and cells.campaign_id = touched.campaign_id
            and cells.company_id = touched.company_id
            and cells.revenue_basis = touched.revenue_basis
)

select * from added
