-- How many training offers of a centre name a skill. Offers state no sector, so they speak for all
-- sectors together and for none of them; focuses are spoken for by capacities.
select
    offer.academic_year,
    offer.organisation_id,
    named.skill_code,
    '_T' as sector_code,
    count(*) as offers,
    {{ weakest_origin('offer.origin') }} as origin
from {{ ref('training_offer') }} as offer
inner join {{ ref('training_offer_skill') }} as named
    on named.academic_year = offer.academic_year and named.offer_id = offer.offer_id
inner join {{ ref('seed_code') }} as skill
    on
        skill.code_list = 'skill'
        and skill.code = named.skill_code
        and skill.parent_code is not null
group by offer.academic_year, offer.organisation_id, named.skill_code
