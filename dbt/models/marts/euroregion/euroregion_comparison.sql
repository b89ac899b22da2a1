-- One definition for the three territories. What a territory did not send is missing (L); what has
-- nothing to be divided by cannot exist (M); what was sent and does not occur is zero.
with indicators (hub_indicator, numerator, denominator, unit_subject, by_focus) as (
    values
    ('centres', 'centres', null, 'centres', false),
    ('capacities', 'capacities', null, 'capacities', true),
    ('agents', 'agents', null, 'agents', false),
    ('attendances', 'attendances', null, 'attendances', false),
    ('demands', 'demands', null, 'demands', true),
    ('capacities_per_centre', 'capacities', 'centres', 'centres', false),
    ('capacities_per_demand', 'capacities', 'demands', 'demands', true)
),

focuses as (
    select
        '_T' as skill_focus,
        true as is_total
    union all
    select
        code as skill_focus,
        false as is_total
    from {{ ref('seed_code') }}
    where code_list = 'skill_focus'
),

delivery as (
    select
        subject,
        academic_year,
        territory_code,
        is_sent,
        origin
    from {{ ref('int_hub_delivery') }}
    union all
    -- Attendances are a column of the agents.
    select
        'attendances' as subject,
        academic_year,
        territory_code,
        is_sent,
        origin
    from {{ ref('int_hub_delivery') }}
    where subject = 'agents'
),

frame as (
    select
        sent.academic_year,
        sent.territory_code,
        sent.origin,
        indicators.hub_indicator,
        indicators.numerator,
        indicators.denominator,
        indicators.unit_subject,
        focuses.skill_focus,
        sent.is_sent and coalesce(divided.is_sent, true) as is_sent
    from indicators
    inner join focuses
        on focuses.is_total or indicators.by_focus
    inner join delivery as sent
        on sent.subject = indicators.numerator
    left join delivery as divided
        on
            divided.subject = indicators.denominator
            and divided.academic_year = sent.academic_year
            and divided.territory_code = sent.territory_code
),

compared as (
    select
        frame.academic_year,
        frame.hub_indicator,
        frame.territory_code,
        frame.skill_focus,
        frame.denominator is not null as is_ratio,
        frame.is_sent,
        frame.origin,
        case
            when not frame.is_sent then null
            when frame.denominator is null
                then cast(coalesce(counted.counted, 0) as decimal(18, 4))
            else
                cast(
                    round(
                        cast(coalesce(counted.counted, 0) as decimal(18, 4))
                        / nullif(divisor.counted, 0), 4
                    ) as decimal(18, 4)
                )
        end as comparison_value,
        case when frame.is_sent then coalesce(unit.units, 0) end as units_counted
    from frame
    left join {{ ref('int_hub_measure') }} as counted
        on
            counted.subject = frame.numerator
            and counted.academic_year = frame.academic_year
            and counted.territory_code = frame.territory_code
            and counted.skill_focus = frame.skill_focus
    left join {{ ref('int_hub_measure') }} as divisor
        on
            divisor.subject = frame.denominator
            and divisor.academic_year = frame.academic_year
            and divisor.territory_code = frame.territory_code
            and divisor.skill_focus = frame.skill_focus
    left join {{ ref('int_hub_measure') }} as unit
        on
            unit.subject = frame.unit_subject
            and unit.academic_year = frame.academic_year
            and unit.territory_code = frame.territory_code
            and unit.skill_focus = frame.skill_focus
)

select
    compared.academic_year,
    compared.hub_indicator,
    compared.territory_code,
    compared.skill_focus,
    territory.nuts_level,
    compared.comparison_value,
    compared.units_counted,
    case
        when not compared.is_sent then 'not_sent'
        when compared.is_ratio then 'ratio_of_hub_territory'
        else 'count_of_hub_territory'
    end as comparability_status,
    case
        when not compared.is_sent then 'L'
        when compared.comparison_value is null then 'M'
        else 'A'
    end as obs_status,
    'F' as conf_status,
    compared.origin
from compared
inner join {{ ref('stg_hub_territory') }} as territory
    on territory.territory_code = compared.territory_code
