{{ config(materialized='table') }}

-- What the estimates are made from: weighted counts per domain and stratum, in DECIMALs, so that
-- their sums are the same on any number of threads. One-way domains: all, each sector, each size
-- band, each province.
with weighted as (
    select
        counts.academic_year,
        counts.survey_measure,
        counts.item_code,
        counts.sector_code,
        counts.size_band,
        counts.nuts_code,
        counts.respondents,
        counts.positives,
        weights.stratum,
        weights.stratum_firms,
        weights.stratum_respondents,
        weights.weight
    from {{ ref('int_survey_item_count') }} as counts
    inner join {{ ref('int_survey_weight') }} as weights
        on
            weights.academic_year = counts.academic_year
            and weights.sector_code = counts.sector_code
            and weights.size_band = counts.size_band
),

summed as (
    {%- for dimension in [none, 'sector_code', 'size_band', 'nuts_code'] %}
    {%- set domain = {'sector_code': "'_T'", 'size_band': "'_T'", 'nuts_code': "'ES21'"} %}
    {%- if dimension %}{% do domain.update({dimension: dimension}) %}{% endif %}
    select
        academic_year,
        survey_measure,
        item_code,
        {%- for column, code in domain.items() %}
        {{ code }}{{ ' as ' ~ column if code != column }},
        {%- endfor %}
        stratum,
        stratum_firms,
        stratum_respondents,
        sum(respondents) as respondents,
        sum(positives) as positives,
        sum(weight * respondents) as weights,
        sum(weight * positives) as positive_weights,
        sum(weight * weight * respondents) as squared_weights,
        sum(weight * weight * positives) as positive_squared_weights
    from weighted
    group by
        academic_year,
        survey_measure,
        item_code,
        {%- if dimension %}
        {{ dimension }},
        {%- endif %}
        stratum,
        stratum_firms,
        stratum_respondents
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    academic_year,
    survey_measure,
    item_code,
    sector_code,
    size_band,
    nuts_code,
    stratum,
    stratum_firms,
    stratum_respondents,
    cast(respondents as bigint) as respondents,
    cast(positives as bigint) as positives,
    cast(weights as decimal(38, 9)) as weights,
    cast(positive_weights as decimal(38, 9)) as positive_weights,
    cast(squared_weights as decimal(38, 18)) as squared_weights,
    cast(positive_squared_weights as decimal(38, 18)) as positive_squared_weights
from summed
-- A firm whose province is not known counts in the total and in no province.
where nuts_code is not null
