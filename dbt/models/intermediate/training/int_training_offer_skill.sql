-- The focus of a skill that an offer states is taught with it, also where the offer does not name
-- it. In the code list a focus is the parent of its skills.
with stated as (
    select
        academic_year,
        offer_id,
        {{ split_to_rows("concat_ws(';', skill_focuses, skills)") }} as skill_code
    from {{ ref('stg_training_offer') }}
    where coalesce(skill_focuses, skills) is not null
),

with_focus as (
    select
        academic_year,
        offer_id,
        skill_code
    from stated
    union
    select
        stated.academic_year,
        stated.offer_id,
        listed.parent_code as skill_code
    from stated
    inner join {{ ref('seed_code') }} as listed
        on listed.code_list = 'skill' and listed.code = stated.skill_code
    where listed.parent_code is not null
)

select
    academic_year,
    offer_id,
    skill_code
from with_focus
