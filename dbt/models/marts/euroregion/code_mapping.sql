select
    source_scheme,
    source_revision,
    source_code,
    source_label,
    target_code_list,
    target_code,
    mapping_source,
    mapping_author,
    mapping_status,
    note
from {{ ref('stg_code_mapping') }}
