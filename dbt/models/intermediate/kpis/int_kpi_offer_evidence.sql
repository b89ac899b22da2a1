-- KPI 2 from training offers: those that their provider links to the partnership. An offer begins
-- on a day, from which it counts.
with edition as (
    select max(listed.academic_year) as academic_year
    from (select distinct academic_year from {{ ref('stg_training_offer') }}) as listed
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    where {{ academic_year_start('listed.academic_year') }} <= run_parameters.as_of
),

linked as (
    select
        offer.academic_year,
        offer.offer_id,
        offer.academic_year || '/' || offer.offer_id as record_id,
        offer.started_on,
        offer.origin,
        offer.academic_year = edition.academic_year as in_edition,
        case
            when offer.started_on > run_parameters.as_of then 'Begins after the reporting date.'
        end as not_begun,
        case when not offer.accredited then 'Linked to the partnership, but not accredited.' end
            as not_accredited
    from {{ ref('stg_training_offer') }} as offer
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    inner join edition
        on edition.academic_year >= offer.academic_year
    where offer.partnership_linked
),

first_offered as (
    select
        offer_id,
        min(academic_year) as academic_year
    from linked
    where not_begun is null and not_accredited is null
    group by offer_id
),

evidence as (
    select
        'offers_accredited_linked' as variant,
        record_id,
        origin,
        started_on,
        coalesce(not_begun, not_accredited) as objection,
        'Accredited offer of the newest academic year, linked to the partnership.' as merit
    from linked
    where in_edition
    union all
    select
        'offers_linked_any' as variant,
        record_id,
        origin,
        started_on,
        not_begun as objection,
        'Offer of the newest academic year, linked to the partnership.' as merit
    from linked
    where in_edition
    union all
    select
        'offers_accredited_linked_cumulative' as variant,
        linked.record_id,
        linked.origin,
        linked.started_on,
        case
            when coalesce(linked.not_begun, linked.not_accredited) is not null
                then coalesce(linked.not_begun, linked.not_accredited)
            when linked.academic_year > first_offered.academic_year
                then 'Already counted in an earlier academic year.'
        end as objection,
        'First academic year in which the offer is accredited and linked.' as merit
    from linked
    left join first_offered
        on first_offered.offer_id = linked.offer_id
)

select
    2 as kpi_id,
    variant,
    'training_offer' as record_table,
    record_id,
    objection,
    merit,
    case when objection is null then started_on end as counted_on,
    origin
from evidence
