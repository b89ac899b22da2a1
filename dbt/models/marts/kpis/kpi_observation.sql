select
    kpi_id,
    variant,
    as_of,
    is_headline,
    period_basis,
    kpi_value,
    value_lower,
    value_upper,
    numerator_value,
    denominator_value,
    unit_of_measure,
    -- SDMX: L exists and is not collected, M cannot exist, A normal.
    case missing_status
        when 'no_data' then 'L'
        when 'not_measurable' then 'M'
        else 'A'
    end as obs_status,
    origin,
    variant_title_eu,
    variant_title_es,
    variant_title_fr,
    variant_title_en,
    variant_definition,
    denominator_source
from {{ ref('int_kpi_value') }}
