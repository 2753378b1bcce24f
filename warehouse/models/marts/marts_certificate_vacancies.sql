-- One certificate and a vacancy of its job group, with the way by which it came there.
select certificate, vacancy_id, via from {{ source('derived', 'certificate_vacancies') }}
