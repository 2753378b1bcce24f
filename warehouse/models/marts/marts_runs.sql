-- One landing run: where its postings come from and with what permission.
select * from {{ source('raw', 'runs') }}
