/* Durations as text. */
#include "base/time.h"
#include "base/wide.h"

#include <stdio.h>
#include <string.h>

static const wide NANOSECONDS_LIMIT = (wide)INT64_MAX * 1000;

/* whole + fraction ÷ scale. */
struct number {
    wide whole;
    wide fraction;
    wide scale;
};

struct unit {
    const char *name;
    int64_t nanoseconds;
    bool extended; /* not a unit of Go and CEL */
};

static const struct unit units[] = {
    {"ns", 1, false},
    {"us", 1000, false},
    {"µs", 1000, false}, /* U+00B5, micro sign */
    {"μs", 1000, false}, /* U+03BC, Greek letter mu */
    {"ms", 1000000, false},
    {"s", 1000000000, false},
    {"m", INT64_C(60000000000), false},
    {"h", INT64_C(3600000000000), false},
    {"d", INT64_C(86400000000000), true},
    {"w", INT64_C(604800000000000), true},
};

static crm_status scan(struct env *env, struct text text, bool extended, wide *nanoseconds_out);
static crm_status part_scan(struct env *env, struct text text, size_t *at, bool extended,
                            wide *sum);
static bool number_scan(struct text text, size_t *at, struct number *number);
static const struct unit *unit_scan(struct text text, size_t *at, bool extended);
static crm_status fail(struct env *env, struct text text, size_t at, const char *what);
static size_t put_part(char *out, uint64_t count, const char *unit);
static size_t put_fraction(char *out, uint64_t us, uint64_t unit_us, const char *unit);

crm_status crm__duration_parse(struct env *env, struct text text, int64_t *us_out)
{
    wide nanoseconds;
    crm_status status = scan(env, text, true, &nanoseconds);
    if (status == CRM_OK)
        *us_out = (int64_t)(nanoseconds / 1000);
    return status;
}

crm_status crm__duration_parse_exact(struct env *env, struct text text, int64_t *seconds_out,
                                     int32_t *nanoseconds_out)
{
    wide nanoseconds;
    crm_status status = scan(env, text, false, &nanoseconds);
    if (status < 0)
        return status;
    *seconds_out = (int64_t)(nanoseconds / 1000000000);
    *nanoseconds_out = (int32_t)(nanoseconds % 1000000000);
    return CRM_OK;
}

size_t crm__duration_format(int64_t us, char out[DURATION_TEXT_SIZE])
{
    uint64_t left = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;
    size_t size = 0;
    if (us < 0)
        out[size++] = '-';

    uint64_t hours = left / HOUR_US;
    uint64_t minutes = left % HOUR_US / MINUTE_US;
    uint64_t rest = left % MINUTE_US;
    if (hours)
        size += put_part(out + size, hours, "h");
    if (minutes)
        size += put_part(out + size, minutes, "m");
    if (rest >= SECOND_US || ((hours || minutes) && rest))
        size += put_fraction(out + size, rest, SECOND_US, "s");
    else if (rest >= MILLISECOND_US)
        size += put_fraction(out + size, rest, MILLISECOND_US, "ms");
    else if (rest || left == 0)
        size += put_part(out + size, rest, left ? "us" : "s");
    return size;
}

size_t crm__duration_human(int64_t us, bool chinese, char out[DURATION_TEXT_SIZE])
{
    static const struct {
        int64_t us;
        const char *one;
        const char *many;
        const char *chinese;
    } steps[] = {
        {DAY_US, "day", "days", "天"},
        {HOUR_US, "hour", "hours", "小时"},
        {MINUTE_US, "minute", "minutes", "分钟"},
        {SECOND_US, "second", "seconds", "秒"},
    };
    enum { STEPS = sizeof steps / sizeof steps[0] };

    uint64_t left = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;
    if (left < SECOND_US)
        return (size_t)snprintf(out, DURATION_TEXT_SIZE, chinese ? "0秒" : "0 seconds");

    size_t first = 0;
    while (left < (uint64_t)steps[first].us)
        first++;
    size_t size = us < 0 ? (size_t)snprintf(out, DURATION_TEXT_SIZE, "-") : 0;
    for (size_t i = first; i < first + 2 && i < STEPS; i++) {
        unsigned long long count = left / (uint64_t)steps[i].us;
        left %= (uint64_t)steps[i].us;
        if (count == 0)
            continue;
        const char *name = count == 1 ? steps[i].one : steps[i].many;
        int added = chinese ? snprintf(out + size, DURATION_TEXT_SIZE - size, "%llu%s", count,
                                       steps[i].chinese)
                            : snprintf(out + size, DURATION_TEXT_SIZE - size, "%s%llu %s",
                                       i > first ? " " : "", count, name);
        size += (size_t)added;
    }
    return size;
}

