/* Round numbers for axes. */
#include "format/scale.h"

#include "format/fixed.h"

#include <assert.h>
#include <math.h>

/* The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below `value`. */
static double nice_step(double value)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    double power = pow(10, floor(log10(value)));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * power >= value * (1 - 1e-9))
            return steps[i] * power;
    return 10 * power;
}

struct scale crm__scale_of(double low, double high, int ticks, bool with_zero)
{
    assert(ticks > 1);
    if (!isfinite(low) || !isfinite(high))
        low = high = 0;
    if (with_zero) {
        low = low > 0 ? 0 : low;
        high = high < 0 ? 0 : high;
    }
    if (high - low <= fabs(high) * 1e-9) { /* one value: make room around it */
        double room = high == 0 ? 1 : fabs(high);
        high = low >= 0 ? low + room : high;
        low = low >= 0 ? low : low - room;
    }
    /* Halves first, because the difference of two large numbers may be too large. */
    double step = nice_step((high / ticks - low / ticks));
    return (struct scale){floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step};
}

size_t crm__scale_tick_count(const struct scale *scale)
{
    return (size_t)(scale->high / scale->step - scale->low / scale->step + 1.5);
}

double crm__scale_tick(const struct scale *scale, size_t index)
{
    /* Counted from zero, so that no error adds up and zero is zero. */
    return (floor(scale->low / scale->step + 0.5) + (double)index) * scale->step;
}

double crm__scale_place(const struct scale *scale, double value)
{
    return (value / 2 - scale->low / 2) / (scale->high / 2 - scale->low / 2);
}

struct unit {
    double size;
    const char *name;
};

void crm__compact_write(double value, bool chinese, struct buffer *out)
{
    static const struct unit english[] = {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}};
    static const struct unit local[] = {{1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}};
    const struct unit *units = chinese ? local : english;
    size_t count = chinese ? sizeof local / sizeof local[0] : sizeof english / sizeof english[0];
    double size = fabs(value);
    for (size_t i = 0; size >= 9999.5 && i < count; i++) {
        if (size < units[i].size * 0.9995)
            continue;
        double shown = value / units[i].size;
        int32_t digits = fabs(shown) < 10 ? 2 : fabs(shown) < 100 ? 1 : 0;
        crm__fixed_write(shown, (struct fixed){.scale = digits, .trimmed = true}, out);
        crm__buffer_cstr(out, units[i].name);
        return;
    }
    int32_t digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
    crm__fixed_write(value, (struct fixed){.scale = digits, .grouped = true, .trimmed = true}, out);
}
