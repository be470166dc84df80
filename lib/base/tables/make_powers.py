#!/usr/bin/env python3
"""Writes powers.c: the leading 128 bits of 10^k.

    python3 make_powers.py > powers.c
"""
FIRST, LAST = -342, 324


def leading_bits(k):
    numerator, denominator = (10 ** k, 1) if k >= 0 else (1, 10 ** -k)
    exponent = (k * 1741647) >> 19
    assert numerator >= denominator * 2 ** exponent if exponent >= 0 else \
        numerator * 2 ** -exponent >= denominator
    shift = 127 - exponent
    if shift >= 0:
        bits = (numerator << shift) // denominator
    else:
        bits = numerator // (denominator << -shift)
    assert bits >> 127 == 1
    return bits


print("/* Made by make_powers.py; do not edit. */")
print('#include "base/tables/powers.h"')
print("\nconst struct power_of_ten crm__powers_of_ten[POWER_MAX - POWER_MIN + 1] = {")
for k in range(FIRST, LAST + 1):
    bits = leading_bits(k)
    print(f"    {{UINT64_C(0x{bits >> 64:016x}), UINT64_C(0x{bits & (1 << 64) - 1:016x})}}, /* {k} */")
print("};")
