-- One vacancy in China: what it asks an applicant to show, by its strongest evidence.
with certificates as (
    select distinct vacancy_id from {{ ref('core_vacancy_certificates') }}
    where stance in ('required', 'preferred') and kind in ('one_x', 'grade', 'industry', 'title', 'general')
),

schooling as (
    select text_hash from {{ source('derived', 'recognition') }} where entry = 'education'
),

skilled as (
    select distinct vacancy_id from {{ ref('core_vacancy_skills') }}
)

select
    v.vacancy_id,
    case
        when certificates.vacancy_id is not null then 'certificate'
        -- the posting's own field decides where it says something; the text speaks only where it does not
        when v.education_level in ('junior_secondary', 'senior_secondary', 'associate', 'bachelor', 'master', 'doctor')
            or (v.education_level in ('unstated', 'unknown') and schooling.text_hash is not null) then 'only_education'
        when skilled.vacancy_id is not null then 'only_skills'
        else 'neither'
    end as answer
from {{ ref('core_vacancies') }} as v
left join certificates using (vacancy_id)
left join schooling using (text_hash)
left join skilled using (vacancy_id)
where not v.is_foreign
