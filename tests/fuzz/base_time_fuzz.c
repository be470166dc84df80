/* Times, dates and durations: what is read writes as text that reads back as the same. */
#include "fuzz.h"

#include "base/time.h"

static void check_time(struct env *env, struct text text)
{
    int64_t time_us;
    if (crm__time_parse(env, text, &time_us) != CRM_OK)
        return;
    FUZZ_CHECK(time_us >= TIME_MIN_US && time_us <= TIME_MAX_US);
    char out[TIME_TEXT_SIZE];
    int64_t back;
    struct text written = {out, crm__time_format(time_us, out)};
    FUZZ_CHECK(crm__time_parse(env, written, &back) == CRM_OK);
    FUZZ_CHECK(back == time_us);
    struct civil civil = crm__time_civil(time_us);
    FUZZ_CHECK(crm__civil_is_valid(&civil));
    FUZZ_CHECK(crm__time_of(&civil) == time_us);
}

static void check_date(struct env *env, struct text text)
{
    int64_t date;
    if (crm__date_parse(env, text, &date) != CRM_OK)
        return;
    char out[TIME_TEXT_SIZE];
    struct text written = {out, crm__date_format(date, out)};
    FUZZ_CHECK(crm__text_equal(written, text));
}

static void check_duration(struct env *env, struct text text)
{
    int64_t us;
    if (crm__duration_parse(env, text, &us) != CRM_OK)
        return;
    char out[DURATION_TEXT_SIZE];
    int64_t back;
    struct text written = {out, crm__duration_format(us, out)};
    FUZZ_CHECK(crm__duration_parse(env, written, &back) == CRM_OK);
    FUZZ_CHECK(back == us);
    FUZZ_CHECK(crm__duration_human(us, true, out) < sizeof out);
    FUZZ_CHECK(crm__duration_human(us, false, out) < sizeof out);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct env env;
    FUZZ_CHECK(crm__env_init(&env, NULL) == CRM_OK);
    struct text text = {(const char *)data, size};
    check_time(&env, text);
    check_date(&env, text);
    check_duration(&env, text);
    return 0;
}
