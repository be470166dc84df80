/* Time zones. */
#include "base/zone.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct test_heap heap;
static struct env env;
static struct zones zones;

static void setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    crm__env_init(&env, &host);
    crm__zones_init(&zones, &env);
}

static void teardown(void)
{
    crm__zones_free(&zones);
    ck_assert_uint_eq(heap.live, 0);
}

static const struct zone *zone_named(const char *name)
{
    const struct zone *zone;
    crm_status status = crm__zone_find(&zones, crm__text_of(name), &zone);
    ck_assert_msg(status == CRM_OK, "%s", env.error.message);
    return zone;
}

static int64_t at(const char *text)
{
    int64_t time_us;
    ck_assert_int_eq(crm__time_parse(&env, crm__text_of(text), &time_us), CRM_OK);
    return time_us;
}

static const char *shown(const struct zone *zone, int64_t time_us)
{
    static char text[TIME_TEXT_SIZE];
    crm__zone_format(zone, time_us, text);
    return text;
}

START_TEST(a_zone_is_read_once_and_kept)
{
    const struct zone *first = zone_named("Asia/Shanghai");
    size_t calls = heap.calls;
    ck_assert_ptr_eq(zone_named("Asia/Shanghai"), first);
    ck_assert_uint_eq(heap.calls, calls);
    ck_assert_str_eq(crm__zone_name(first), "Asia/Shanghai");
    ck_assert_str_eq(crm__zone_abbreviation(first, TEST_NOW_US), "CST");
    ck_assert_str_eq(shown(first, TEST_NOW_US), "2026-03-02T16:00:00+08:00");
}
END_TEST

START_TEST(history_counts_as_it_was)
{
    const struct zone *shanghai = zone_named("Asia/Shanghai");
    ck_assert_str_eq(shown(shanghai, at("1988-07-01T00:00:00Z")), "1988-07-01T09:00:00+09:00");
    ck_assert(crm__zone_is_dst(shanghai, at("1988-07-01T00:00:00Z")));
    ck_assert_int_eq(crm__zone_offset_s(shanghai, at("1900-01-01T00:00:00Z")), 29143);
    ck_assert_str_eq(shown(zone_named("Asia/Kathmandu"), at("1986-01-01T00:00:00Z")),
                     "1986-01-01T05:45:00+05:45");
}
END_TEST

START_TEST(the_years_after_the_file_follow_its_rule)
{
    const struct zone *berlin = zone_named("Europe/Berlin");
    ck_assert_str_eq(shown(berlin, at("2500-03-28T00:59:59Z")), "2500-03-28T01:59:59+01:00");
    ck_assert_str_eq(shown(berlin, at("2500-03-28T01:00:00Z")), "2500-03-28T03:00:00+02:00");
    ck_assert_str_eq(crm__zone_abbreviation(berlin, at("2500-07-01T00:00:00Z")), "CEST");
    const struct zone *sydney = zone_named("Australia/Sydney"); /* summer across New Year */
    ck_assert_int_eq(crm__zone_offset_s(sydney, at("2500-01-01T00:00:00Z")), 11 * 3600);
    ck_assert_int_eq(crm__zone_offset_s(sydney, at("2500-07-01T00:00:00Z")), 10 * 3600);
}
END_TEST

START_TEST(utc_and_offsets_need_no_file)
{
    zones.folder = "/nowhere";
    ck_assert_int_eq(crm__zone_offset_s(zone_named("UTC"), TEST_NOW_US), 0);
    ck_assert_int_eq(crm__zone_offset_s(zone_named("+08:00"), TEST_NOW_US), 8 * 3600);
    ck_assert_int_eq(crm__zone_offset_s(zone_named("-0330"), TEST_NOW_US), -12600);
    ck_assert_int_eq(crm__zone_offset_s(NULL, TEST_NOW_US), 0);
    ck_assert_str_eq(crm__zone_name(NULL), "UTC");
    ck_assert_str_eq(shown(NULL, TEST_NOW_US), "2026-03-02T08:00:00Z");
}
END_TEST

