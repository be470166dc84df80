/* Instants to wall clocks and back. */
#include "base/zone.h"

/* The instants at which a wall clock shows a reading: usually one; two when the clock was set back
 * over it; none when it was set forward over it, and then the two it would have been at. */
struct meaning {
    int instants;
    int64_t earlier_us;
    int64_t later_us;
};

static struct meaning meaning_of(const struct zone *zone, int64_t local_us);
static const struct zone_type *type_at(const struct zone *zone, int64_t time_us);
static int64_t divide_floor(int64_t a, int64_t b);

const char *crm__zone_name(const struct zone *zone)
{
    return zone ? zone->name : "UTC";
}

int32_t crm__zone_offset_s(const struct zone *zone, int64_t time_us)
{
    return zone ? type_at(zone, time_us)->offset_s : 0;
}

const char *crm__zone_abbreviation(const struct zone *zone, int64_t time_us)
{
    return zone ? type_at(zone, time_us)->abbreviation : "UTC";
}

bool crm__zone_is_dst(const struct zone *zone, int64_t time_us)
{
    return zone && type_at(zone, time_us)->is_dst;
}

int64_t crm__zone_local(const struct zone *zone, int64_t time_us)
{
    return time_us + crm__zone_offset_s(zone, time_us) * SECOND_US;
}

crm_status crm__zone_to_utc(struct env *env, const struct zone *zone, int64_t local_us,
                            enum zone_choice choice, int64_t *time_us_out)
{
    struct meaning meaning = meaning_of(zone, local_us);
    if (choice == ZONE_REFUSE && meaning.instants != 1) {
        char text[TIME_TEXT_SIZE];
        size_t size = crm__time_format(local_us, text) - 1; /* without the Z */
        return crm__fail(env, CRM_E_INVALID, "time '%.*s': %s in %s", (int)size, text,
                         meaning.instants == 2 ? "shown twice" : "skipped", crm__zone_name(zone));
    }
    bool later = choice == ZONE_LATER || (choice == ZONE_COMPATIBLE && meaning.instants == 0);
    *time_us_out = later ? meaning.later_us : meaning.earlier_us;
    return CRM_OK;
}

int64_t crm__zone_date(const struct zone *zone, int64_t time_us)
{
    return crm__time_date(crm__zone_local(zone, time_us));
}

int64_t crm__zone_date_start(const struct zone *zone, int64_t date)
{
    struct meaning meaning = meaning_of(zone, date * DAY_US);
    if (meaning.instants > 0)
        return meaning.earlier_us;

    /* Midnight is skipped: the day begins with the first instant that the clock shows past it. */
    int64_t low = meaning.earlier_us;
    int64_t high = meaning.later_us;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (crm__zone_local(zone, middle) < date * DAY_US)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t crm__zone_day_start(const struct zone *zone, int64_t time_us)
{
    return crm__zone_date_start(zone, crm__zone_date(zone, time_us));
}

int64_t crm__zone_period_start(const struct zone *zone, int64_t time_us, enum period period)
{
    return crm__zone_date_start(zone,
                                crm__date_period_start(crm__zone_date(zone, time_us), period));
}

size_t crm__zone_format(const struct zone *zone, int64_t time_us, char out[TIME_TEXT_SIZE])
{
    return crm__time_format_offset(time_us, crm__zone_offset_s(zone, time_us), out);
}

/* The candidates are the offsets of a day before and a day after. One that is in force at the
 * instant it leads to is a meaning. */
static struct meaning meaning_of(const struct zone *zone, int64_t local_us)
{
    int32_t before_s = crm__zone_offset_s(zone, local_us - DAY_US);
    int32_t after_s = crm__zone_offset_s(zone, local_us + DAY_US);
    int64_t a = local_us - before_s * SECOND_US;
    int64_t b = local_us - after_s * SECOND_US;
    bool a_holds = crm__zone_offset_s(zone, a) == before_s;
    bool b_holds = crm__zone_offset_s(zone, b) == after_s;
    if (a == b || (a_holds && !b_holds))
        return (struct meaning){1, a, a};
    if (b_holds && !a_holds)
        return (struct meaning){1, b, b};
    return (struct meaning){a_holds ? 2 : 0, a < b ? a : b, a < b ? b : a};
}

static const struct zone_type *type_at(const struct zone *zone, int64_t time_us)
{
    int64_t time_s = divide_floor(time_us, SECOND_US);
    size_t low = 0;
    size_t high = zone->transition_count;
    while (low < high) { /* the number of transitions up to this instant */
        size_t middle = low + (high - low) / 2;
        if (zone->transitions_s[middle] <= time_s)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->transition_count && zone->has_rule)
        return crm__zone_rule_at(&zone->rule, time_s);
    return low == 0 ? &zone->types[0] : &zone->types[zone->types_after[low - 1]];
}

static int64_t divide_floor(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return quotient - (a % b != 0 && (a < 0) != (b < 0));
}
