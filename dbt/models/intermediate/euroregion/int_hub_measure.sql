-- What the hub counts in each territory, in all (_T) and where it can be told by skill focus. The
-- units are the centres or agents behind the number.
with capacities as (
    select
        capacity.academic_year,
        centre.territory_code,
        capacity.centre_id,
        {{ split_to_rows("concat_ws(';', capacity.skill_focus, '_T')") }} as skill_focus
    from {{ ref('stg_euroregional_capacity') }} as capacity
    inner join {{ ref('stg_euroregional_centre') }} as centre
        on
            centre.academic_year = capacity.academic_year
            and centre.source_system = capacity.source_system
            and centre.centre_id = capacity.centre_id
),

demands as (
    select
        demand.academic_year,
        agent.territory_code,
        agent.organisation_key,
        {{ split_to_rows("concat_ws(';', demand.skill_focus, '_T')") }} as skill_focus
    from {{ ref('stg_euroregional_demand') }} as demand
    inner join {{ ref('int_hub_agent') }} as agent
        on
            agent.academic_year = demand.academic_year
            and agent.source_system = demand.source_system
            and agent.agent_id = demand.agent_id
),

measures as (
    select
        'centres' as subject,
        academic_year,
        territory_code,
        '_T' as skill_focus,
        count(*) as counted,
        count(*) as units
    from {{ ref('stg_euroregional_centre') }}
    group by academic_year, territory_code
    union all
    select
        'capacities' as subject,
        academic_year,
        territory_code,
        skill_focus,
        count(*) as counted,
        count(distinct centre_id) as units
    from capacities
    group by academic_year, territory_code, skill_focus
    union all
    select
        'agents' as subject,
        academic_year,
        territory_code,
        '_T' as skill_focus,
        count(distinct organisation_key) as counted,
        count(distinct organisation_key) as units
    from {{ ref('int_hub_agent') }}
    group by academic_year, territory_code
    union all
    select
        'attendances' as subject,
        academic_year,
        territory_code,
        '_T' as skill_focus,
        cast(sum(attendances) as bigint) as counted,
        count(distinct organisation_key) as units
    from {{ ref('int_hub_agent') }}
    group by academic_year, territory_code
    union all
    select
        'demands' as subject,
        academic_year,
        territory_code,
        skill_focus,
        count(*) as counted,
        count(distinct organisation_key) as units
    from demands
    group by academic_year, territory_code, skill_focus
)

select
    subject,
    academic_year,
    territory_code,
    skill_focus,
    counted,
    units
from measures
where territory_code is not null
