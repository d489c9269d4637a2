-- The 5 %, 50 % and 95 % points of attributed revenue over the draws, by clock, month,
-- campaign, company and basis: what is sure plus what each draw adds. A draw that adds
-- nothing to a cell counts as one that adds nothing: the draws that add stand in order
-- around those that do not, which need no rows.
with

draw_counts as (
    select count(*) as draws_count from {{ ref('int_draws') }}
),

ranked as (
    select
        cell_number,
        amount,
        row_number() over (partition by cell_number order by amount, draw) - 1
            as place_among_rows,
        count(*) over (partition by cell_number) as rows_count,
    from {{ ref('int_roi_cells_drawn') }}
),

placed as (
    select
        ranked.cell_number,
        ranked.amount,
        draw_counts.draws_count,
        case
            when ranked.amount < 0 then ranked.place_among_rows
            else ranked.place_among_rows + draw_counts.draws_count - ranked.rows_count
        end as place,
    from ranked
    cross join draw_counts
),

added as (
    select
        cell_number,
        sum(amount) / max(draws_count) as expected_amount,
        sum(amount * {{ part_of_point('place', 'draws_count', 0.05) }})
            as low_amount,
        sum(amount * {{ part_of_point('place', 'draws_count', 0.5) }})
            as median_amount,
        sum(amount * {{ part_of_point('place', 'draws_count', 0.95) }})
            as high_amount,
    from placed
    group by cell_number
),

unioned as (
    select
        cells.clock,
        cells.month,
        cells.campaign_id,
        cells.company_id,
        cells.revenue_basis,
        cast(0 as double) as sure_amount,
        added.expected_amount,
        added.low_amount,
        added.median_amount,
        added.high_amount,
    from added
    inner join {{ ref('int_roi_cells_numbered') }} as cells
        on added.cell_number = cells.cell_number
    union all
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
        amount as sure_amount,
        amount as expected_amount,
        amount as low_amount,
        amount as median_amount,
        amount as high_amount,
    from {{ ref('int_roi_cells_sure') }}
),

summed as (
    select
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis,
        sum(sure_amount) as sure_amount,
        sum(expected_amount) as expected_amount,
        sum(low_amount) as low_amount,
        sum(median_amount) as median_amount,
        sum(high_amount) as high_amount,
    from unioned
    group by
        clock,
        month,
        campaign_id,
        company_id,
        revenue_basis
)

select * from summed
