-- One distinct text; what extraction reads.
select
    substr(sha256(description), 1, 16) as text_hash,
    any_value(description) as description
from {{ source('raw', 'postings') }}
group by 1
