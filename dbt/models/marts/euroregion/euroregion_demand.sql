-- Demands with their agents, as in agent_summary: what does not map stands in the totals alone, and
-- a territory that sent nothing is missing.
with demands as (
    select
        demand.academic_year,
        agent.territory_code,
        demand.sector_code,
        demand.skill_focus,
        agent.organisation_key,
        demand.origin
    from {{ ref('stg_euroregional_demand') }} as demand
    inner join {{ ref('int_hub_agent') }} as agent
        on
            agent.academic_year = demand.academic_year
            and agent.source_system = demand.source_system
            and agent.agent_id = demand.agent_id
),

cells as (
    select
        academic_year,
        case when grouping(territory_code) = 1 then '_T' else territory_code end as territory_code,
        case when grouping(sector_code) = 1 then '_T' else sector_code end as sector_code,
        case when grouping(skill_focus) = 1 then '_T' else skill_focus end as skill_focus,
        count(*) as demands,
        count(distinct organisation_key) as agents,
        {{ weakest_origin('origin') }} as origin
    from demands
    group by academic_year, cube(territory_code, sector_code, skill_focus)
),

frame as (
    select
        academic_year,
        territory_code,
        is_sent,
        origin
    from {{ ref('int_hub_frame') }}
    where subject = 'demands'
),

parts as (
    select
        cells.academic_year,
        cells.territory_code,
        cells.sector_code,
        cells.skill_focus,
        cells.demands,
        cells.agents,
        cells.origin
    from cells
    inner join frame
        on
            frame.academic_year = cells.academic_year
            and frame.territory_code = cells.territory_code
    where
        frame.is_sent
        and cells.sector_code is not null
        and cells.skill_focus is not null
        and (cells.sector_code <> '_T' or cells.skill_focus <> '_T')
),

totals as (
    select
        frame.academic_year,
        frame.territory_code,
        '_T' as sector_code,
        '_T' as skill_focus,
        case when frame.is_sent then coalesce(cells.demands, 0) end as demands,
        case when frame.is_sent then coalesce(cells.agents, 0) end as agents,
        frame.origin
    from frame
    left join cells
        on
            cells.academic_year = frame.academic_year
            and cells.territory_code = frame.territory_code
            and cells.sector_code = '_T'
            and cells.skill_focus = '_T'
),

summary as (
    select * from parts
    union all
    select * from totals
)

select
    academic_year,
    territory_code,
    sector_code,
    skill_focus,
    demands,
    agents,
    case when demands is null then 'L' else 'A' end as obs_status,
    'F' as conf_status,
    origin
from summary
