{{ config(materialized='table') }}

-- How many respondents saw a question. LimeSurvey leaves a question that its condition hides as
-- empty as one that was skipped. A condition that is more than `X == "a"` cannot be told from the
-- structure: its questions have no row here, and their non-response is not known.
with counted as (
    select
        academic_year,
        sector_code,
        size_band,
        nuts_code,
        count(*) as respondents
    from {{ ref('int_survey_response') }}
    where exclusion_reason is null
    group by academic_year, sector_code, size_band, nuts_code
),

conditions as (
    select distinct
        academic_year,
        shown_if_question,
        shown_if_answer
    from {{ ref('stg_survey_question') }}
    where shown_if_question is not null
),

met as (
    select
        conditions.academic_year,
        conditions.shown_if_question,
        conditions.shown_if_answer,
        respondents.sector_code,
        respondents.size_band,
        respondents.nuts_code,
        count(*) as respondents
    from {{ ref('stg_survey_answer') }} as answers
    inner join conditions
        on
            conditions.academic_year = answers.academic_year
            and conditions.shown_if_question = answers.question_code
            and conditions.shown_if_answer = answers.answer
    inner join {{ ref('int_survey_response') }} as respondents
        on
            respondents.academic_year = answers.academic_year
            and respondents.response_id = answers.response_id
    where answers.subquestion_code = '-' and respondents.exclusion_reason is null
    group by
        conditions.academic_year,
        conditions.shown_if_question,
        conditions.shown_if_answer,
        respondents.sector_code,
        respondents.size_band,
        respondents.nuts_code
)

select
    question.academic_year,
    question.question_code,
    question.subquestion_code,
    counted.sector_code,
    counted.size_band,
    counted.nuts_code,
    counted.respondents as shown
from {{ ref('stg_survey_question') }} as question
inner join counted
    on counted.academic_year = question.academic_year
where question.shown_if_question is null and question.relevance = '1'
union all
select
    question.academic_year,
    question.question_code,
    question.subquestion_code,
    met.sector_code,
    met.size_band,
    met.nuts_code,
    met.respondents as shown
from {{ ref('stg_survey_question') }} as question
inner join met
    on
        met.academic_year = question.academic_year
        and met.shown_if_question = question.shown_if_question
        and met.shown_if_answer = question.shown_if_answer
