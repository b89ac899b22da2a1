{{ config(materialized='table') }}

-- Which row of a capacity continues which: the one before it, unless that row's centre reported in
-- between and left the capacity out. A version starts with a row that continues none, or that
-- differs from the one it continues in what the history holds.
with neighbours as (
    select
        capacity.academic_year,
        capacity.capacity_id,
        capacity.organisation_id,
        capacity.title,
        capacity.capacity_kind,
        centre.compared_with,
        centre.next_report,
        lag(capacity.academic_year) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_row,
        lag(centre.next_report) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_expected_in,
        lag(capacity.organisation_id) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_organisation_id,
        lag(capacity.title) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_title,
        lag(capacity.capacity_kind) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_capacity_kind,
        lead(capacity.academic_year) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as next_row
    from {{ ref('stg_capacity') }} as capacity
    inner join {{ ref('int_centre_edition') }} as centre
        on
            centre.organisation_id = capacity.organisation_id
            and centre.academic_year = capacity.academic_year
),

sequenced as (
    select
        *,
        case
            when coalesce(previous_expected_in >= academic_year, true) then previous_row
        end as continues
    from neighbours
)

select
    academic_year,
    capacity_id,
    compared_with,
    next_report,
    next_row,
    continues,
    coalesce(
        continues is null
        or previous_organisation_id <> organisation_id
        or previous_title <> title
        or previous_capacity_kind <> capacity_kind,
        true
    ) as starts_version
from sequenced
