select
    academic_year,
    offer_id,
    organisation_id,
    title,
    training_kind,
    accredited,
    accreditation_kind,
    modality,
    ects,
    eqf_level,
    language,
    isced_f_code,
    started_on,
    partnership_linked,
    origin
from {{ ref('stg_training_offer') }}
