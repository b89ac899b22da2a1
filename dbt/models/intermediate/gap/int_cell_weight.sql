-- The survey's weights as DECIMAL: what is weighted is added up exactly, in any order of rows. The
-- wide type leaves room for the squares of weights times the squares of staff.
select
    academic_year,
    sector_code,
    size_band,
    cast(round(weight, 9) as decimal(38, 9)) as weight
from {{ ref('int_survey_weight') }}
