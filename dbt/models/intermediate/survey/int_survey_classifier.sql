-- What an option of the questions on sector, size and territory means: the one code that its own
-- code and its labels are terms of. Options that mean nothing, or two things, have no code.
with listed as (
    select
        options.academic_year,
        items.survey_measure,
        options.answer_code,
        options.label_eu,
        options.label_es,
        options.label_fr,
        options.label_en,
        case items.survey_measure
            when 'sector' then 'cci_sector'
            when 'size_band' then 'size_band'
            when 'territory' then 'nuts'
        end as code_list
    from {{ ref('stg_survey_answer_option') }} as options
    inner join {{ ref('stg_survey_item') }} as items
        on
            items.academic_year = options.academic_year
            and items.question_code = options.question_code
    where items.survey_measure in ('sector', 'size_band', 'territory')
)

select
    listed.academic_year,
    listed.survey_measure,
    listed.answer_code,
    min(listed.label_en) as label_en,
    case when count(distinct terms.code) = 1 then min(terms.code) end as code
from listed
left join {{ ref('code_term') }} as terms
    on
        terms.code_list = listed.code_list
        and terms.term_folded in (
            {{ folded('listed.answer_code') }},
            {{ folded('listed.label_eu') }},
            {{ folded('listed.label_es') }},
            {{ folded('listed.label_fr') }},
            {{ folded('listed.label_en') }}
        )
group by listed.academic_year, listed.survey_measure, listed.answer_code