START_TEST(names_cannot_climb_out_of_the_folder)
{
    static const char *const bad[] = {"",
                                      "..",
                                      "../etc/passwd",
                                      "/etc/passwd",
                                      "Asia/../UTC",
                                      "Asia//Shanghai",
                                      "Asia/",
                                      "a b",
                                      "Asia/上海",
                                      "+25:00",
                                      "+08:60",
                                      "-x:00",
                                      "Europe/Ber.lin"};
    const struct zone *zone;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(crm__zone_find(&zones, crm__text_of(bad[i]), &zone), CRM_E_INVALID);
        ck_assert_ptr_null(zone);
    }
    ck_assert_int_eq(crm__zone_find(&zones, TEXT("UTC\0x"), &zone), CRM_E_INVALID);
}
END_TEST

START_TEST(an_unknown_zone_is_named)
{
    const struct zone *zone;
    ck_assert_int_eq(crm__zone_find(&zones, TEXT("Asia/Atlantis"), &zone), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no time zone 'Asia/Atlantis' on this system");
    ck_assert_int_eq(crm__zone_find(&zones, TEXT("Asia"), &zone), CRM_E_CORRUPT);
    ck_assert_int_eq(crm__zone_find(&zones, TEXT("UTC/Berlin"), &zone), CRM_E_UNKNOWN);
}
END_TEST

static int64_t to_utc(const struct zone *zone, const char *local, enum zone_choice choice)
{
    int64_t time_us = 7;
    int64_t local_us = at(local);
    ck_assert_int_eq(crm__zone_to_utc(&env, zone, local_us, choice, &time_us), CRM_OK);
    return time_us;
}

START_TEST(a_plain_reading_has_one_meaning)
{
    const struct zone *berlin = zone_named("Europe/Berlin");
    static const enum zone_choice choices[] = {ZONE_COMPATIBLE, ZONE_EARLIER, ZONE_LATER,
                                               ZONE_REFUSE};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(to_utc(berlin, "2026-07-01T12:00:00Z", choices[i]),
                         at("2026-07-01T10:00:00Z"));
        ck_assert_int_eq(to_utc(berlin, "2026-03-29T03:00:00Z", choices[i]),
                         at("2026-03-29T01:00:00Z"));
        ck_assert_int_eq(to_utc(berlin, "2026-03-29T01:59:59Z", choices[i]),
                         at("2026-03-29T00:59:59Z"));
        ck_assert_int_eq(to_utc(NULL, "2026-03-29T01:59:59Z", choices[i]),
                         at("2026-03-29T01:59:59Z"));
    }
}
END_TEST

START_TEST(a_skipped_reading_is_settled_by_the_choice)
{
    const struct zone *berlin = zone_named("Europe/Berlin");
    ck_assert_int_eq(to_utc(berlin, "2026-03-29T02:30:00Z", ZONE_COMPATIBLE),
                     at("2026-03-29T01:30:00Z"));
    ck_assert_int_eq(to_utc(berlin, "2026-03-29T02:30:00Z", ZONE_LATER),
                     at("2026-03-29T01:30:00Z"));
    ck_assert_int_eq(to_utc(berlin, "2026-03-29T02:30:00Z", ZONE_EARLIER),
                     at("2026-03-29T00:30:00Z"));
    int64_t time_us = 7;
    ck_assert_int_eq(
        crm__zone_to_utc(&env, berlin, at("2026-03-29T02:30:00Z"), ZONE_REFUSE, &time_us),
        CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "time '2026-03-29T02:30:00': skipped in Europe/Berlin");
    ck_assert_int_eq(time_us, 7);
}
END_TEST

START_TEST(a_reading_shown_twice_is_settled_by_the_choice)
{
    const struct zone *berlin = zone_named("Europe/Berlin");
    ck_assert_int_eq(to_utc(berlin, "2026-10-25T02:30:00Z", ZONE_COMPATIBLE),
                     at("2026-10-25T00:30:00Z"));
    ck_assert_int_eq(to_utc(berlin, "2026-10-25T02:30:00Z", ZONE_EARLIER),
                     at("2026-10-25T00:30:00Z"));
    ck_assert_int_eq(to_utc(berlin, "2026-10-25T02:30:00Z", ZONE_LATER),
                     at("2026-10-25T01:30:00Z"));
    int64_t time_us;
    ck_assert_int_eq(
        crm__zone_to_utc(&env, berlin, at("2026-10-25T02:30:00Z"), ZONE_REFUSE, &time_us),
        CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "time '2026-10-25T02:30:00': shown twice in Europe/Berlin");
}
END_TEST

