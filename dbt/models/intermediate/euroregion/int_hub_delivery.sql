-- What each territory has sent for each year in which any of them sent anything. What was not sent
-- is missing, never zero.
with sent as (
    select
        'agents' as subject,
        academic_year,
        source_system,
        origin
    from {{ ref('stg_euroregional_agent') }}
    union all
    select
        'centres' as subject,
        academic_year,
        source_system,
        origin
    from {{ ref('stg_euroregional_centre') }}
    union all
    select
        'capacities' as subject,
        academic_year,
        source_system,
        origin
    from {{ ref('stg_euroregional_capacity') }}
    union all
    select
        'demands' as subject,
        academic_year,
        source_system,
        origin
    from {{ ref('stg_euroregional_demand') }}
),

years as (
    select
        academic_year,
        {{ weakest_origin('origin') }} as origin
    from sent
    group by academic_year
),

subjects as (
    select s.subject
    from (values ('agents'), ('centres'), ('capacities'), ('demands')) as s (subject)
),

delivered as (
    select distinct
        subject,
        academic_year,
        source_system
    from sent
)

select
    subjects.subject,
    years.academic_year,
    territory.territory_code,
    delivered.subject is not null as is_sent,
    years.origin
from years
cross join subjects
cross join {{ ref('stg_hub_territory') }} as territory
left join delivered
    on
        delivered.subject = subjects.subject
        and delivered.academic_year = years.academic_year
        and delivered.source_system = territory.source_system
