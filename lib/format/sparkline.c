/* Lines of block characters. */
#include "format/chart.h"

#include <math.h>

enum { LEVELS = 8 };

void crm__sparkline(const double *values, size_t count, struct buffer *out)
{
    static const char *const blocks[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            continue;
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i])) {
            crm__buffer_byte(out, ' ');
            continue;
        }
        double range = high / 2 - low / 2;
        double share = range > 0 ? (values[i] / 2 - low / 2) / range : 0.4;
        size_t level = (size_t)(share * LEVELS);
        crm__buffer_cstr(out, blocks[level < LEVELS ? level : LEVELS - 1]);
    }
}
