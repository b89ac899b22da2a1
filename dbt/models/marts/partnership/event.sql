select
    event_id,
    title,
    event_kind,
    participation_status,
    started_on,
    ended_on,
    place,
    url,
    origin,
    source
from {{ ref('stg_event') }}
