#!/bin/sh
# The generator is deterministic, well-formed, and refuses what it does not understand.
#     sh benchmarks/generate_test.sh path/to/generate
set -u

generate=$1
number=0
echo 1..6

# result STATUS SENTENCE
result() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}

# The sums are the same on every machine, or figures from two machines could not be compared.
sum() {
    "$generate" "$@" | cksum | cut -d' ' -f1
}
[ "$(sum leads 1000)" = 666965916 ]
result $? "a thousand leads are the same bytes everywhere"
[ "$(sum orders 1000 100)" = 956028684 ]
result $? "a thousand orders are the same bytes everywhere"

[ "$(sum leads 1000 2)" != "$(sum leads 1000 1)" ]
result $? "another seed gives other leads"

"$generate" leads 1000 | awk -F, 'NF != 8 { bad++ } END { exit bad || NR != 1001 }'
result $? "every lead has eight fields"

"$generate" orders 5000 100 |
    awk -F, 'NR > 1 { n[$2]++ } END { for (c in n) k++; exit !(k > 80 && n["C0000001"] > 50) }'
result $? "most customers order, and some order often"

! "$generate" leads 0 2>/dev/null && ! "$generate" leads 2>/dev/null &&
    ! "$generate" orders 10 2>/dev/null && ! "$generate" leads 12x 2>/dev/null
result $? "bad arguments are refused"
