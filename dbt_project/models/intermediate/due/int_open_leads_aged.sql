-- Open opportunities with the spans in which their age and delay lie.
with

open_leads as (
    select * from {{ ref('int_open_leads') }}
),

buckets as (
    select
        bucket,
        bucket_order,
        from_days,
        coalesce(until_days, 1000000) as until_days,
    from {{ ref('age_buckets') }}
),

aged as (
    select
        open_leads.*,
        age_buckets.bucket as age_bucket,
        age_buckets.bucket_order as age_bucket_order,
        overdue_buckets.bucket as overdue_bucket,
        overdue_buckets.bucket_order as overdue_bucket_order,
    from open_leads
    left join buckets as age_buckets
        on
            open_leads.age_days >= age_buckets.from_days
            and open_leads.age_days < age_buckets.until_days
    left join buckets as overdue_buckets
        on
            open_leads.days_overdue >= overdue_buckets.from_days
            and open_leads.days_overdue < overdue_buckets.until_days
)

select * from aged
