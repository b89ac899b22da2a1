-- The five measures as ratios of weighted totals. An incidence is a share of firms, with a Wilson
-- interval; a density is a ratio of two estimated totals, with a linearised standard error only.
with weighted as (
    select
        cell.*,
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
),

summed as (
    select
        academic_year,
        workforce_measure,
        sector_domain as sector_code,
        size_domain as size_band,
        nuts_domain as nuts_code,
        workforce_measure in ('shortage_density', 'gap_density') as is_density,
        sum(firms) as firms,
        sum(positives) as positives,
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
    group by academic_year, workforce_measure, sector_domain, size_domain, nuts_domain
),

measured as (
    select
        *,
        {{ floating('numerator') }} / {{ floating('denominator') }} as ratio,
        {{ n_eff_of_sums('weights', 'squared_weights') }} as firms_eff,
        {{ fpc('firms', 'weights') }} as correction
    from summed
)

select
    academic_year,
    workforce_measure,
    sector_code,
    size_band,
    nuts_code,
    cast(firms as bigint) as respondents,
    cast(positives as bigint) as positives,
    case
        when is_density
            then
                cast(
                    round({{ floating('largest') }} / {{ floating('denominator') }}, 6)
                    as decimal(9, 6)
                )
    end as largest_contribution,
    cast(round(firms_eff, 6) as decimal(18, 6)) as n_eff,
    cast(round(ratio, 6) as decimal(9, 6)) as share,
    case
        when is_density
            then
                cast(
                    round(
                        sqrt(
                            correction
                            * {{ ratio_variance(
                                'firms', 'ratio', 'denominator', 'squares_y', 'products', 'squares_x'
                            ) }}
                        ), 6
                    ) as decimal(9, 6)
                )
        else
            cast(round(sqrt(correction * ratio * (1 - ratio) / firms_eff), 6) as decimal(9, 6))
    end as standard_error,
    case
        when not is_density
            then
                cast(
                    round({{ wilson_lower('ratio', 'firms_eff', 'correction') }}, 6)
                    as decimal(9, 6)
                )
    end as share_lower,
    case
        when not is_density
            then
                cast(
                    round({{ wilson_upper('ratio', 'firms_eff', 'correction') }}, 6)
                    as decimal(9, 6)
                )
    end as share_upper,
    'E' as obs_status,
    'F' as conf_status,
    origin
from measured
