select
    used.source_system,
    used.source_scheme,
    used.source_revision,
    used.source_code,
    used.target_code_list,
    mapping.source_label,
    mapping.target_code,
    used.rows_sent,
    mapping.target_code is not null as is_mapped,
    case
        when mapping.target_code is not null then 'mapped'
        when used.source_revision = 'not_stated' then 'revision_not_stated'
        when mapping.source_scheme is not null then 'several_targets'
        else 'unknown_code'
    end as mapping_outcome,
    mapping.mapping_status
from {{ ref('int_mapping_use') }} as used
left join {{ ref('stg_code_mapping') }} as mapping
    on
        mapping.source_scheme = used.source_scheme
        and mapping.source_revision = used.source_revision
        and mapping.source_folded = used.source_folded
        and mapping.target_code_list = used.target_code_list
