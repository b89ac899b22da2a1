select
    project_id,
    organisation_id,
    partner_role,
    origin
from {{ ref('stg_project_partner') }}
