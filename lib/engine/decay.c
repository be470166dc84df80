/*
 * What is left of an event's points after some time. Integers only, so that every machine gives
 * the same thousandth: 2^-x is a product of tabulated 2^-(2^-k), one for each set bit of x.
 */
#include "base/wide.h"
#include "engine/score.h"

#include <assert.h>

enum { FRACTION_BITS = 40, FACTOR_BITS = 64, PERMILLE = 1000 };

/* 2^-(2^-k) for k = 1 to 40, in units of 2^-64. */
static const uint64_t roots_of_half[FRACTION_BITS] = {
    UINT64_C(0xB504F333F9DE6484), UINT64_C(0xD744FCCAD69D6AF4), UINT64_C(0xEAC0C6E7DD24392F),
    UINT64_C(0xF5257D152486CC2C), UINT64_C(0xFA83B2DB722A033A), UINT64_C(0xFD3E0C0CF486C175),
    UINT64_C(0xFE9E115C7B8F884C), UINT64_C(0xFF4ECB59511EC8A5), UINT64_C(0xFFA756521C8DAED2),
    UINT64_C(0xFFD3A751C0F7E10C), UINT64_C(0xFFE9D2B2F7DB2756), UINT64_C(0xFFF4E91BFF1B8C3E),
    UINT64_C(0xFFFA747EA0040664), UINT64_C(0xFFFD3A3B7814EB54), UINT64_C(0xFFFE9D1CC60DDAB1),
    UINT64_C(0xFFFF4E8E25879BFA), UINT64_C(0xFFFFA7470363F451), UINT64_C(0xFFFFD3A37DDA0313),
    UINT64_C(0xFFFFE9D1BDF703AF), UINT64_C(0xFFFFF4E8DEBE025E), UINT64_C(0xFFFFFA746F4FA150),
    UINT64_C(0xFFFFFD3A37A3F8B0), UINT64_C(0xFFFFFE9D1BD1065A), UINT64_C(0xFFFFFF4E8DE845AE),
    UINT64_C(0xFFFFFFA746F41377), UINT64_C(0xFFFFFFD3A37A05E4), UINT64_C(0xFFFFFFE9D1BD01FC),
    UINT64_C(0xFFFFFFF4E8DE80C0), UINT64_C(0xFFFFFFFA746F4051), UINT64_C(0xFFFFFFFD3A37A025),
    UINT64_C(0xFFFFFFFE9D1BD011), UINT64_C(0xFFFFFFFF4E8DE808), UINT64_C(0xFFFFFFFFA746F404),
    UINT64_C(0xFFFFFFFFD3A37A02), UINT64_C(0xFFFFFFFFE9D1BD01), UINT64_C(0xFFFFFFFFF4E8DE81),
    UINT64_C(0xFFFFFFFFFA746F40), UINT64_C(0xFFFFFFFFFD3A37A0), UINT64_C(0xFFFFFFFFFE9D1BD0),
    UINT64_C(0xFFFFFFFFFF4E8DE8),
};

static uint64_t linear(uint64_t points, uint64_t span, uint64_t age);
static uint64_t halving(uint64_t points, uint64_t span, uint64_t age);
static uint64_t stepping(uint64_t points, const struct decay *decay, uint64_t age);

int64_t crm__decay_milli(const struct decay *decay, int64_t points_milli, int64_t age_us)
{
    assert(age_us >= 0);
    uint64_t age = (uint64_t)age_us;
    uint64_t span = (uint64_t)decay->span_us;
    uint64_t points = points_milli < 0 ? 0 - (uint64_t)points_milli : (uint64_t)points_milli;
    uint64_t left = points;
    if (decay->kind == DECAY_LINEAR)
        left = linear(points, span, age);
    else if (decay->kind == DECAY_EXPONENTIAL)
        left = halving(points, span, age);
    else if (decay->kind == DECAY_STEP)
        left = stepping(points, decay, age);
    return points_milli < 0 ? -(int64_t)left : (int64_t)left;
}

static uint64_t linear(uint64_t points, uint64_t span, uint64_t age)
{
    if (age >= span)
        return 0;
    unsigned_wide twice = (unsigned_wide)points * (span - age) * 2;
    return (uint64_t)((twice + span) / ((unsigned_wide)span * 2));
}

static uint64_t halving(uint64_t points, uint64_t span, uint64_t age)
{
    uint64_t halvings = age / span;
    uint64_t fraction = (uint64_t)(((unsigned_wide)(age % span) << FRACTION_BITS) / span);
    if (halvings >= FACTOR_BITS - 1)
        return 0;
    unsigned_wide factor = (unsigned_wide)1 << FACTOR_BITS;
    for (int k = 0; k < FRACTION_BITS; k++)
        if (fraction >> (FRACTION_BITS - 1 - k) & 1)
            factor = factor * roots_of_half[k] >> FACTOR_BITS;
    unsigned shift = FACTOR_BITS + (unsigned)halvings;
    return (uint64_t)((factor * points + ((unsigned_wide)1 << (shift - 1))) >> shift);
}

static uint64_t stepping(uint64_t points, const struct decay *decay, uint64_t age)
{
    uint64_t steps = age / (uint64_t)decay->span_us;
    uint64_t drop = (uint64_t)decay->drop_permille;
    if (steps > PERMILLE || steps * drop >= PERMILLE)
        return 0;
    return (points * (PERMILLE - steps * drop) + PERMILLE / 2) / PERMILLE;
}
