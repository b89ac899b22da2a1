select
    territory_code,
    source_system,
    nuts_level,
    comparability_note_eu,
    comparability_note_es,
    comparability_note_fr,
    comparability_note_en
from {{ ref('stg_hub_territory') }}
