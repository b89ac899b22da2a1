-- What a sender typed and no mapping knows may be anything, a name too. Such a code is withheld
-- where it stands in fewer rows than the minimum of disclosure control (5, schemas/disclosure.yml),
-- and so is its revision where no mapping knows it; the rows of all of them are counted together.
-- As typed they stay in int_mapping_use. A code typed 'withheld' is one of them, whatever its rows.
-- Rows of codes that map are counts of agents, of a province or of a kind, over all years: beside
-- agent_summary they would tell what it hides. So only what does not map is counted in public, and
-- that from the same minimum on.
with revisions as (
    select distinct
        source_scheme,
        source_revision
    from {{ ref('stg_code_mapping') }}
),

looked_up as (
    select
        used.source_system,
        used.source_scheme,
        used.source_revision,
        used.source_code,
        used.target_code_list,
        used.rows_sent,
        mapping.source_label,
        mapping.target_code,
        mapping.mapping_status,
        mapping.source_scheme is not null as is_known,
        mapping.source_scheme is null and (used.rows_sent < 5 or used.source_folded = 'withheld')
            as is_withheld,
        used.source_revision = 'not_stated' or revisions.source_scheme is not null
            as has_known_revision
    from {{ ref('int_mapping_use') }} as used
    left join {{ ref('stg_code_mapping') }} as mapping
        on
            mapping.source_scheme = used.source_scheme
            and mapping.source_revision = used.source_revision
            and mapping.source_folded = used.source_folded
            and mapping.target_code_list = used.target_code_list
    left join revisions
        on
            revisions.source_scheme = used.source_scheme
            and revisions.source_revision = used.source_revision
),

told as (
    select
        source_system,
        source_scheme,
        case when is_withheld and not has_known_revision then 'withheld' else source_revision end
            as source_revision,
        case when is_withheld then 'withheld' else source_code end as source_code,
        target_code_list,
        source_label,
        target_code,
        rows_sent,
        mapping_status,
        case
            when target_code is not null then 'mapped'
            when is_withheld then 'withheld'
            when source_revision = 'not_stated' then 'revision_not_stated'
            when is_known then 'several_targets'
            else 'unknown_code'
        end as mapping_outcome
    from looked_up
)

select
    source_system,
    source_scheme,
    source_revision,
    source_code,
    target_code_list,
    source_label,
    target_code,
    cast(sum(rows_sent) as bigint) as rows_sent,
    case when target_code is null and sum(rows_sent) >= 5 then cast(sum(rows_sent) as bigint) end
        as rows_unmapped,
    target_code is not null as is_mapped,
    mapping_outcome,
    mapping_status
from told
group by
    source_system,
    source_scheme,
    source_revision,
    source_code,
    target_code_list,
    source_label,
    target_code,
    mapping_outcome,
    mapping_status
