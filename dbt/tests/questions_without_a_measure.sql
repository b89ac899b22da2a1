{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'int_survey_answer_count'}}}) }}

-- A question that was answered and of which nobody said what it measures, as after it was renamed
-- between waves: add it to survey_item, or its answers are in no table.
select
    answered.academic_year,
    answered.question_code,
    answered.subquestion_code,
    sum(answered.answers) as answers
from {{ ref('int_survey_answer_count') }} as answered
left join {{ ref('stg_survey_item') }} as item
    on
        item.academic_year = answered.academic_year
        and item.question_code = answered.question_code
        and item.subquestion_code = answered.subquestion_code
where item.question_code is null
group by answered.academic_year, answered.question_code, answered.subquestion_code
