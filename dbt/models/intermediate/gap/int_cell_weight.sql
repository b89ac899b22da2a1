-- The survey's weights in a type wide enough for the squares of weights times the squares of staff:
-- what is weighted is added up exactly, in any order of rows.
select
    academic_year,
    sector_code,
    size_band,
    stratum,
    stratum_firms,
    stratum_respondents,
    cast(round(weight, 9) as decimal(38, 9)) as weight
from {{ ref('int_survey_weight') }}
