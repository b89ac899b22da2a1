-- KPI 8: every event and network of the register of events.
with events as (
    select
        event.event_id,
        event.participation_status,
        event.started_on,
        event.origin,
        case
            when event.started_on > run_parameters.as_of then 'Begins after the reporting date.'
            when event.started_on < fiche.start_date then 'Began before the partnership.'
        end as out_of_time
    from {{ ref('stg_event') }} as event
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    inner join {{ ref('stg_kpi_fiche') }} as fiche
        on fiche.kpi_id = 8
),

evidence as (
    select
        'attended' as variant,
        event_id,
        origin,
        started_on,
        case
            when participation_status not in ('attended', 'member')
                then 'Only announced: that it was attended is not reported.'
            else out_of_time
        end as objection,
        case
            when participation_status = 'member' then 'Network joined.'
            else 'Event attended.'
        end as merit
    from events
    union all
    select
        'attended_or_announced' as variant,
        event_id,
        origin,
        started_on,
        out_of_time as objection,
        case
            when participation_status = 'member' then 'Network joined.'
            when participation_status = 'attended' then 'Event attended.'
            else 'Announced.'
        end as merit
    from events
)

select
    8 as kpi_id,
    variant,
    'event' as record_table,
    event_id as record_id,
    objection,
    merit,
    case when objection is null then started_on end as counted_on,
    origin
from evidence
