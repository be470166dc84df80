/* Scales: round numbers for axes, and numbers short enough to stand at one. */
#ifndef CRM_FORMAT_SCALE_H
#define CRM_FORMAT_SCALE_H

#include "base/text.h"

/* Ticks from `low` to `high`, a multiple of `step` each; they hold every value. */
struct scale {
    double low;
    double high;
    double step;
};

/*
 * Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990: steps of 1, 2, 2.5 or 5 times a
 * power of ten, about `ticks` of them. Low and high may be equal; zero is taken in when
 * `with_zero`.
 */
struct scale crm__scale_of(double low, double high, int ticks, bool with_zero);
size_t crm__scale_tick_count(const struct scale *scale);
double crm__scale_tick(const struct scale *scale, size_t index);
/* 0 at low, 1 at high. */
double crm__scale_place(const struct scale *scale, double value);

/* 950, 1,500, 15k, 1.25M; in Chinese 1,500, 1.5万, 1250万, 1.2亿. Three digits matter, or four. */
void crm__compact_write(double value, bool chinese, struct buffer *out);

#endif