START_TEST(days_start_after_a_skipped_midnight)
{
    /* Set forward at 00:00. */
    ck_assert_str_eq(
        shown(zone_named("America/Sao_Paulo"),
              crm__zone_date_start(zone_named("America/Sao_Paulo"), crm__date_of(2018, 11, 4))),
        "2018-11-04T01:00:00-02:00");
    /* Set forward at 23:30, over midnight. */
    ck_assert_str_eq(
        shown(zone_named("America/Toronto"),
              crm__zone_date_start(zone_named("America/Toronto"), crm__date_of(1919, 3, 31))),
        "1919-03-31T00:30:00-04:00");
    /* A whole day was skipped at the date line. */
    ck_assert_str_eq(
        shown(zone_named("Pacific/Apia"),
              crm__zone_date_start(zone_named("Pacific/Apia"), crm__date_of(2011, 12, 30))),
        "2011-12-31T00:00:00+14:00");
    /* Set back at 00:01: midnight came twice. */
    ck_assert_int_eq(
        crm__zone_date_start(zone_named("America/St_Johns"), crm__date_of(2010, 11, 7)),
        at("2010-11-07T02:30:00Z"));
}
END_TEST

START_TEST(every_day_starts_at_its_first_instant)
{
    static const char *const names[] = {"Europe/Berlin", "America/Sao_Paulo", "Asia/Shanghai",
                                        "Africa/Casablanca", "Australia/Lord_Howe"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct zone *zone = zone_named(names[i]);
        size_t wrong = 0;
        for (int64_t date = crm__date_of(1970, 1, 1); date < crm__date_of(2045, 1, 1); date++) {
            int64_t start_us = crm__zone_date_start(zone, date);
            wrong += crm__zone_date(zone, start_us) != date;
            wrong += crm__zone_date(zone, start_us - 1) >= date;
        }
        ck_assert_uint_eq(wrong, 0);
    }
}
END_TEST

START_TEST(local_periods_start_at_local_midnight)
{
    const struct zone *shanghai = zone_named("Asia/Shanghai");
    int64_t time_us = at("2026-08-31T20:00:00Z"); /* already September in Shanghai */
    ck_assert_int_eq(crm__zone_date(shanghai, time_us), crm__date_of(2026, 9, 1));
    ck_assert_int_eq(crm__zone_day_start(shanghai, time_us), at("2026-08-31T16:00:00Z"));
    ck_assert_int_eq(crm__zone_period_start(shanghai, time_us, PERIOD_WEEK),
                     at("2026-08-30T16:00:00Z"));
    ck_assert_int_eq(crm__zone_period_start(shanghai, time_us, PERIOD_MONTH),
                     at("2026-08-31T16:00:00Z"));
    ck_assert_int_eq(crm__zone_period_start(shanghai, time_us, PERIOD_QUARTER),
                     at("2026-06-30T16:00:00Z"));
    ck_assert_int_eq(crm__zone_period_start(NULL, time_us, PERIOD_YEAR),
                     at("2026-01-01T00:00:00Z"));
}
END_TEST

