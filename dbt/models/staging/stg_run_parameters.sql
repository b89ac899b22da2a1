select as_of
from {{ source('landing', 'run_parameters') }}
