-- Every combination with its totals. An agent whose sector, kind or territory does not map stands
-- in the totals over it alone. Cells of a territory that sent nothing are left out (an agent that
-- another sender places there would read as all of it), and its total says that it is missing.
with cells as (
    select
        academic_year,
        case when grouping(territory_code) = 1 then '_T' else territory_code end as territory_code,
        case when grouping(sector_code) = 1 then '_T' else sector_code end as sector_code,
        case when grouping(agent_kind) = 1 then '_T' else agent_kind end as agent_kind,
        count(distinct organisation_key) as agents,
        cast(sum(attendances) as bigint) as attendances,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('int_hub_agent') }}
    group by academic_year, cube(territory_code, sector_code, agent_kind)
),

frame as (
    select
        academic_year,
        territory_code,
        is_sent,
        origin
    from {{ ref('int_hub_frame') }}
    where subject = 'agents'
),

parts as (
    select
        cells.academic_year,
        cells.territory_code,
        cells.sector_code,
        cells.agent_kind,
        cells.agents,
        cells.attendances,
        cells.origin
    from cells
    inner join frame
        on
            frame.academic_year = cells.academic_year
            and frame.territory_code = cells.territory_code
    where
        frame.is_sent
        and cells.sector_code is not null
        and cells.agent_kind is not null
        and (cells.sector_code <> '_T' or cells.agent_kind <> '_T')
),

totals as (
    select
        frame.academic_year,
        frame.territory_code,
        '_T' as sector_code,
        '_T' as agent_kind,
        case when frame.is_sent then coalesce(cells.agents, 0) end as agents,
        case when frame.is_sent then coalesce(cells.attendances, 0) end as attendances,
        frame.origin
    from frame
    left join cells
        on
            cells.academic_year = frame.academic_year
            and cells.territory_code = frame.territory_code
            and cells.sector_code = '_T'
            and cells.agent_kind = '_T'
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
    agent_kind,
    agents,
    attendances,
    -- SDMX: L exists and was not collected, A normal; every cell is free until disclosure control.
    case when agents is null then 'L' else 'A' end as obs_status,
    'F' as conf_status,
    origin
from summary
