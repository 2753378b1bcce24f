-- One new occupation and a certificate of the catalogue whose name speaks of its work.
select occupation, certificate_name, certificate_name_en, certificate, extent
from {{ source('derived', 'occupation_links') }}
