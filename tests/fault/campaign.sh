#!/bin/sh
# The long forms of the fault tests, for a night: every allocation, every operation, many kills and
# power cuts, with seeds of the day.
#     sh tests/fault/campaign.sh BUILD [KILLS [CUTS]]
# BUILD is a build folder with everything built; what fails is printed with its seed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
kills=${2:-10000}
cuts=${3:-200000}
seed=$(date +%Y%m%d)
failed=0

export CRM_FAULT_FULL=1 CK_TIMEOUT_MULTIPLIER=1000
for test in tests/fault/memory_*_test tests/fault/api_io_test; do
    "./$test" || failed=1
done
python3 "$here/kill.py" ./lcrm tests/fault/kill_worker "$kills" "$seed" || failed=1
tests/fault/api_power_test "$cuts" "$seed" || failed=1
exit "$failed"
