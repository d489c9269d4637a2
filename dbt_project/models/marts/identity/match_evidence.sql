-- What is known of two records being one person: how alike they are, and who said so.
with

edges as (
    select * from {{ source('identity', 'scored_edges') }}
),

calibrated as (
    select
        record_l,
        record_r,
        calibrated_probability,
        is_calibrated,
    from {{ ref('int_edges_calibrated') }}
),

links as (
    select * from {{ ref('links') }}
),

persons as (
    select
        record_id,
        person_id,
    from {{ source('identity', 'persons') }}
),

blocking_rules as (
    select * from {{ source('ops', 'blocking_rules') }}
),

pairs as (
    select
        coalesce(edges.record_l, links.record_l) as record_l,
        coalesce(edges.record_r, links.record_r) as record_r,
        edges.match_weight,
        edges.match_probability,
        edges.household_weight,
        edges.match_key,
        edges.gamma_phone,
        edges.gamma_email,
        edges.gamma_name,
        edges.gamma_address,
        edges.gamma_served_by,
        edges.gamma_organization,
        edges.gamma_time,
        links.kind as link_kind,
        links.reason as link_reason,
        links.decision_event_id,
        edges.model_version,
    from edges
    full outer join links
        on edges.record_l = links.record_l and edges.record_r = links.record_r
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        pairs.record_l,
        pairs.record_r,
        persons_l.person_id as person_l,
        persons_r.person_id as person_r,
        persons_l.person_id = persons_r.person_id as is_same_person,
        pairs.match_weight,
        pairs.match_probability,
        calibrated.calibrated_probability,
        coalesce(calibrated.is_calibrated, false) as is_calibrated,
        pairs.household_weight,
        blocking_rules.blocking_rule,
        cast(pairs.gamma_phone as integer) as gamma_phone,
        cast(pairs.gamma_email as integer) as gamma_email,
        cast(pairs.gamma_name as integer) as gamma_name,
        cast(pairs.gamma_address as integer) as gamma_address,
        cast(pairs.gamma_served_by as integer) as gamma_served_by,
        cast(pairs.gamma_organization as integer) as gamma_organization,
        cast(pairs.gamma_time as integer) as gamma_time,
        pairs.link_kind,
        pairs.link_reason,
        pairs.decision_event_id,
        pairs.model_version,
        run_context.run_id,
        run_context.definition_version,
    from pairs
    inner join persons as persons_l on pairs.record_l = persons_l.record_id
    inner join persons as persons_r on pairs.record_r = persons_r.record_id
    cross join run_context
    left join calibrated
        on
            pairs.record_l = calibrated.record_l
            and pairs.record_r = calibrated.record_r
    left join blocking_rules
        on cast(pairs.match_key as integer) = blocking_rules.match_key
)

select * from final
