-- The opportunities that may have brought a conversion, in the order in which the rule
-- of matching takes them: the latest that reached its customer before it, within the
-- window. Those behind one that is sure can no longer get it.
with

conversions as (
    select * from {{ ref('int_conversions_matched') }}
),

chances as (
    select * from {{ ref('int_match_chances') }}
),

contacts as (
    select
        members.unique_lead_id,
        contacts.company_scope,
        contacts.created_at,
    from {{ ref('int_unique_lead_members') }} as members
    inner join {{ ref('int_contacts') }} as contacts
        on members.lead_id = contacts.lead_id
),

rules as (
    select
        matching_window_days,
        matching_tolerance_days,
    from {{ source('definition', 'settings') }}
),

named as (
    select
        conversion_id,
        unique_lead_id,
        cast(1 as double) as chance,
        cast(0 as double) as drawn_from,
        cast(1 as double) as drawn_until,
        cast(1 as bigint) as preference,
    from conversions
    where is_named and unique_lead_id is not null
),

reached as (
    select
        conversions.conversion_id,
        chances.unique_lead_id,
        chances.chance,
        chances.drawn_from,
        chances.drawn_until,
        max(
            case
                when contacts.created_at <= conversions.converted_until
                    then contacts.created_at
            end
        ) as last_before_at,
        min(contacts.created_at) as first_contact_at,
    from conversions
    cross join rules
    inner join chances on conversions.person_id = chances.customer_person_id
    inner join contacts
        on
            chances.unique_lead_id = contacts.unique_lead_id
            and {{ may_be_one_company(
                'conversions.company_id', 'contacts.company_scope'
            ) }}
    left join named on conversions.conversion_id = named.conversion_id
    where
        named.conversion_id is null
        and contacts.created_at
        <= {{ plus_days('conversions.converted_at', 'rules.matching_tolerance_days') }}
        and contacts.created_at
        >= {{ plus_days('conversions.converted_at', '-rules.matching_window_days') }}
    group by
        conversions.conversion_id,
        chances.unique_lead_id,
        chances.chance,
        chances.drawn_from,
        chances.drawn_until
),

ranked as (
    select
        conversion_id,
        unique_lead_id,
        chance,
        drawn_from,
        drawn_until,
        row_number() over (
            partition by conversion_id
            order by
                last_before_at desc nulls last,
                first_contact_at desc,
                unique_lead_id desc
        ) as preference,
    from reached
    union all
    select * from named
),

-- The chance that nobody before it got the conversion; a thousandth is nobody's matter.
weighed as (
    select
        *,
        coalesce(
            exp(
                sum(ln(greatest(1 - chance, 1e-12))) over (
                    partition by conversion_id
                    order by preference
                    rows between unbounded preceding and 1 preceding
                )
            ),
            1
        ) as chance_left,
    from ranked
)

select
    conversion_id,
    unique_lead_id,
    preference,
    chance,
    drawn_from,
    drawn_until,
    chance * chance_left as expected_share,
    chance >= 0.999 as is_sure,
from weighed
where chance_left > 0.001
