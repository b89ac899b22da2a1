select
    exchange_event_id,
    academic_year,
    title,
    exchange_kind,
    territory_code,
    place,
    started_on,
    ended_on,
    participants,
    case when participants is null then 'L' else 'A' end as obs_status,
    'F' as conf_status,
    origin,
    source
from {{ ref('stg_exchange_event') }}
