{{ config(materialized='table') }}

-- Respondents that named the group, and under `_T` those that named any. Ticks become one row per
-- response and group first: rows are then counted, which costs less than counting distinct
-- responses in every cell.
with named as (
    select distinct
        academic_year,
        response_id,
        survey_measure,
        group_code
    from {{ ref('int_survey_group_tick') }}
),

named_or_any as (
    select
        academic_year,
        response_id,
        survey_measure,
        group_code
    from named
    union all
    select distinct
        academic_year,
        response_id,
        survey_measure,
        '_T' as group_code
    from named
)

select
    named_or_any.academic_year,
    named_or_any.survey_measure,
    named_or_any.group_code,
    respondents.sector_code,
    respondents.size_band,
    respondents.nuts_code,
    count(*) as positives
from named_or_any
inner join {{ ref('int_survey_response') }} as respondents
    on
        respondents.academic_year = named_or_any.academic_year
        and respondents.response_id = named_or_any.response_id
where respondents.exclusion_reason is null
group by
    named_or_any.academic_year,
    named_or_any.survey_measure,
    named_or_any.group_code,
    respondents.sector_code,
    respondents.size_band,
    respondents.nuts_code
