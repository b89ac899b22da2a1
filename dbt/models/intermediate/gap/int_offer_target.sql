{{ config(materialized='table') }}

-- How near the offers of a year come to each skill and focus, per sector and province. Each offer
-- is spread over its own words and places only; one row per target is left: how many offers there
-- are, and the nearest of them. Accredited comes before not, linked to the partnership before not,
-- then the identifier decides.
with skills as (
    select
        code as skill_code,
        coalesce(parent_code, code) as focus_code
    from {{ ref('seed_code') }}
    where code_list = 'skill'
),

named as (
    select
        taught.academic_year,
        taught.offer_id,
        taught.skill_code,
        skills.focus_code
    from {{ ref('training_offer_skill') }} as taught
    inner join skills
        on skills.skill_code = taught.skill_code
),

focused as (
    select distinct
        academic_year,
        offer_id,
        focus_code
    from named
),

matched as (
    select
        academic_year,
        offer_id,
        skill_code,
        'skill' as offer_match
    from named
    where skill_code <> focus_code
    union all
    select
        focused.academic_year,
        focused.offer_id,
        skills.skill_code,
        'focus' as offer_match
    from focused
    inner join skills
        on skills.focus_code = focused.focus_code
    left join named
        on
            named.academic_year = focused.academic_year
            and named.offer_id = focused.offer_id
            and named.skill_code = skills.skill_code
            and named.skill_code <> named.focus_code
    where named.offer_id is null
    union all
    -- Of any skill: what is left to a gap of a sector that no offer comes nearer to.
    select
        academic_year,
        offer_id,
        '_T' as skill_code,
        'sector' as offer_match
    from {{ ref('training_offer') }}
),

-- An offer states no sector: it is near a sector where its provider has capacities in it that year.
places as (
    select
        academic_year,
        offer_id,
        '_T' as sector_code,
        'ES21' as nuts_code
    from {{ ref('training_offer') }}
    union all
    select distinct
        offer.academic_year,
        offer.offer_id,
        provider.sector_code,
        'ES21' as nuts_code
    from {{ ref('training_offer') }} as offer
    inner join {{ ref('int_centre_focus') }} as provider
        on
            provider.academic_year = offer.academic_year
            and provider.organisation_id = offer.organisation_id
    where provider.sector_code <> '_T'
    union all
    select
        offer.academic_year,
        offer.offer_id,
        '_T' as sector_code,
        provider.nuts_code
    from {{ ref('training_offer') }} as offer
    inner join {{ ref('int_organisation') }} as provider
        on provider.organisation_id = offer.organisation_id
    where provider.nuts_code <> 'ES21'
),

ranked as (
    select
        matched.academic_year,
        matched.skill_code,
        matched.offer_match,
        places.sector_code,
        places.nuts_code,
        offer.offer_id,
        offer.organisation_id,
        offer.origin,
        offer.accredited,
        offer.accredited and offer.partnership_linked as is_linked,
        row_number() over (
            partition by
                matched.academic_year,
                matched.skill_code,
                matched.offer_match,
                places.sector_code,
                places.nuts_code
            order by offer.accredited desc, offer.partnership_linked desc, offer.offer_id asc
        ) as nearness
    from matched
    inner join places
        on places.academic_year = matched.academic_year and places.offer_id = matched.offer_id
    inner join {{ ref('training_offer') }} as offer
        on offer.academic_year = matched.academic_year and offer.offer_id = matched.offer_id
)

select
    academic_year,
    skill_code,
    offer_match,
    sector_code,
    nuts_code,
    max(case when nearness = 1 then offer_id end) as offer_id,
    max(case when nearness = 1 then organisation_id end) as organisation_id,
    count(*) as offers,
    cast(sum(case when accredited then 1 else 0 end) as bigint) as accredited_offers,
    cast(sum(case when is_linked then 1 else 0 end) as bigint) as linked_offers,
    {{ weakest_origin('origin') }} as origin
from ranked
group by academic_year, skill_code, offer_match, sector_code, nuts_code
