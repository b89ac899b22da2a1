{{ config(materialized='table') }}

-- The few answers about staff and vacancies are brought to one row per firm before anything is
-- joined to the firm. What is no whole number of zero or more is no answer.
with answers as (
    select
        answer.academic_year,
        answer.response_id,
        item.survey_measure,
        answer.answer,
        case
            when try_cast(answer.answer as decimal(18, 4)) >= 0
                then try_cast(answer.answer as decimal(18, 4))
        end as stated
    from {{ ref('stg_survey_answer') }} as answer
    inner join {{ ref('stg_survey_item') }} as item
        on
            item.academic_year = answer.academic_year
            and item.question_code = answer.question_code
            and item.subquestion_code = answer.subquestion_code
    where
        item.survey_measure in (
            'has_vacancies',
            'vacancies',
            'skill_shortage_vacancies',
            'staff',
            'staff_not_proficient'
        )
),

firms as (
    select
        academic_year,
        response_id,
        max(case when survey_measure = 'has_vacancies' then answer end) as has_vacancies,
        max(case when survey_measure = 'vacancies' then stated end) as vacancies,
        max(case when survey_measure = 'skill_shortage_vacancies' then stated end)
            as shortage_vacancies,
        max(case when survey_measure = 'staff' then stated end) as staff,
        max(case when survey_measure = 'staff_not_proficient' then stated end)
            as staff_not_proficient
    from answers
    group by academic_year, response_id
)

select
    firms.academic_year,
    firms.response_id,
    case firms.has_vacancies when 'Y' then true when 'N' then false end as has_vacancies,
    {{ whole_number('firms.vacancies') }} as vacancies,
    {{ whole_number('firms.shortage_vacancies') }} as shortage_vacancies,
    {{ whole_number('firms.staff') }} as staff,
    {{ whole_number('firms.staff_not_proficient') }} as staff_not_proficient,
    respondent.sector_code,
    respondent.size_band,
    respondent.nuts_code,
    respondent.origin
from firms
inner join {{ ref('int_survey_respondent') }} as respondent
    on
        respondent.academic_year = firms.academic_year
        and respondent.response_id = firms.response_id
