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
    select
        academic_year,
        survey_measure,
        item_code,
        case when grouping(sector_code) = 1 then '_T' else sector_code end as sector_code,
        case when grouping(size_band) = 1 then '_T' else size_band end as size_band,
        case when grouping(nuts_code) = 1 then 'ES21' else nuts_code end as nuts_code,
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
    group by grouping sets (
        (
            academic_year, survey_measure, item_code,
            stratum, stratum_firms, stratum_respondents
        ),
        (
            academic_year, survey_measure, item_code, sector_code,
            stratum, stratum_firms, stratum_respondents
        ),
        (
            academic_year, survey_measure, item_code, size_band,
            stratum, stratum_firms, stratum_respondents
        ),
        (
            academic_year, survey_measure, item_code, nuts_code,
            stratum, stratum_firms, stratum_respondents
        )
    )
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
