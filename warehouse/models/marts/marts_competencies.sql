-- One requirement of a certificate.
select * from {{ source('derived', 'competencies') }}
