-- Sector and focus are lists: a capacity stands once under each of its codes and once under their
-- total, so that no total counts it twice. Kind is a single code and is totalled by rollup.
-- Whole domains (cultural, creative) count only what was filed under the domain itself.
with by_sector as (
    select
        academic_year,
        organisation_id,
        capacity_kind,
        origin,
        skill_focuses,
        {{ split_to_rows("concat_ws(';', sectors, '_T')") }} as sector_code
    from {{ ref('stg_capacity') }}
),

by_focus as (
    select
        academic_year,
        organisation_id,
        capacity_kind,
        origin,
        sector_code,
        {{ split_to_rows("concat_ws(';', skill_focuses, '_T')") }} as skill_focus
    from by_sector
),

-- Counted by organisation first: some thousand rows are left for the totals and for what is
-- distinct, instead of every capacity several times.
by_organisation as (
    select
        academic_year,
        organisation_id,
        capacity_kind,
        sector_code,
        skill_focus,
        count(*) as capacities,
        {{ weakest_origin('origin') }} as origin
    from by_focus
    group by academic_year, organisation_id, capacity_kind, sector_code, skill_focus
)

select
    academic_year,
    case when grouping(capacity_kind) = 1 then '_T' else capacity_kind end as capacity_kind,
    sector_code,
    skill_focus,
    cast(sum(capacities) as bigint) as capacities,
    count(distinct organisation_id) as organisations,
    {{ weakest_origin('origin') }} as origin
from by_organisation
group by academic_year, sector_code, skill_focus, rollup(capacity_kind)
