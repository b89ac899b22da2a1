{{ config(materialized='table') }}

-- Every value is a count of evidence, so the two cannot differ. It is zero only where records were
-- delivered and none of them qualifies; without any record there is no value. Where it is not
-- certain of every record whether it counts, the value is the lower end of a range: what is
-- certain. The upper end adds each record that could count.
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
    union all
    select
        'training_offer' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_training_offer') }}
    union all
    select
        'training_participation' as source_table,
        count(*) as records,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('stg_training_participation') }}
),

counted as (
    select
        kpi_id,
        variant,
        sum(case when counts then 1 else 0 end) as numerator,
        sum(case when could_count then 1 else 0 end) as doubtful,
        sum(case when counts and counted_on is null then 1 else 0 end) as undated,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('int_kpi_evidence') }}
    where counts or could_count
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
        computation.is_range,
        case
            when coalesce(deliveries.records, 0) = 0 then 'no_data'
            when fiche.denominator_text is not null and coalesce(declared.denominator_value, 0) = 0
                then 'not_measurable'
        end as missing_status,
        coalesce(counted.numerator, 0) as numerator,
        coalesce(counted.numerator, 0) + coalesce(counted.doubtful, 0) as numerator_upper,
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
    from {{ ref('int_kpi_evidence') }}
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
    case
        when measured.is_range and measured.missing_status is null
            then {{ kpi_value('measured.numerator', 'measured.denominator_value') }}
    end as value_lower,
    case
        when measured.is_range and measured.missing_status is null
            then {{ kpi_value('measured.numerator_upper', 'measured.denominator_value') }}
    end as value_upper,
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
