-- KPI 1 and KPI 2. A capacity bears no day of its identification, only its academic year, so no
-- record is dated. Candidates are the records a variant is about: of KPI 1 the capacities of its
-- edition (and kind), of KPI 2 those that their centre links to the partnership.
with edition as (
    select max(listed.academic_year) as academic_year
    from (select distinct academic_year from {{ ref('stg_capacity') }}) as listed
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    where {{ academic_year_start('listed.academic_year') }} <= run_parameters.as_of
),

candidates as (
    select
        capacity.academic_year,
        capacity.capacity_id,
        capacity.academic_year || '/' || capacity.capacity_id as record_id,
        capacity.title,
        capacity.capacity_kind,
        capacity.accredited,
        capacity.partnership_linked,
        capacity.origin,
        capacity.academic_year = edition.academic_year as in_edition,
        organisation.nuts_code like 'ES21%' as in_basque_country
    from {{ ref('stg_capacity') }} as capacity
    inner join {{ ref('int_organisation') }} as organisation
        on organisation.organisation_id = capacity.organisation_id
    inner join edition
        on edition.academic_year >= capacity.academic_year
),

first_identified as (
    select
        capacity_id,
        min(academic_year) as academic_year
    from candidates
    where in_basque_country
    group by capacity_id
),

titled as (
    select
        record_id,
        capacity_id,
        origin,
        in_basque_country,
        lower(trim(title)) as title_folded
    from candidates
    where in_edition
),

first_titled as (
    select
        title_folded,
        min(capacity_id) as capacity_id
    from titled
    where in_basque_country
    group by title_folded
),

linked as (
    select
        academic_year,
        capacity_id,
        record_id,
        origin,
        in_edition,
        accredited,
        case
            when capacity_kind <> 'training'
                then 'Linked to the partnership, but research or transfer and not training.'
        end as not_training,
        case when not accredited then 'Training linked to the partnership, but not accredited.' end
            as not_accredited
    from candidates
    where partnership_linked
),

first_offered as (
    select
        capacity_id,
        min(academic_year) as academic_year
    from linked
    where not_training is null and not_accredited is null
    group by capacity_id
),

evidence as (
    select
        1 as kpi_id,
        'edition' as variant,
        record_id,
        origin,
        case when not in_basque_country then 'Its centre lies outside the Basque Country.' end
            as objection,
        'Capacity of the newest edition, of a centre in the Basque Country.' as merit
    from candidates
    where in_edition
    union all
    select
        1 as kpi_id,
        capacity_kind || '_only' as variant,
        record_id,
        origin,
        case when not in_basque_country then 'Its centre lies outside the Basque Country.' end
            as objection,
        'Capacity of this kind in the newest edition.' as merit
    from candidates
    where in_edition
    union all
    select
        1 as kpi_id,
        'cumulative' as variant,
        candidates.record_id,
        candidates.origin,
        case
            when not candidates.in_basque_country
                then 'Its centre lies outside the Basque Country.'
            when candidates.academic_year > first_identified.academic_year
                then 'Already counted in an earlier edition.'
        end as objection,
        'First edition that holds the capacity.' as merit
    from candidates
    left join first_identified
        on first_identified.capacity_id = candidates.capacity_id
    union all
    select
        1 as kpi_id,
        'distinct_titles' as variant,
        titled.record_id,
        titled.origin,
        case
            when not titled.in_basque_country then 'Its centre lies outside the Basque Country.'
            when titled.capacity_id > first_titled.capacity_id
                then 'Same title as ' || first_titled.capacity_id || ', which counts.'
        end as objection,
        'First capacity of its title in the newest edition.' as merit
    from titled
    left join first_titled
        on first_titled.title_folded = titled.title_folded
    union all
    select
        2 as kpi_id,
        'accredited_linked' as variant,
        record_id,
        origin,
        coalesce(not_training, not_accredited) as objection,
        'Accredited training of the newest edition, linked to the partnership.' as merit
    from linked
    where in_edition
    union all
    select
        2 as kpi_id,
        'linked_any' as variant,
        record_id,
        origin,
        not_training as objection,
        'Training of the newest edition, linked to the partnership.' as merit
    from linked
    where in_edition
    union all
    select
        2 as kpi_id,
        'accredited_linked_cumulative' as variant,
        linked.record_id,
        linked.origin,
        case
            when coalesce(linked.not_training, linked.not_accredited) is not null
                then coalesce(linked.not_training, linked.not_accredited)
            when linked.academic_year > first_offered.academic_year
                then 'Already counted in an earlier edition.'
        end as objection,
        'First edition in which the training is accredited and linked to the partnership.' as merit
    from linked
    left join first_offered
        on first_offered.capacity_id = linked.capacity_id
)

select
    kpi_id,
    variant,
    'capacity' as record_table,
    record_id,
    objection,
    merit,
    cast(null as date) as counted_on,
    origin
from evidence
