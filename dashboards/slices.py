"""The SQL that questions share: chosen companies, and slices of campaign_roi.

`{mart}` stands for the publication's file. Each piece is a list of CTEs that follows
the one before: SLICE, a `summed` of one's own grain made with SUMS, then FIGURES.
"""

from orchestration.metrics import ratio_of_sums

# A company brings the companies below it. The first CTE of every question that can be
# asked of some companies only.
COMPANIES = """
with recursive chosen_companies as (
    select companies.company_id
    from {dim_companies} as companies
    where list_contains($company_ids, companies.company_id)
    union
    select companies.company_id
    from {dim_companies} as companies
    inner join chosen_companies
        on companies.parent_company_id = chosen_companies.company_id
)
"""


def in_companies(column: str) -> str:
    """SQL for whether the column's company is chosen; no choice means all of them."""
    return (
        f"(len($company_ids) = 0 or coalesce({column}, '__none__') "
        "in (select company_id from chosen_companies))"
    )


# One row per campaign × company × month of the chosen slice. Leads and spend repeat in
# every model × basis slice, so a slice is always chosen.
SLICE = f"""
{COMPANIES}
, slice as (
    select
        roi.*,
        campaigns.channel,
        coalesce(campaigns.name, roi.campaign_id) as name,
        coalesce(campaigns.is_special, false) as is_special,
        not coalesce(campaigns.is_special, false) and (
            len($channels) = 0 or list_contains($channels, campaigns.channel)
        ) as is_chosen
    from {{campaign_roi}} as roi
    left join {{dim_campaigns}} as campaigns on roi.campaign_id = campaigns.campaign_id
    where
        roi.clock = $clock
        and roi.attribution_model = $model
        and roi.revenue_basis = $basis
        and roi.month between $first_month and $last_month
        and {in_companies("roi.company_id")}
)
"""

SUMS = """
    coalesce(sum(spend_amount), 0) as spend_amount,
    coalesce(sum(revenue_amount), 0) as revenue_amount,
    coalesce(sum(gross_profit_amount), 0) as gross_profit_amount,
    count(*) filter (where revenue_amount <> 0 and gross_profit_amount is null) = 0
        as is_gross_profit_known,
    cast(coalesce(sum(leads), 0) as bigint) as leads,
    cast(coalesce(sum(valid_leads), 0) as bigint) as valid_leads,
    cast(coalesce(sum(unique_leads), 0) as bigint) as unique_leads,
    cast(coalesce(sum(won_unique_leads), 0) as bigint) as won_unique_leads,
    cast(coalesce(sum(new_customers), 0) as bigint) as new_customers,
    cast(coalesce(sum(jobs), 0) as bigint) as jobs,
    sum(maturity * unique_leads)
        / nullif(sum(unique_leads) filter (where maturity is not null), 0) as maturity
"""

# The ratios of the registry that are made of these sums, and ROI on the profit below.
_RATIOS = ",\n        ".join(
    [
        "cast(profit_amount as double) / nullif(spend_amount, 0) as roi",
        *(
            f"{ratio_of_sums('campaign_roi', key)} as {key}"
            for key in (
                "roas",
                "win_share",
                "cost_per_lead",
                "cost_per_unique_lead",
                "cac",
            )
        ),
    ]
)

# A ratio over several rows is the ratio of the sums, null where the denominator is 0.
# `profit_amount` is gross profit less spend, or revenue less spend where the job costs
# of the whole selection are not known ($uses_gross_profit, else the row's own flag), so
# that one table never mixes the two.
FIGURES = f"""
, with_profit as (
    select
        *,
        case
            when coalesce($uses_gross_profit, is_gross_profit_known)
                then gross_profit_amount
            else revenue_amount
        end - spend_amount as profit_amount
    from summed
),
figures as (
    select
        *,
        {_RATIOS}
    from with_profit
)
"""

MONTHS = """
, months as (
    select cast(unnest(generate_series(
        $first_month, $last_month, interval 1 month
    )) as date) as month
)
"""


def unique_label(key: str) -> str:
    """SQL for a thing's name, with its id behind it where others are called the same.

    What a filter offers has to be unique: two equal options are one to Streamlit.
    """
    return (
        f"name || case when count(*) over (partition by name) > 1 "
        f"then ' (' || {key} || ')' else '' end"
    )
