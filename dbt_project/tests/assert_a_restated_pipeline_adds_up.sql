-- What was published of a day, what came late and what changed otherwise are the whole
-- of what is known now; anything else would be a difference that nobody can explain.
select *
from {{ ref('pipeline_restated') }}
where
    published_unique_leads + late_unique_leads + other_unique_leads
    <> open_unique_leads
    or published_target_amount + late_target_amount + other_target_amount
    <> target_amount
