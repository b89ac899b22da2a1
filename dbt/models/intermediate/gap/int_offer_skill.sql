{{ config(materialized='table') }}

-- What an offer says that it teaches: the skills that it names, and the focuses that it states or
-- that its skills belong to.
with skills as (
    select
        code as skill_code,
        parent_code as focus_code
    from {{ ref('seed_code') }}
    where code_list = 'skill'
),

stated as (
    select
        academic_year,
        offer_id,
        {{ split_to_rows("concat_ws(';', skills, skill_focuses)") }} as skill_code
    from {{ ref('stg_training_offer') }}
)

select distinct
    stated.academic_year,
    stated.offer_id,
    stated.skill_code,
    coalesce(skills.focus_code, stated.skill_code) as focus_code
from stated
inner join skills
    on skills.skill_code = stated.skill_code
