-- The variants that the models below compute, with the landing table whose records they count.
-- What a variant means stands in the landing table kpi_variant; a test holds the two equal.
-- `is_range`: it is not certain of every record whether it counts, so the value is a range.
with computations (kpi_id, variant, source_table, is_range) as (
    values
    (1, 'edition', 'capacity', false),
    (1, 'cumulative', 'capacity', false),
    (1, 'training_only', 'capacity', false),
    (1, 'research_only', 'capacity', false),
    (1, 'transfer_only', 'capacity', false),
    (1, 'distinct_titles', 'capacity', false),
    (2, 'offers_accredited_linked', 'training_offer', false),
    (2, 'offers_linked_any', 'training_offer', false),
    (2, 'offers_accredited_linked_cumulative', 'training_offer', false),
    (2, 'accredited_linked', 'capacity', false),
    (2, 'linked_any', 'capacity', false),
    (2, 'accredited_linked_cumulative', 'capacity', false),
    (3, 'persons_2019', 'training_participation', true),
    (3, 'persons_observatory', 'training_participation', true),
    (3, 'participants_2019', 'training_participation', true),
    (3, 'participants_observatory', 'training_participation', true),
    (3, 'completions_2019', 'training_participation', true),
    (3, 'completions_observatory', 'training_participation', true),
    (3, 'participations_2019', 'training_participation', true),
    (3, 'participations_observatory', 'training_participation', true),
    (4, 'members', 'organisation_register', false),
    (4, 'members_and_participants', 'organisation_register', false),
    (4, 'named_members', 'organisation_register', false),
    (5, 'since_start', 'project', false),
    (5, 'cumulative', 'project', false),
    (5, 'latest_edition', 'project', false),
    (5, 'edition_3', 'project', false),
    (6, 'delivered', 'project', false),
    (6, 'launched_or_delivered', 'project', false),
    (7, 'unique_agents', 'euroregional_agent', false),
    (7, 'attendances', 'euroregional_agent', false),
    (8, 'attended', 'event', false),
    (8, 'attended_or_announced', 'event', false)
)

select
    kpi_id,
    variant,
    source_table,
    is_range
from computations
