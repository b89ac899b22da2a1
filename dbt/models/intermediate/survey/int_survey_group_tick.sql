-- What a respondent named of a group: a skill focus, or a professional profile. A firm that ticks
-- two skills of one focus, or writes under "other" the profile that it also ticked, is here twice;
-- int_survey_group_count counts firms.
with ticked as (
    select
        items.academic_year,
        items.question_code,
        items.subquestion_code,
        items.survey_measure,
        skill.parent_code as group_code
    from {{ ref('stg_survey_item') }} as items
    inner join {{ ref('seed_code') }} as skill
        on skill.code_list = 'skill' and skill.code = items.skill_code
    where items.survey_measure in ('skill_need', 'skill_gap')
    union all
    select
        items.academic_year,
        items.question_code,
        items.subquestion_code,
        items.survey_measure,
        coalesce(min(terms.code), 'unmapped') as group_code
    from {{ ref('stg_survey_item') }} as items
    inner join {{ ref('stg_survey_question') }} as question
        on
            question.academic_year = items.academic_year
            and question.question_code = items.question_code
            and question.subquestion_code = items.subquestion_code
    left join {{ ref('code_term') }} as terms
        on
            terms.code_list = 'professional_profile'
            and terms.term_folded in (
                {{ folded('question.text_eu') }},
                {{ folded('question.text_es') }},
                {{ folded('question.text_fr') }},
                {{ folded('question.text_en') }}
            )
    where items.survey_measure = 'professional_profile' and items.subquestion_code <> 'other'
    group by
        items.academic_year, items.question_code, items.subquestion_code, items.survey_measure
),

written as (
    select
        items.academic_year,
        answers.response_id,
        items.survey_measure,
        coalesce(terms.code, 'unmapped') as group_code
    from {{ ref('stg_survey_answer') }} as answers
    inner join {{ ref('stg_survey_item') }} as items
        on
            items.academic_year = answers.academic_year
            and items.question_code = answers.question_code
            and items.subquestion_code = answers.subquestion_code
    left join {{ ref('code_term') }} as terms
        on
            terms.code_list = 'professional_profile'
            and terms.term_folded = {{ folded('answers.answer') }}
    where items.survey_measure = 'professional_profile' and items.subquestion_code = 'other'
)

select
    ticked.academic_year,
    answers.response_id,
    ticked.survey_measure,
    ticked.group_code
from {{ ref('stg_survey_answer') }} as answers
inner join ticked
    on
        ticked.academic_year = answers.academic_year
        and ticked.question_code = answers.question_code
        and ticked.subquestion_code = answers.subquestion_code
where answers.answer = 'Y'
union all
select
    academic_year,
    response_id,
    survey_measure,
    group_code
from written