static crm_status scan(struct env *env, struct text text, bool extended, wide *nanoseconds_out)
{
    size_t at = 0;
    bool negative = false;
    if (text.size > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
        negative = text.data[0] == '-';
        at++;
    }
    if (at == text.size)
        return fail(env, text, at, "a number");

    wide sum = 0;
    if (!crm__text_is(crm__text_slice(text, at, text.size), "0")) /* Zero needs no unit. */
        while (at < text.size) {
            crm_status status = part_scan(env, text, &at, extended, &sum);
            if (status < 0)
                return status;
        }
    *nanoseconds_out = negative ? -sum : sum;
    return CRM_OK;
}

/* One number with its unit, such as "1.5h". */
static crm_status part_scan(struct env *env, struct text text, size_t *at, bool extended, wide *sum)
{
    struct number number;
    if (!number_scan(text, at, &number))
        return fail(env, text, *at, "a number");
    const struct unit *unit = unit_scan(text, at, extended);
    if (!unit)
        return fail(env, text, *at,
                    extended ? "a unit (ns, us, ms, s, m, h, d, w)"
                             : "a unit (ns, us, ms, s, m, h)");

    bool fits = number.whole <= NANOSECONDS_LIMIT / unit->nanoseconds;
    if (fits)
        *sum += number.whole * unit->nanoseconds +
                number.fraction * unit->nanoseconds / number.scale;
    if (!fits || *sum > NANOSECONDS_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "duration '%.*s': more than 292471 years",
                         (int)text.size, text.data);
    return CRM_OK;
}

/* Digits with or without a point. Digits that cannot matter are dropped: a whole part over the
 * limit stays over it, and a nanosecond of a week has 15 decimals. */
static bool number_scan(struct text text, size_t *at, struct number *number)
{
    static const int64_t scale_limit = INT64_C(1000000000000000000);
    bool point = false;
    bool digits = false;
    *number = (struct number){.scale = 1};
    for (; *at < text.size; ++*at) {
        char letter = text.data[*at];
        if (letter == '.' && !point) {
            point = true;
            continue;
        }
        if (letter < '0' || letter > '9')
            break;
        digits = true;
        if (!point && number->whole <= NANOSECONDS_LIMIT) {
            number->whole = number->whole * 10 + (letter - '0');
        } else if (point && number->scale < scale_limit) {
            number->fraction = number->fraction * 10 + (letter - '0');
            number->scale *= 10;
        }
    }
    return digits;
}

/* The longest unit that the text goes on with. */
static const struct unit *unit_scan(struct text text, size_t *at, bool extended)
{
    struct text rest = crm__text_slice(text, *at, text.size);
    const struct unit *best = NULL;
    size_t best_size = 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct text name = crm__text_of(units[i].name);
        if ((units[i].extended && !extended) || name.size <= best_size ||
            !crm__text_starts(rest, name))
            continue;
        best = &units[i];
        best_size = name.size;
    }
    *at += best_size;
    return best;
}

static crm_status fail(struct env *env, struct text text, size_t at, const char *what)
{
    return crm__fail(env, CRM_E_SYNTAX, "duration '%.*s': expected %s at byte %zu",
                     (int)(text.size < DURATION_TEXT_SIZE ? text.size : DURATION_TEXT_SIZE),
                     text.data, what, at);
}

static size_t put_part(char *out, uint64_t count, const char *unit)
{
    return (size_t)snprintf(out, 32, "%llu%s", (unsigned long long)count, unit);
}

/* As "1.5s": without trailing zeros. */
static size_t put_fraction(char *out, uint64_t us, uint64_t unit_us, const char *unit)
{
    char fraction[8] = "";
    size_t size = 0;
    uint64_t step = unit_us;
    for (uint64_t rest = us % unit_us; rest; rest %= step) {
        if (size == 0)
            fraction[size++] = '.';
        step /= 10;
        fraction[size++] = (char)('0' + rest / step);
    }
    fraction[size] = '\0';
    return (size_t)snprintf(out, 32, "%llu%s%s", (unsigned long long)(us / unit_us), fraction,
                            unit);
}
