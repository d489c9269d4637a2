-- What customers think of each company: the mean of their ratings, its interval, and
-- the mean drawn towards that of all as far as chance explains the difference.
with

surveys as (
    select * from {{ ref('stg_surveys') }}
    where kind = 'customer' and rating is not null
),

contacts as (
    select
        lead_id,
        routed_company_id,
    from {{ ref('int_contacts') }}
),

rated as (
    select
        contacts.routed_company_id as company_id,
        cast(surveys.rating as double) as rating,
    from surveys
    inner join contacts on surveys.lead_id = contacts.lead_id
    where contacts.routed_company_id is not null
),

grouped as (
    select
        company_id,
        count(*) as ratings,
        avg(rating) as rating_mean,
        sum(rating * rating) as squares,
        sum(rating) as total,
    from rated
    group by company_id
),

pooled as (
    select
        count(*) as companies,
        sum(ratings) as ratings,
        {{ ratio('sum(total)', 'sum(ratings)') }} as rating_mean,
        sum(ratings * ratings) as squared_sizes,
        {{ ratio(
            'sum(squares - ratings * rating_mean * rating_mean)',
            'sum(ratings) - count(*)',
        ) }} as within_variance,
    from grouped
),

-- Variance between companies by the analysis of variance.
between_companies as (
    select
        pooled.rating_mean,
        pooled.within_variance,
        coalesce(
            greatest(
                0.0,
                {{ ratio(
                    'sum(grouped.ratings * power('
                    ~ 'grouped.rating_mean - pooled.rating_mean, 2))'
                    ~ ' - (pooled.companies - 1) * pooled.within_variance',
                    'pooled.ratings - '
                    ~ ratio('pooled.squared_sizes', 'pooled.ratings'),
                ) }}
            ),
            0.0
        ) as between_variance,
    from pooled
    cross join grouped
    group by
        pooled.rating_mean,
        pooled.within_variance,
        pooled.companies,
        pooled.ratings,
        pooled.squared_sizes
),

shrunk as (
    select
        grouped.company_id,
        grouped.ratings,
        grouped.rating_mean,
        grouped.rating_mean - {{ z_95() }} * sqrt(
            {{ ratio('between_companies.within_variance', 'grouped.ratings') }}
        ) as rating_low,
        grouped.rating_mean + {{ z_95() }} * sqrt(
            {{ ratio('between_companies.within_variance', 'grouped.ratings') }}
        ) as rating_high,
        coalesce(
            {{ ratio(
                'grouped.ratings * between_companies.between_variance'
                ~ ' * grouped.rating_mean'
                ~ ' + between_companies.within_variance * between_companies.rating_mean',
                'grouped.ratings * between_companies.between_variance'
                ~ ' + between_companies.within_variance',
            ) }},
            between_companies.rating_mean
        ) as rating_shrunk,
    from grouped
    cross join between_companies
)

select * from shrunk
