{{ config(materialized='table') }}

-- Sums of the ratings per skill and kind of firm, as integers: what follows adds up some thousand
-- rows, however many answers there are. A firm counts for a skill when it rated both sides of it
-- from 1 to 5. Both ratings are brought to one row before the firm is joined to it.
with ratings as (
    select
        answer.academic_year,
        answer.response_id,
        item.skill_code,
        item.survey_measure,
        try_cast(answer.answer as integer) as rating
    from {{ ref('stg_survey_answer') }} as answer
    inner join {{ ref('stg_survey_item') }} as item
        on
            item.academic_year = answer.academic_year
            and item.question_code = answer.question_code
            and item.subquestion_code = answer.subquestion_code
    where item.survey_measure in ('importance', 'competence')
),

rated as (
    select
        academic_year,
        response_id,
        skill_code,
        max(case when survey_measure = 'importance' then rating end) as importance,
        max(case when survey_measure = 'competence' then rating end) as competence
    from ratings
    where rating between 1 and 5
    group by academic_year, response_id, skill_code
)

select
    respondent.academic_year,
    rated.skill_code,
    respondent.sector_code,
    respondent.size_band,
    coalesce(respondent.nuts_code, '_U') as nuts_code,
    count(*) as firms,
    cast(sum(rated.importance) as bigint) as importance,
    cast(sum(rated.importance - rated.competence) as bigint) as discrepancy,
    cast(sum(case when rated.competence > rated.importance then 1 else 0 end) as bigint) as above,
    cast(sum(case when rated.competence < rated.importance then 1 else 0 end) as bigint) as below,
    {{ weakest_origin('respondent.origin') }} as origin
from rated
inner join {{ ref('int_survey_respondent') }} as respondent
    on
        respondent.academic_year = rated.academic_year
        and respondent.response_id = rated.response_id
where rated.importance is not null and rated.competence is not null
group by
    respondent.academic_year,
    rated.skill_code,
    respondent.sector_code,
    respondent.size_band,
    coalesce(respondent.nuts_code, '_U')
