-- Whether segments of a kind differ in time by more than chance: the log-rank test over
-- the tested segments, all others together being one more.
with

segments as (
    select * from {{ ref('int_log_rank_segments') }}
),

pairs as (
    select * from {{ ref('int_log_rank_pairs') }}
),

tested as (
    select * from segments
    where is_tested
),

covariances as (
    select
        one.stage,
        one.segment_kind,
        one.segment,
        other.segment as other_segment,
        case
            when one.segment = other.segment then one.variance
            else coalesce(pairs.covariance, 0)
        end as covariance,
    from tested as one
    inner join tested as other
        on one.stage = other.stage and one.segment_kind = other.segment_kind
    left join pairs
        on
            one.stage = pairs.stage
            and one.segment_kind = pairs.segment_kind
            and least(one.segment, other.segment) = pairs.segment
            and greatest(one.segment, other.segment) = pairs.other_segment
),

matrices as (
    select
        stage,
        segment_kind,
        {{ list_in_order('covariance', 'segment, other_segment') }} as covariances,
    from covariances
    group by
        stage,
        segment_kind
),

differences as (
    select
        stage,
        segment_kind,
        {{ list_in_order('observed - expected', 'segment') }} as differences,
    from tested
    group by
        stage,
        segment_kind
),

results as (
    select
        differences.stage,
        differences.segment_kind,
        {{ chi_square_test('differences.differences', 'matrices.covariances') }}
            as result,
    from differences
    inner join matrices
        on
            differences.stage = matrices.stage
            and differences.segment_kind = matrices.segment_kind
),

counted as (
    select
        stage,
        segment_kind,
        sum(case when is_tested then 1 else 0 end) as segments_tested,
        sum(case when is_tested then 0 else 1 end) as segments_together,
        sum(spells) as n,
        sum(observed) as ended_n,
    from segments
    group by
        stage,
        segment_kind
),

run_context as (
    select
        run_id,
        definition_version,
    from {{ source('ops', 'run_context') }}
),

final as (
    select
        counted.stage,
        counted.segment_kind,
        cast(counted.n as bigint) as n,
        cast(counted.ended_n as bigint) as ended_n,
        cast(counted.segments_tested as bigint) as segments_tested,
        cast(counted.segments_together as bigint) as segments_together,
        {{ field_of('results.result', 'chi_square') }} as chi_square,
        {{ field_of('results.result', 'degrees') }} as degrees_of_freedom,
        {{ field_of('results.result', 'p_value') }} as p_value,
        run_context.run_id,
        run_context.definition_version,
    from counted
    cross join run_context
    left join results
        on
            counted.stage = results.stage
            and counted.segment_kind = results.segment_kind
            and {{ field_of('results.result', 'degrees') }} > 0
)

select * from final
