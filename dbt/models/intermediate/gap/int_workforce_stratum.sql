{{ config(materialized='table') }}

-- The sums of each measure, weighted, per domain and stratum of the survey: some thousand rows.
with weighted as (
    select
        cell.*,
        weight.stratum,
        weight.stratum_firms,
        weight.stratum_respondents,
        weight.weight * cell.firms as weights,
        weight.weight * weight.weight * cell.firms as squared_weights,
        weight.weight * cell.numerator as weighted_numerator,
        weight.weight * cell.denominator as weighted_denominator,
        weight.weight * cell.largest as weighted_largest,
        weight.weight * weight.weight * cell.squares_y as weighted_squares_y,
        weight.weight * weight.weight * cell.products as weighted_products,
        weight.weight * weight.weight * cell.squares_x as weighted_squares_x
    from {{ ref('int_workforce_cell') }} as cell
    inner join {{ ref('int_cell_weight') }} as weight
        on
            weight.academic_year = cell.academic_year
            and weight.sector_code = cell.sector_code
            and weight.size_band = cell.size_band
),

domains as (
    {{ one_way_domains('weighted') }}
)

select
    academic_year,
    workforce_measure,
    sector_domain as sector_code,
    size_domain as size_band,
    nuts_domain as nuts_code,
    stratum,
    max(stratum_firms) as stratum_firms,
    max(stratum_respondents) as stratum_respondents,
    cast(sum(firms) as bigint) as firms,
    cast(sum(positives) as bigint) as positives,
    sum(weights) as weights,
    sum(squared_weights) as squared_weights,
    sum(weighted_numerator) as numerator,
    sum(weighted_denominator) as denominator,
    max(weighted_largest) as largest,
    sum(weighted_squares_y) as squares_y,
    sum(weighted_products) as products,
    sum(weighted_squares_x) as squares_x,
    {{ weakest_origin('origin') }} as origin
from domains
group by academic_year, workforce_measure, sector_domain, size_domain, nuts_domain, stratum
