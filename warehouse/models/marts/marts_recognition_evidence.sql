-- One certificate, licence or title and a vacancy that asks for it, with a short excerpt in which it is marked.
select entry, vacancy_id, rank, excerpt, mark_start, mark_end
from {{ source('derived', 'recognition_evidence') }}
