{{ config(materialized='table') }}

-- For every skill, focus and profile: how many respondents were asked and how many named it, also
-- where nobody did. A question with boxes that a respondent saw and sent is answered: no box
-- ticked means none of them (survey_item_quality says how often that was).
with asked as (
    select
        items.academic_year,
        items.survey_measure,
        shown.sector_code,
        shown.size_band,
        shown.nuts_code,
        max(shown.shown) as respondents
    from {{ ref('stg_survey_item') }} as items
    inner join {{ ref('int_survey_shown') }} as shown
        on
            shown.academic_year = items.academic_year
            and shown.question_code = items.question_code
            and shown.subquestion_code = items.subquestion_code
    where items.survey_measure in ('skill_need', 'skill_gap', 'professional_profile')
    group by
        items.academic_year,
        items.survey_measure,
        shown.sector_code,
        shown.size_band,
        shown.nuts_code
),

positives as (
    select
        items.academic_year,
        items.survey_measure,
        items.skill_code as item_code,
        counts.sector_code,
        counts.size_band,
        counts.nuts_code,
        sum(counts.ticked) as positives
    from {{ ref('stg_survey_item') }} as items
    inner join {{ ref('int_survey_answer_count') }} as counts
        on
            counts.academic_year = items.academic_year
            and counts.question_code = items.question_code
            and counts.subquestion_code = items.subquestion_code
    where items.survey_measure in ('skill_need', 'skill_gap') and items.skill_code is not null
    group by
        items.academic_year,
        items.survey_measure,
        items.skill_code,
        counts.sector_code,
        counts.size_band,
        counts.nuts_code
    union all
    select
        academic_year,
        survey_measure,
        group_code as item_code,
        sector_code,
        size_band,
        nuts_code,
        positives
    from {{ ref('int_survey_group_count') }}
    where group_code <> '_T'
),

-- A skill that nobody ticked is asked all the same, and so is its focus.
listed as (
    select distinct
        items.academic_year,
        items.survey_measure,
        items.skill_code as item_code
    from {{ ref('stg_survey_item') }} as items
    where items.survey_measure in ('skill_need', 'skill_gap') and items.skill_code is not null
    union
    select distinct
        items.academic_year,
        items.survey_measure,
        skill.parent_code as item_code
    from {{ ref('stg_survey_item') }} as items
    inner join {{ ref('seed_code') }} as skill
        on skill.code_list = 'skill' and skill.code = items.skill_code
    where items.survey_measure in ('skill_need', 'skill_gap') and skill.parent_code is not null
    union
    select distinct
        academic_year,
        survey_measure,
        item_code
    from positives
)

select
    listed.academic_year,
    listed.survey_measure,
    listed.item_code,
    asked.sector_code,
    asked.size_band,
    asked.nuts_code,
    asked.respondents,
    coalesce(positives.positives, 0) as positives
from listed
inner join asked
    on asked.academic_year = listed.academic_year and asked.survey_measure = listed.survey_measure
left join positives
    on
        positives.academic_year = listed.academic_year
        and positives.survey_measure = listed.survey_measure
        and positives.item_code = listed.item_code
        and positives.sector_code = asked.sector_code
        and positives.size_band = asked.size_band
        and positives.nuts_code is not distinct from asked.nuts_code
