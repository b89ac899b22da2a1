{{ config(materialized='table') }}

-- A centre that sends nothing for an edition has not said that its capacities ended. So each
-- centre is compared with its own last report, not with whatever edition came before.
with reports as (
    select distinct
        organisation_id,
        academic_year
    from {{ ref('stg_capacity') }}
),

editions as (
    select
        academic_year,
        lag(academic_year) over (order by academic_year) as preceding_edition
    from (select distinct academic_year from reports) as listed
),

centres as (
    select
        organisation_id,
        min(academic_year) as first_report
    from reports
    group by organisation_id
),

expected as (
    select
        centres.organisation_id,
        editions.academic_year,
        editions.preceding_edition,
        reports.academic_year as reported
    from centres
    inner join editions
        on editions.academic_year >= centres.first_report
    left join reports
        on
            reports.organisation_id = centres.organisation_id
            and reports.academic_year = editions.academic_year
)

select
    organisation_id,
    academic_year,
    reported is not null as is_reported,
    coalesce(
        max(reported) over (
            partition by organisation_id
            order by academic_year
            rows between unbounded preceding and 1 preceding
        ),
        preceding_edition
    ) as compared_with,
    min(reported) over (
        partition by organisation_id
        order by academic_year
        rows between 1 following and unbounded following
    ) as next_report
from expected
