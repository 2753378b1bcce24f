-- One province.
select * from {{ source('derived', 'provinces') }}
