{{ config(materialized='table') }}
{%- set denominators = ['2019', 'observatory'] %}

-- KPI 3: every participation, for persons and for participations, completed only and of any
-- status, over both denominators. It counts where the person worked in the CCI of the Basque
-- Country at the time and the offer is linked to the partnership. What speaks against it is an
-- objection; what is not known is a doubt, and the record then counts at the upper end of the
-- range only. Of a person the best record counts: a certain one first, then the earliest. A record
-- without an identifier may be a further person or one already counted.
with participation as (
    select
        participation.record_id,
        participation.person_hash,
        participation.training_status,
        participation.status_on,
        participation.origin,
        case
            when participation.repeats_record_id is not null
                then
                    'Same person and offer as ' || participation.repeats_record_id
                    || ', which is considered.'
            when not participation.partnership_linked
                then 'Its offer is not linked to the partnership.'
            when participation.status_on > run_parameters.as_of
                then 'Dated after the reporting date.'
            when participation.status_on < fiche.start_date
                then 'Dated before the partnership began.'
            when participation.status_on < participation.offer_started_on
                then 'Dated before its offer began.'
            when participation.workforce_status <> 'working'
                then 'Did not work at the time: ' || participation.workforce_status || '.'
            when participation.nuts_code not like 'ES21%'
                then 'Outside the Basque Country.'
        end as out_of_scope,
        case
            when participation.workforce_status is null
                then 'Whether the person worked at the time is not known.'
            when participation.nuts_code is null then 'The territory is not known.'
        end as unknown
    from {{ ref('int_training_participation') }} as participation
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    inner join {{ ref('stg_kpi_fiche') }} as fiche
        on fiche.kpi_id = 3
),

-- Once for what was completed, once for everything.
considered as (
    select
        *,
        true as is_completed_only,
        coalesce(
            out_of_scope,
            case
                when training_status <> 'completed'
                    then 'Not completed: its status is ' || training_status || '.'
            end
        ) as objection
    from participation
    union all
    select
        *,
        false as is_completed_only,
        out_of_scope as objection
    from participation
),

ranked as (
    select
        *,
        first_value(record_id) over (
            partition by is_completed_only, coalesce(person_hash, record_id)
            order by
                case when objection is null then 0 else 1 end,
                case when unknown is null then 0 else 1 end,
                status_on,
                record_id
        ) as counted_record_id
    from considered
),

evidence as (
    select
        case when is_completed_only then 'completions' else 'participations' end as counted,
        record_id,
        objection,
        unknown as doubt,
        case when is_completed_only then 'Completed.' else 'Took part.' end as merit,
        status_on,
        origin
    from ranked
    union all
    select
        case when is_completed_only then 'persons' else 'participants' end as counted,
        record_id,
        coalesce(
            objection,
            case
                when counted_record_id <> record_id
                    then 'Same person as ' || counted_record_id || ', which is considered.'
            end
        ) as objection,
        coalesce(
            unknown,
            case
                when person_hash is null
                    then 'No identifier: a further person, or one who is counted already.'
            end
        ) as doubt,
        case
            when is_completed_only then 'First completed by the person.'
            else 'First of the person.'
        end as merit,
        status_on,
        origin
    from ranked
),

variants as (
    {%- for denominator in denominators %}
    select
        *,
        counted || '_{{ denominator }}' as variant
    from evidence
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    3 as kpi_id,
    variant,
    'training_participation' as record_table,
    record_id,
    objection,
    doubt,
    merit,
    case when objection is null and doubt is null then status_on end as counted_on,
    origin
from variants
