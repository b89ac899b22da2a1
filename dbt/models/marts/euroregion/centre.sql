select
    centre.academic_year,
    centre.source_system,
    centre.centre_id,
    centre.centre_name,
    centre.centre_kind,
    centre.nuts_code,
    centre.territory_code,
    identity.organisation_id,
    identity.recognised_by,
    centre.origin
from {{ ref('stg_euroregional_centre') }} as centre
inner join {{ ref('int_hub_identity') }} as identity
    on
        identity.record_table = 'centre'
        and identity.academic_year = centre.academic_year
        and identity.source_system = centre.source_system
        and identity.record_id = centre.centre_id
