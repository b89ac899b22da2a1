-- The totals that a summary has to have: every territory, and the whole hub. The hub is missing as
-- soon as one territory is, since a sum over two would read as one over three.
select
    subject,
    academic_year,
    territory_code,
    is_sent,
    origin
from {{ ref('int_hub_delivery') }}
union all
select
    subject,
    academic_year,
    '_T' as territory_code,
    min(case when is_sent then 1 else 0 end) = 1 as is_sent,
    min(origin) as origin
from {{ ref('int_hub_delivery') }}
group by subject, academic_year
