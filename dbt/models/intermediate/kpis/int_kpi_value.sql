{{ config(materialized='table') }}

-- Every value is a count of the published evidence, so the two cannot differ. It is zero only
-- where records were delivered and none of them qualifies; without any record there is no value.
with deliveries as (
    select
        'capacity' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_capacity') }}
    union all
    select
        'organisation_register' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_organisation_register') }}
    union all
    select
        'project' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_project') }}
    union all
    select
        'event' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_event') }}
    union all
    select
        'euroregional_agent' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_euroregional_agent') }}
),

counted as (
    select
        kpi_id,
        variant,
        count(*) as numerator,
        count(*) - count(counted_on) as undated,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('kpi_evidence') }}
    where counts
    group by kpi_id, variant
),

measured as (
    select
        declared.kpi_id,
        declared.variant,
        run_parameters.as_of,
        declared.is_headline,
        declared.period_basis,
        fiche.unit_of_measure,
        fiche.direction,
        fiche.baseline_value,
        fiche.target_value,
        fiche.start_date,
        fiche.due_date,
        declared.denominator_value,
        declared.denominator_source,
        declared.variant_title_eu,
        declared.variant_title_es,
        declared.variant_title_fr,
        declared.variant_title_en,
        declared.variant_definition,
        computation.source_table,
        case
            when coalesce(deliveries.records, 0) = 0 then 'no_data'
            when fiche.denominator_text is not null and coalesce(declared.denominator_value, 0) = 0
                then 'not_measurable'
        end as missing_status,
        coalesce(counted.numerator, 0) as numerator,
        coalesce(counted.undated, 0) as undated,
        coalesce(counted.origin, deliveries.origin) as origin
    from {{ ref('stg_kpi_variant') }} as declared
    inner join {{ ref('stg_kpi_fiche') }} as fiche
        on fiche.kpi_id = declared.kpi_id
    inner join {{ ref('int_kpi_computation') }} as computation
        on computation.kpi_id = declared.kpi_id and computation.variant = declared.variant
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    left join deliveries
        on deliveries.source_table = computation.source_table
    left join counted
        on counted.kpi_id = declared.kpi_id and counted.variant = declared.variant
),

-- The days on which the count grew, for the day on which it reached the target.
growth as (
    select
        kpi_id,
        variant,
        counted_on,
        row_number() over (
            partition by kpi_id, variant order by counted_on, record_table, record_id
        ) as numerator
    from {{ ref('kpi_evidence') }}
    where counts and counted_on is not null
),

reached as (
    select
        growth.kpi_id,
        growth.variant,
        min(growth.counted_on) as reached_on
    from growth
    inner join measured
        on measured.kpi_id = growth.kpi_id and measured.variant = growth.variant
    where
        measured.direction = 'increase'
        and {{ kpi_value('growth.numerator', 'measured.denominator_value') }}
        >= measured.target_value
    group by growth.kpi_id, growth.variant
)

select
    measured.kpi_id,
    measured.variant,
    measured.as_of,
    measured.is_headline,
    measured.period_basis,
    case
        when measured.missing_status is null
            then {{ kpi_value('measured.numerator', 'measured.denominator_value') }}
    end as kpi_value,
    -- These eight are full counts: none is an estimate with an interval.
    cast(null as decimal(18, 4)) as value_lower,
    cast(null as decimal(18, 4)) as value_upper,
    case
        when coalesce(measured.missing_status, '') <> 'no_data'
            then cast(measured.numerator as decimal(18, 4))
    end as numerator_value,
    measured.denominator_value,
    measured.unit_of_measure,
    case
        when coalesce(measured.missing_status, '') <> 'no_data' then measured.origin
    end as origin,
    measured.missing_status,
    case measured.missing_status
        when 'no_data' then 'No record of ' || measured.source_table || ' has been delivered yet.'
        when 'not_measurable' then 'The denominator is missing, so no share can be computed.'
    end as missing_reason,
    measured.baseline_value,
    measured.target_value,
    measured.start_date,
    measured.due_date,
    case when measured.undated = 0 then reached.reached_on end as reached_on,
    measured.variant_title_eu,
    measured.variant_title_es,
    measured.variant_title_fr,
    measured.variant_title_en,
    measured.variant_definition,
    measured.denominator_source
from measured
left join reached
    on reached.kpi_id = measured.kpi_id and reached.variant = measured.variant
