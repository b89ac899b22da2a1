{{ config(materialized='table') }}

-- Every response with what it says of its firm, and the first reason for which it is left out.
-- Of several submitted under one invitation the last counts; those by the open link stand alone.
{%- set classified_by = {
    'sector': 'sector_code', 'size_band': 'size_band', 'territory': 'nuts_code'
} %}

with classifying as (
    select
        academic_year,
        question_code,
        subquestion_code,
        survey_measure
    from {{ ref('stg_survey_item') }}
    where survey_measure in ('sector', 'size_band', 'territory', 'test_response')
),

stated as (
    select
        answers.academic_year,
        answers.response_id,
        {%- for measure in classified_by %}
        max(case when classifying.survey_measure = '{{ measure }}' then answers.answer end)
            as {{ measure }},
        {%- endfor %}
        max(
            case
                when classifying.survey_measure = 'test_response' and answers.answer = 'Y'
                    then 1
                else 0
            end
        ) as marked_test
    from {{ ref('stg_survey_answer') }} as answers
    inner join classifying
        on
            classifying.academic_year = answers.academic_year
            and classifying.question_code = answers.question_code
            and classifying.subquestion_code = answers.subquestion_code
    group by answers.academic_year, answers.response_id
),

described as (
    select
        responses.academic_year,
        responses.response_id,
        responses.submitted_at,
        responses.start_language,
        responses.origin,
        {%- for column in classified_by.values() %}
        {{ column }}_map.code as {{ column }},
        {%- endfor %}
        coalesce(responses.token, 'response ' || responses.response_id) as invitation,
        coalesce(stated.marked_test, 0) = 1 as is_test
    from {{ ref('stg_survey_response') }} as responses
    left join stated
        on
            stated.academic_year = responses.academic_year
            and stated.response_id = responses.response_id
    {%- for measure, column in classified_by.items() %}
    left join {{ ref('int_survey_classifier') }} as {{ column }}_map
        on
            {{ column }}_map.academic_year = stated.academic_year
            and {{ column }}_map.survey_measure = '{{ measure }}'
            and {{ column }}_map.answer_code = stated.{{ measure }}
    {%- endfor %}
),

ranked as (
    select
        described.*,
        row_number() over (
            partition by
                described.academic_year,
                described.invitation,
                described.is_test,
                described.submitted_at is null
            order by described.submitted_at desc, described.response_id desc
        ) as place
    from described
)

select
    academic_year,
    response_id,
    sector_code,
    size_band,
    case when nuts_code like 'ES21_' then nuts_code end as nuts_code,
    start_language,
    submitted_at,
    origin,
    case
        when is_test then 'test_response'
        when submitted_at is null then 'partial'
        when place > 1 then 'duplicate'
        when sector_code is null then 'unknown_sector'
        when size_band is null then 'unknown_size_band'
        when nuts_code not like 'ES21%' then 'outside_territory'
    end as exclusion_reason
from ranked
