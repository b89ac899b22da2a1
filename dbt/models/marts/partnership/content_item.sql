select
    content_id,
    content_kind,
    title,
    language,
    published_on,
    url,
    project_id,
    origin
from {{ ref('stg_content_item') }}
