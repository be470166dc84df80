/* Time zone files and rules: any bytes are refused or give a zone whose answers are coherent. */
#include "fuzz.h"

#include "base/zone.h"

/* Instants all over the calendar, dense enough to meet every kind of rule. */
static void check_answers(struct env *env, const struct zone *zone)
{
    for (int64_t time_us = TIME_MIN_US + 2 * DAY_US; time_us < TIME_MAX_US - 2 * DAY_US;
         time_us += 1009 * 365 * DAY_US / 7) {
        int32_t offset_s = crm__zone_offset_s(zone, time_us);
        int64_t local_us = crm__zone_local(zone, time_us);
        FUZZ_CHECK(local_us - time_us == offset_s * SECOND_US);
        FUZZ_CHECK(crm__zone_abbreviation(zone, time_us));
        int64_t back_us;
        crm_status status =
            crm__zone_to_utc(env, zone, local_us, ZONE_COMPATIBLE, &back_us);
        FUZZ_CHECK(status == CRM_OK);
        FUZZ_CHECK(crm__zone_local(zone, back_us) == local_us);
        FUZZ_CHECK(crm__zone_day_start(zone, time_us) <= time_us);
    }
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct env env;
    FUZZ_CHECK(crm__env_init(&env, NULL) == CRM_OK);
    struct text bytes = {(const char *)data, size};

    struct zone *zone = crm__alloc_zero(&env, 1, sizeof *zone);
    FUZZ_CHECK(zone);
    if (crm__zone_read(&env, bytes, zone) == CRM_OK)
        check_answers(&env, zone);
    crm__zone_free(&env, zone);

    struct zone_rule rule;
    if (crm__zone_rule_read(bytes, &rule))
        for (int64_t year = 1; year < 9999; year += 13)
            FUZZ_CHECK(crm__zone_rule_at(&rule, crm__date_of(year, 7, 1) * 86400));
    return 0;
}
