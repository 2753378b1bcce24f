-- Two requirements of different certificates that ask for nearly the same work.
select
    competency_a,
    competency_b,
    likeness
from {{ source('derived', 'similar_clauses') }}
