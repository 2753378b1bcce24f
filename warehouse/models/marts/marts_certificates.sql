-- One certificate and level.
select * from {{ source('derived', 'certificates') }}