START_TEST(rules_of_every_form_are_read)
{
    struct zone_rule rule;
    ck_assert(crm__zone_rule_read(TEXT("<+08>-8"), &rule));
    ck_assert_int_eq(rule.standard.offset_s, 8 * 3600);
    ck_assert_str_eq(rule.standard.abbreviation, "+08");
    ck_assert(!rule.has_daylight);
    ck_assert(crm__zone_rule_read(TEXT("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &rule));
    ck_assert_int_eq(rule.daylight.offset_s, -3600);
    ck_assert_int_eq(rule.to_daylight.second, -3600);
    ck_assert(crm__zone_rule_read(TEXT("AAA3:30:15BBB,J60,364/25:00:01"), &rule));
    ck_assert_int_eq(rule.standard.offset_s, -12615);
    ck_assert_int_eq(rule.to_standard.second, 90001);
    /* J60 is 1 March in every year. */
    int64_t march = at("2024-03-01T05:30:15Z") / SECOND_US;
    ck_assert_ptr_eq(crm__zone_rule_at(&rule, march), &rule.daylight);
    ck_assert_ptr_eq(crm__zone_rule_at(&rule, march - 1), &rule.standard);
}
END_TEST

START_TEST(bad_rules_are_refused)
{
    static const char *const bad[] = {"",
                                      "CET",
                                      "CE-1",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-25",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1CEST,M3.5.7,M10.5.0",
                                      "CET-1CEST,J0,J1",
                                      "CET-1CEST,M3.5.0,M10.5.0x",
                                      "CET-1CEST,M3.5.0/168,M10.5.0",
                                      "<CET-1",
                                      "<+08-8",
                                      "ABCDEFGHIJKLMN0",
                                      "CET99999999999999999999"};
    struct zone_rule rule;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!crm__zone_rule_read(crm__text_of(bad[i]), &rule), "%s", bad[i]);
}
END_TEST

/* Bytes of a real file, for damaging. */
static size_t berlin_bytes(char out[65536])
{
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(out, 1, 65536, file);
    fclose(file);
    return size;
}

static crm_status read_as_zone(const char *bytes, size_t size)
{
    char folder[] = "/tmp/crm-zone-XXXXXX";
    char path[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/Damaged", folder);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
    zones.folder = folder;
    const struct zone *zone;
    crm_status status = crm__zone_find(&zones, TEXT("Damaged"), &zone);
    zones.folder = NULL;
    unlink(path);
    rmdir(folder);
    return status;
}

START_TEST(a_damaged_file_is_an_error_and_never_a_crash)
{
    static char bytes[65536];
    size_t size = berlin_bytes(bytes);
    for (size_t cut = 0; cut < size; cut += 37)
        ck_assert_int_eq(read_as_zone(bytes, cut), CRM_E_CORRUPT);
    ck_assert_int_eq(strncmp(env.error.message, "time zone 'Damaged': damaged file, ", 35), 0);
    bytes[4] = '\0';
    ck_assert_int_eq(read_as_zone(bytes, size), CRM_E_CORRUPT);
    ck_assert_str_eq(env.error.message, "time zone 'Damaged': damaged file, TZif version 1");
}
END_TEST

START_TEST(flipped_bytes_are_survived)
{
    static char bytes[65536];
    size_t size = berlin_bytes(bytes);
    for (size_t flip = 0; flip < size; flip++) {
        struct zone zone = {0};
        bytes[flip] = (char)~bytes[flip];
        if (crm__zone_read(&env, (struct text){bytes, size}, &zone) == CRM_OK)
            crm__zone_offset_s(&zone, TEST_NOW_US);
        else
            ck_assert_int_eq(env.error.status, CRM_E_CORRUPT);
        crm__free(&env, zone.transitions_s);
        crm__free(&env, zone.types_after);
        crm__free(&env, zone.types);
        bytes[flip] = (char)~bytes[flip];
    }
}
END_TEST

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    size_t fail_at = 0;
    crm_status status;
    do {
        setup();
        heap.fail_at = ++fail_at;
        const struct zone *zone;
        status = crm__zone_find(&zones, TEXT("Europe/Berlin"), &zone);
        if (status == CRM_OK)
            status = crm__zone_find(&zones, TEXT("+08:00"), &zone);
        ck_assert_int_eq(env.error.status, status);
        ck_assert(status == CRM_OK || !zone);
        teardown();
    } while (status == CRM_E_NOMEM);
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_uint_gt(fail_at, 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base zone");
    TCase *tests = tcase_create("zone");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_zone_is_read_once_and_kept);
    tcase_add_test(tests, history_counts_as_it_was);
    tcase_add_test(tests, the_years_after_the_file_follow_its_rule);
    tcase_add_test(tests, utc_and_offsets_need_no_file);
    tcase_add_test(tests, names_cannot_climb_out_of_the_folder);
    tcase_add_test(tests, an_unknown_zone_is_named);
    tcase_add_test(tests, a_plain_reading_has_one_meaning);
    tcase_add_test(tests, a_skipped_reading_is_settled_by_the_choice);
    tcase_add_test(tests, a_reading_shown_twice_is_settled_by_the_choice);
    tcase_add_test(tests, days_start_after_a_skipped_midnight);
    tcase_add_test(tests, every_day_starts_at_its_first_instant);
    tcase_add_test(tests, local_periods_start_at_local_midnight);
    tcase_add_test(tests, rules_of_every_form_are_read);
    tcase_add_test(tests, bad_rules_are_refused);
    tcase_add_test(tests, a_damaged_file_is_an_error_and_never_a_crash);
    tcase_add_test(tests, flipped_bytes_are_survived);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
