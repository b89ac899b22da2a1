-- A version stays open while nobody said that it ended: its centre has not reported since.
with versioned as (
    select
        capacity.capacity_id,
        capacity.academic_year,
        capacity.organisation_id,
        capacity.title,
        capacity.capacity_kind,
        capacity.origin,
        sequenced.next_row is null and sequenced.next_report is null as is_current,
        sum(case when sequenced.starts_version then 1 else 0 end) over (
            partition by sequenced.capacity_id order by sequenced.academic_year
        ) as version_number
    from {{ ref('int_capacity_sequence') }} as sequenced
    inner join {{ ref('stg_capacity') }} as capacity
        on
            capacity.capacity_id = sequenced.capacity_id
            and capacity.academic_year = sequenced.academic_year
),

versions as (
    select
        capacity_id,
        version_number,
        organisation_id,
        title,
        capacity_kind,
        min(academic_year) as valid_from,
        max(academic_year) as last_stated,
        max(case when is_current then 1 else 0 end) = 1 as is_current,
        {{ weakest_origin('origin') }} as origin
    from versioned
    group by capacity_id, version_number, organisation_id, title, capacity_kind
)

select
    capacity_id,
    valid_from,
    case when not is_current then last_stated end as valid_to,
    organisation_id,
    title,
    capacity_kind,
    is_current,
    origin
from versions
