{{ config(materialized='table') }}

-- The one pass over all answers of the respondents: every count below is made from it.
select
    answers.academic_year,
    answers.question_code,
    answers.subquestion_code,
    respondents.sector_code,
    respondents.size_band,
    respondents.nuts_code,
    count(*) as answers,
    count(case when answers.answer = 'Y' then 1 end) as ticked
from {{ ref('stg_survey_answer') }} as answers
inner join {{ ref('int_survey_response') }} as respondents
    on
        respondents.academic_year = answers.academic_year
        and respondents.response_id = answers.response_id
where respondents.exclusion_reason is null
group by
    answers.academic_year,
    answers.question_code,
    answers.subquestion_code,
    respondents.sector_code,
    respondents.size_band,
    respondents.nuts_code
