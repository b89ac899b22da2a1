select
    figure_id,
    indicator,
    perimeter,
    breakdown,
    reference_period,
    figure_value,
    figure_text,
    unit_of_measure,
    publication_year,
    obs_status,
    note,
    source
from {{ ref('stg_published_figure') }}
where figure_topic = 'cci'
