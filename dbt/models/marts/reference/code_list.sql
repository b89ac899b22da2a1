select
    code_list,
    version,
    title_eu,
    title_es,
    title_fr,
    title_en,
    source,
    uri
from {{ ref('seed_code_list') }}
