-- The five measures as ratios of two weighted totals, R = sum(w y) / sum(w x). The variance is
-- Taylor's linearisation in the survey's strata without replacement, as for skill_demand (Woodruff
-- 1971; svyratio of R's survey): with u = w (y - R x) / sum(w x) for firms of the domain and 0 for
-- others, the sum over strata of (1 - n/N) n/(n-1) (sum of u^2 - (sum of u)^2 / n). An incidence is
-- a share of firms and has a Wilson interval; a density has its standard error.
with measured as (
    select
        academic_year,
        workforce_measure,
        sector_code,
        size_band,
        nuts_code,
        workforce_measure in ('shortage_density', 'gap_density') as is_density,
        cast(sum(firms) as bigint) as firms,
        cast(sum(positives) as bigint) as positives,
        sum(weights) as weights,
        sum(denominator) as denominator,
        max(largest) as largest,
        {{ n_eff_of_sums('sum(weights)', 'sum(squared_weights)') }} as firms_eff,
        {{ floating('sum(numerator)') }} / {{ floating('sum(denominator)') }} as ratio,
        {{ weakest_origin('origin') }} as origin
    from {{ ref('int_workforce_stratum') }}
    group by academic_year, workforce_measure, sector_code, size_band, nuts_code
),

contributions as (
    select
        measured.academic_year,
        measured.workforce_measure,
        measured.sector_code,
        measured.size_band,
        measured.nuts_code,
        {{ floating('strata.stratum_respondents') }} as n,
        1 - {{ floating('strata.stratum_respondents') }} / strata.stratum_firms as correction,
        (
            {{ floating('strata.squares_y') }}
            - 2 * measured.ratio * {{ floating('strata.products') }}
            + measured.ratio * measured.ratio * {{ floating('strata.squares_x') }}
        )
        / ({{ floating('measured.denominator') }} * {{ floating('measured.denominator') }})
            as squares,
        (
            {{ floating('strata.numerator') }}
            - measured.ratio * {{ floating('strata.denominator') }}
        )
        / {{ floating('measured.denominator') }} as total
    from measured
    inner join {{ ref('int_workforce_stratum') }} as strata
        on
            strata.academic_year = measured.academic_year
            and strata.workforce_measure = measured.workforce_measure
            and strata.sector_code = measured.sector_code
            and strata.size_band = measured.size_band
            and strata.nuts_code = measured.nuts_code
),

-- Added up as DECIMAL, so that the order of strata cannot be seen.
variances as (
    select
        academic_year,
        workforce_measure,
        sector_code,
        size_band,
        nuts_code,
        sum(
            cast(correction * n / (n - 1) * (squares - total * total / n) as decimal(38, 30))
        ) as variance
    from contributions
    group by academic_year, workforce_measure, sector_code, size_band, nuts_code
)

select
    measured.academic_year,
    measured.workforce_measure,
    measured.sector_code,
    measured.size_band,
    measured.nuts_code,
    measured.firms as respondents,
    measured.positives,
    case
        when measured.is_density
            then
                cast(
                    round(
                        {{ floating('measured.largest') }} / {{ floating('measured.denominator') }},
                        6
                    ) as decimal(9, 6)
                )
    end as largest_contribution,
    cast(round(measured.firms_eff, 6) as decimal(18, 6)) as n_eff,
    cast(round(measured.ratio, 6) as decimal(9, 6)) as share,
    cast(
        round(sqrt(greatest(0, {{ floating('variances.variance') }})), 6) as decimal(9, 6)
    ) as standard_error,
    case
        when not measured.is_density
            then
                cast(
                    round(
                        {{ wilson_lower(
                            'measured.ratio',
                            'measured.firms_eff',
                            fpc('measured.firms', 'measured.weights')
                        ) }}, 6
                    ) as decimal(9, 6)
                )
    end as share_lower,
    case
        when not measured.is_density
            then
                cast(
                    round(
                        {{ wilson_upper(
                            'measured.ratio',
                            'measured.firms_eff',
                            fpc('measured.firms', 'measured.weights')
                        ) }}, 6
                    ) as decimal(9, 6)
                )
    end as share_upper,
    'E' as obs_status,
    'F' as conf_status,
    measured.origin
from measured
inner join variances
    on
        variances.academic_year = measured.academic_year
        and variances.workforce_measure = measured.workforce_measure
        and variances.sector_code = measured.sector_code
        and variances.size_band = measured.size_band
        and variances.nuts_code = measured.nuts_code
