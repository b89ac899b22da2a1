-- KPI 4: every organisation that was ever in the register, counted once under its id. The target
-- adds up three kinds of organisation, so those three count as members.
with participants as (
    select
        partner.organisation_id,
        min(project.started_on) as participates_from
    from {{ ref('stg_project_partner') }} as partner
    inner join {{ ref('stg_project') }} as project
        on project.project_id = partner.project_id
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    where
        coalesce(project.started_on, {{ academic_year_start('project.academic_year') }})
        <= run_parameters.as_of
    group by partner.organisation_id
),

candidates as (
    select
        organisation.organisation_id,
        organisation.origin,
        organisation.joined_on,
        participants.participates_from,
        participants.organisation_id is not null as participates,
        case
            when not organisation.is_member
                then 'Not in the newest edition of the register, or no longer a member.'
            when
                organisation.organisation_kind
                not in ('faculty_or_school', 'entity', 'euroregional_partner')
                then 'Neither faculty or school, nor entity, nor Euroregional partner.'
        end as not_member
    from {{ ref('int_organisation') }} as organisation
    left join participants
        on participants.organisation_id = organisation.organisation_id
),

evidence as (
    select
        'members' as variant,
        organisation_id,
        origin,
        not_member as objection,
        'Member in the newest edition of the register.' as merit,
        joined_on as counted_on
    from candidates
    union all
    select
        'named_members' as variant,
        organisation_id,
        origin,
        coalesce(
            not_member, case when origin <> 'published' then 'No public source names it.' end
        ) as objection,
        'Member that a public source names.' as merit,
        joined_on as counted_on
    from candidates
    union all
    select
        'members_and_participants' as variant,
        organisation_id,
        origin,
        case when not participates then not_member end as objection,
        case when not_member is null then 'Member.' else 'Partner of a project.' end as merit,
        case
            when not_member is not null then participates_from
            else least(joined_on, participates_from)
        end as counted_on
    from candidates
)

select
    4 as kpi_id,
    variant,
    'organisation' as record_table,
    organisation_id as record_id,
    objection,
    merit,
    case when objection is null then counted_on end as counted_on,
    origin
from evidence
