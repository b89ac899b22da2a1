-- A question with boxes is one row: LimeSurvey stores a box that is not ticked as nothing, so that
-- "none of them" and "skipped" look alike; they are counted apart and called neither.
with items as (
    select
        item.academic_year,
        item.question_code,
        item.subquestion_code,
        item.survey_measure,
        item.skill_code,
        question.question_type = 'M' as has_boxes
    from {{ ref('stg_survey_item') }} as item
    inner join {{ ref('stg_survey_question') }} as question
        on
            question.academic_year = item.academic_year
            and question.question_code = item.question_code
            and question.subquestion_code = item.subquestion_code
    where item.survey_measure <> 'test_response'
),

shown as (
    select
        academic_year,
        question_code,
        subquestion_code,
        sum(shown) as shown
    from {{ ref('int_survey_shown') }}
    group by academic_year, question_code, subquestion_code
),

answered as (
    select
        academic_year,
        question_code,
        subquestion_code,
        sum(answers) as answered
    from {{ ref('int_survey_answer_count') }}
    group by academic_year, question_code, subquestion_code
),

boxes as (
    select
        academic_year,
        survey_measure,
        sum(positives) as answered
    from {{ ref('int_survey_group_count') }}
    where group_code = '_T'
    group by academic_year, survey_measure
),

asked as (
    select
        items.academic_year,
        items.question_code,
        case when items.has_boxes then '-' else items.subquestion_code end as subquestion_code,
        items.survey_measure,
        case when not items.has_boxes then items.skill_code end as skill_code,
        items.has_boxes,
        max(shown.shown) as shown,
        case
            when items.has_boxes then max(boxes.answered) else max(answered.answered)
        end as answered
    from items
    left join shown
        on
            shown.academic_year = items.academic_year
            and shown.question_code = items.question_code
            and shown.subquestion_code = items.subquestion_code
    left join answered
        on
            answered.academic_year = items.academic_year
            and answered.question_code = items.question_code
            and answered.subquestion_code = items.subquestion_code
    left join boxes
        on
            boxes.academic_year = items.academic_year
            and boxes.survey_measure = items.survey_measure
    group by
        items.academic_year,
        items.question_code,
        case when items.has_boxes then '-' else items.subquestion_code end,
        items.survey_measure,
        case when not items.has_boxes then items.skill_code end,
        items.has_boxes
)

select
    asked.academic_year,
    asked.question_code,
    asked.subquestion_code,
    asked.survey_measure,
    asked.skill_code,
    cast(asked.shown as bigint) as shown,
    cast(coalesce(asked.answered, 0) as bigint) as answered,
    case when asked.has_boxes then cast(asked.shown - coalesce(asked.answered, 0) as bigint) end
        as none_ticked,
    case
        when not asked.has_boxes
            then
                cast(
                    round(
                        {{ floating('asked.shown - coalesce(asked.answered, 0)') }}
                        / nullif(asked.shown, 0),
                        6
                    ) as decimal(9, 6)
                )
    end as non_response_share,
    'A' as obs_status,
    'F' as conf_status,
    waves.origin
from asked
inner join {{ ref('int_survey_wave') }} as waves
    on waves.academic_year = asked.academic_year
