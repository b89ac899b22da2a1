{{ config(materialized='table') }}

-- Counted by centre at once: what follows works on some thousand rows, however many capacities
-- there are. A capacity stands once under each of its sectors and once under their total.
with stated as (
    select
        academic_year,
        organisation_id,
        capacity_kind,
        origin,
        sectors,
        {{ split_to_rows('skill_focuses') }} as skill_focus
    from {{ ref('stg_capacity') }}
    where skill_focuses is not null
),

by_sector as (
    select
        academic_year,
        organisation_id,
        capacity_kind,
        origin,
        skill_focus,
        {{ split_to_rows("concat_ws(';', sectors, '_T')") }} as sector_code
    from stated
)

select
    academic_year,
    organisation_id,
    skill_focus,
    sector_code,
    capacity_kind,
    count(*) as capacities,
    {{ weakest_origin('origin') }} as origin
from by_sector
group by academic_year, organisation_id, skill_focus, sector_code, capacity_kind
