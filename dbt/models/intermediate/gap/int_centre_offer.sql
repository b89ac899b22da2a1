-- How many training offers of a centre name a skill, per sector and in all. Where a sector or a
-- skill is not stated, nothing is concluded from it.
with by_sector as (
    select
        academic_year,
        offer_id,
        organisation_id,
        origin,
        {{ split_to_rows("concat_ws(';', sectors, '_T')") }} as sector_code
    from {{ ref('stg_training_offer') }}
)

select
    by_sector.academic_year,
    by_sector.organisation_id,
    named.skill_code,
    by_sector.sector_code,
    count(*) as offers,
    {{ weakest_origin('by_sector.origin') }} as origin
from by_sector
inner join {{ ref('int_offer_skill') }} as named
    on named.academic_year = by_sector.academic_year and named.offer_id = by_sector.offer_id
-- Focuses are spoken for by capacities.
where named.skill_code <> named.focus_code
group by
    by_sector.academic_year,
    by_sector.organisation_id,
    named.skill_code,
    by_sector.sector_code
