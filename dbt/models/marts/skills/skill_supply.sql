-- A census of the centres of the register: a centre that states nothing is not counted as one that
-- offers nothing. The share is of those that report; its bounds say what the silent ones could
-- change. A record of a whole domain (cultural, creative) counts in the total, not in a sector.
with skills as (
    select
        code as skill_code,
        case when parent_code is null then 'capacity_focus' else 'offer_skill' end as supply_basis
    from {{ ref('seed_code') }}
    where code_list = 'skill'
),

-- Offers are training and nothing else, so for a skill there is only that kind.
kinds as (
    select
        skills.skill_code,
        skills.supply_basis,
        kind.code as capacity_kind
    from skills
    inner join {{ ref('seed_code') }} as kind
        on
            kind.code_list = 'capacity_kind'
            and (skills.supply_basis = 'capacity_focus' or kind.code = 'training')
    union all
    select
        skill_code,
        supply_basis,
        '_T' as capacity_kind
    from skills
    where supply_basis = 'capacity_focus'
),

domains as (
    select
        '_T' as sector_code,
        'ES21' as nuts_code
    union all
    select
        code as sector_code,
        'ES21' as nuts_code
    from {{ ref('seed_code') }}
    where code_list = 'cci_sector' and parent_code is not null
    union all
    select
        '_T' as sector_code,
        code as nuts_code
    from {{ ref('seed_code') }}
    where code_list = 'nuts' and parent_code = 'ES21'
),

-- Every centre stands once under the Basque Country and once under its province where it has one.
asked as (
    select
        academic_year,
        organisation_id,
        'ES21' as nuts_code,
        origin
    from {{ ref('int_centre_asked') }}
    union all
    select
        academic_year,
        organisation_id,
        nuts_code,
        origin
    from {{ ref('int_centre_asked') }}
    where nuts_code <> 'ES21'
),

supply as (
    select
        academic_year,
        organisation_id,
        skill_code,
        sector_code,
        capacity_kind,
        supply_basis,
        origin
    from {{ ref('int_centre_supply') }}
    union all
    select distinct
        academic_year,
        organisation_id,
        skill_code,
        sector_code,
        '_T' as capacity_kind,
        supply_basis,
        origin
    from {{ ref('int_centre_supply') }}
    where supply_basis = 'capacity_focus'
),

centres as (
    select
        academic_year,
        nuts_code,
        count(*) as centres,
        {{ weakest_origin('origin') }} as origin
    from asked
    group by academic_year, nuts_code
),

reporting as (
    select
        asked.academic_year,
        asked.nuts_code,
        supply.supply_basis,
        count(distinct asked.organisation_id) as centres,
        {{ weakest_origin('supply.origin') }} as origin
    from asked
    inner join supply
        on
            supply.academic_year = asked.academic_year
            and supply.organisation_id = asked.organisation_id
    group by asked.academic_year, asked.nuts_code, supply.supply_basis
),

offering as (
    select
        asked.academic_year,
        asked.nuts_code,
        supply.skill_code,
        supply.sector_code,
        supply.capacity_kind,
        count(distinct asked.organisation_id) as centres
    from asked
    inner join supply
        on
            supply.academic_year = asked.academic_year
            and supply.organisation_id = asked.organisation_id
    group by
        asked.academic_year,
        asked.nuts_code,
        supply.skill_code,
        supply.sector_code,
        supply.capacity_kind
),

counted as (
    select
        centres.academic_year,
        kinds.skill_code,
        kinds.capacity_kind,
        domains.sector_code,
        domains.nuts_code,
        kinds.supply_basis,
        centres.centres,
        coalesce(reporting.centres, 0) as centres_reporting,
        coalesce(offering.centres, 0) as centres_offering,
        coalesce(reporting.origin, centres.origin) as origin
    from domains
    inner join kinds
        -- Offers state no sector.
        on domains.sector_code = '_T' or kinds.supply_basis = 'capacity_focus'
    inner join centres
        on centres.nuts_code = domains.nuts_code
    left join reporting
        on
            reporting.academic_year = centres.academic_year
            and reporting.nuts_code = centres.nuts_code
            and reporting.supply_basis = kinds.supply_basis
    left join offering
        on
            offering.academic_year = centres.academic_year
            and offering.nuts_code = centres.nuts_code
            and offering.skill_code = kinds.skill_code
            and offering.sector_code = domains.sector_code
            and offering.capacity_kind = kinds.capacity_kind
)

select
    academic_year,
    skill_code,
    capacity_kind,
    sector_code,
    nuts_code,
    supply_basis,
    centres,
    centres_reporting,
    -- Among centres that are silent on this basis nobody is known not to offer the skill.
    case when centres_reporting > 0 then centres_offering end as centres_offering,
    case when centres_reporting > 0 then {{ ratio('centres_offering', 'centres_reporting') }} end
        as supply_share,
    {{ ratio('centres_offering', 'centres') }} as supply_lower,
    {{ ratio('centres_offering + centres - centres_reporting', 'centres') }} as supply_upper,
    case
        when centres_reporting = centres then 'A'
        when centres_reporting > 0 then 'E'
        else 'L'
    end as obs_status,
    'F' as conf_status,
    origin
from counted
