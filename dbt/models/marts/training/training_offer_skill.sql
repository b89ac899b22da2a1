select
    academic_year,
    offer_id,
    skill_code
from {{ ref('int_training_offer_skill') }}
