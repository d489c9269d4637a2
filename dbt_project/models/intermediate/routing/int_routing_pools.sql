-- Who takes turns by a rule, and when: a pool is cut where a company joins or leaves
-- it, and each piece has an order of turns of its own, drawn from the piece and not
-- from any lead, so that no company begins all of them.
with

rules as (
    select
        rule_order,
        action,
        target,
    from {{ source('definition', 'routing_rules') }}
    where action in ('round_robin', 'preferred')
),

companies as (
    select * from {{ ref('int_routing_companies') }}
),

named as (
    select
        rule_order,
        {{ exploded(list_of('target')) }} as company_id,
    from rules
    where action = 'round_robin' and target is not null
),

members as (
    select distinct
        named.rule_order,
        companies.company_id,
        companies.active_from,
        companies.active_to,
    from named
    inner join companies on named.company_id = companies.company_id
    union all
    select
        rules.rule_order,
        companies.company_id,
        companies.active_from,
        companies.active_to,
    from rules
    inner join companies
        on
            companies.is_serving
            and (rules.action = 'round_robin' or companies.is_preferred)
    where rules.action = 'preferred' or rules.target is null
),

changes as (
    select
        rule_order,
        active_from as pool_from,
    from members
    union
    select
        rule_order,
        {{ next_date('active_to') }} as pool_from,
    from members
    where active_to < date '9999-12-31'
),

pieces as (
    select
        rule_order,
        pool_from,
        lead(pool_from) over (partition by rule_order order by pool_from)
            as pool_until,
    from changes
),

pools as (
    select
        pieces.rule_order,
        pieces.pool_from,
        coalesce(pieces.pool_until, date '9999-12-31') as pool_until,
        members.company_id,
        row_number() over (
            partition by pieces.rule_order, pieces.pool_from
            order by
                md5(
                    pieces.rule_order || '|' || pieces.pool_from
                    || '|' || members.company_id
                ),
                members.company_id
        ) as turn_position,
        count(*) over (partition by pieces.rule_order, pieces.pool_from) as pool_size,
    from pieces
    inner join members
        on
            pieces.rule_order = members.rule_order
            and pieces.pool_from >= members.active_from
            and pieces.pool_from <= members.active_to
)

select * from pools
