-- One vocational field.
select * from {{ source('derived', 'fields') }}
