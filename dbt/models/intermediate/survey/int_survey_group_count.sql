{{ config(materialized='table') }}

-- Respondents that named the group, and under `_T` those that named any.
select
    ticks.academic_year,
    ticks.survey_measure,
    case when grouping(ticks.group_code) = 1 then '_T' else ticks.group_code end as group_code,
    respondents.sector_code,
    respondents.size_band,
    respondents.nuts_code,
    count(distinct ticks.response_id) as positives
from {{ ref('int_survey_group_tick') }} as ticks
inner join {{ ref('int_survey_response') }} as respondents
    on
        respondents.academic_year = ticks.academic_year
        and respondents.response_id = ticks.response_id
where respondents.exclusion_reason is null
group by
    ticks.academic_year,
    ticks.survey_measure,
    respondents.sector_code,
    respondents.size_band,
    respondents.nuts_code,
    rollup(ticks.group_code)
