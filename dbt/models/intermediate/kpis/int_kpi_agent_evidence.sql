-- KPI 7: every agent of the Euroregional hub once, and every attendance once. An agent that several
-- senders know is one agent where an identifier or a declared name says so, and only there. The
-- evidence names agents, so it stays in the private warehouse.
with agents as (
    select
        agent.organisation_key,
        agent.academic_year,
        agent.source_system,
        agent.agent_id,
        agent.attendances,
        agent.registered_on,
        agent.origin,
        run_parameters.as_of,
        {{ academic_year_start('agent.academic_year') }} as year_starts_on
    from {{ ref('int_hub_agent') }} as agent
    cross join {{ ref('stg_run_parameters') }} as run_parameters
),

unique_agents as (
    select
        organisation_key,
        min(registered_on) as registered_on,
        min(as_of) as as_of,
        {{ weakest_origin('origin') }} as origin
    from agents
    group by organisation_key
),

evidence as (
    select
        'unique_agents' as variant,
        organisation_key as record_id,
        case
            when registered_on > as_of then 'Registered after the reporting date.'
        end as objection,
        'Registered with the hub.' as merit,
        registered_on as counted_on,
        origin
    from unique_agents
    union all
    -- An attendance carries no day of its own, so none of them is dated.
    select
        'attendances' as variant,
        organisation_key || '/' || academic_year || '/' || source_system || '/' || agent_id || '/'
        || cast({{ repeat_rows('attendances') }} as {{ text_type() }}) as record_id,
        case
            when registered_on > as_of then 'Registered after the reporting date.'
            when year_starts_on > as_of then 'Of an academic year after the reporting date.'
        end as objection,
        'Attendance at an activity of the hub.' as merit,
        cast(null as date) as counted_on,
        origin
    from agents
)

select
    7 as kpi_id,
    variant,
    'euroregional_agent' as record_table,
    record_id,
    objection,
    cast(null as {{ text_type() }}) as doubt,
    merit,
    case when objection is null then counted_on end as counted_on,
    origin
from evidence
