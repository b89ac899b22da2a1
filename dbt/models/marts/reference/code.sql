select
    code_list,
    code,
    label_eu,
    label_es,
    label_fr,
    label_en,
    parent_code,
    code_uri,
    position
from {{ ref('seed_code') }}
