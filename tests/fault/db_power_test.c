/*
 * Power cuts under the database layer. Each commit writes a pair of rows and is then counted as
 * acknowledged; after a cut at any operation the database must be sound, hold whole pairs only, and
 * with full durability hold every acknowledged one. The weaker modes prove that the cuts bite.
 */
#include "db_fixture.h"

#include "powerloss_vfs.h"

enum { COMMITS = 24, DAMAGES = 4 };

static struct fixture fixture;

struct tally {
    int restores;
    int lost;    /* restores that miss an acknowledged commit */
    int holes;   /* restores that miss a commit before one that they have */
    int unsound; /* restores that are damaged or hold half a commit */
};

static void setup(void)
{
    fixture_env(&fixture);
    powerloss_start();
}

static void teardown(void)
{
    powerloss_stop();
    fixture_tear_down(&fixture);
}

/* Commits until the power goes; the number of commits that returned. A text fills some pages, and
 * the small checkpoint limit moves the log into the database in between. */
static int work(const struct db_options *options, const char *pragma)
{
    if (crm__db_open(&fixture.env, crm__text_of(fixture.path), options, &fixture.db) < 0)
        return 0;
    int acknowledged = 0;
    crm_status status = try_run(fixture.db, "PRAGMA wal_autocheckpoint = 20");
    if (status >= 0)
        status = try_run(fixture.db, pragma);
    while (status >= 0 && acknowledged < COMMITS) {
        char text[160];
        snprintf(text, sizeof text,
                 "INSERT INTO person (id, photo) VALUES (%d, zeroblob(3000)), (-%d, NULL)",
                 acknowledged + 1, acknowledged + 1);
        status = crm__db_begin(fixture.db, TRANSACTION_WRITE);
        if (status >= 0)
            status = try_run(fixture.db, text);
        if (status >= 0)
            status = crm__db_commit(fixture.db);
        acknowledged += status >= 0;
    }
    crm__db_close(fixture.db);
    fixture.db = NULL;
    return acknowledged;
}

/* How many commits there are; -1 when the database is unsound. */
static int survivors(bool *holes)
{
    struct db *db = NULL;
    int count = -1;
    if (crm__db_open(&fixture.env, crm__text_of(fixture.path), NULL, &db) >= 0 &&
        crm__db_check(db, NULL, NULL) >= 0) {
        int64_t rows = ask_of(&fixture, db, "SELECT count(*) FROM person");
        int64_t pairs = ask_of(&fixture, db,
                               "SELECT count(*) FROM person p JOIN person q ON q.id = -p.id "
                               "WHERE p.id > 0");
        int64_t last = ask_of(&fixture, db, "SELECT coalesce(max(id), 0) FROM person");
        *holes = last != pairs;
        count = rows == 2 * pairs ? (int)pairs : -1;
    }
    crm__db_close(db);
    return count;
}

/* An empty table that has been on the disk for long. */
static void start_over(void)
{
    char log[160];
    snprintf(log, sizeof log, "%.120s-wal", fixture.path);
    remove(log);
    remove(fixture.path);
    fixture_open(&fixture, NULL);
    make_person(&fixture);
    crm__db_close(fixture.db);
    fixture.db = NULL;
    powerloss_start();
}

/* Cuts at every `step`th operation. */
static struct tally cut_everywhere(enum db_durability durability, const char *pragma, int step)
{
    const struct db_options options = {.vfs = POWERLOSS_VFS, .durability = durability};
    start_over();
    ck_assert_int_eq(work(&options, pragma), COMMITS);
    int64_t operations = powerloss_operations();
    ck_assert_int_gt(operations, COMMITS);
    struct tally tally = {0};
    for (int64_t at = 1; at <= operations; at += step) {
        start_over();
        powerloss_cut_at(at);
        int acknowledged = work(&options, pragma);
        for (uint64_t seed = 0; seed < DAMAGES; seed++) {
            bool holes = false;
            powerloss_restore(seed + (uint64_t)at * DAMAGES);
            int count = survivors(&holes);
            tally.restores++;
            tally.unsound += count < 0;
            tally.holes += count >= 0 && holes;
            tally.lost += count >= 0 && count < acknowledged;
        }
    }
    return tally;
}

START_TEST(full_durability_loses_nothing_acknowledged)
{
    struct tally tally = cut_everywhere(DURABILITY_FULL, "SELECT 1", 1);
    ck_assert_int_gt(tally.restores, 1000);
    ck_assert_int_eq(tally.unsound, 0);
    ck_assert_int_eq(tally.holes, 0);
    ck_assert_int_eq(tally.lost, 0);
}
END_TEST

START_TEST(the_weaker_mode_loses_only_last_commits)
{
    struct tally tally = cut_everywhere(DURABILITY_MAY_LOSE_LAST_COMMITS, "SELECT 1", 3);
    ck_assert_int_eq(tally.unsound, 0);
    ck_assert_int_eq(tally.holes, 0);
    ck_assert_int_gt(tally.lost, 0);
}
END_TEST

START_TEST(without_syncing_the_cuts_do_damage)
{
    struct tally tally = cut_everywhere(DURABILITY_FULL, "PRAGMA synchronous = OFF", 5);
    ck_assert_int_gt(tally.unsound, 0);
    ck_assert_int_gt(tally.lost, 0);
}
END_TEST

START_TEST(a_database_that_was_being_made_is_none_or_a_whole_one)
{
    const struct db_options options = {.vfs = POWERLOSS_VFS};
    remove(fixture.path);
    powerloss_start();
    fixture_open(&fixture, &options);
    crm__db_close(fixture.db);
    fixture.db = NULL;
    int64_t operations = powerloss_operations();
    ck_assert_int_gt(operations, 3);
    for (int64_t at = 1; at <= operations; at++) {
        remove(fixture.path);
        powerloss_start();
        powerloss_cut_at(at);
        struct db *db = NULL;
        if (crm__db_open(&fixture.env, crm__text_of(fixture.path), &options, &db) >= 0)
            crm__db_close(db);
        for (uint64_t seed = 0; seed < DAMAGES; seed++) {
            powerloss_restore(seed + (uint64_t)at * DAMAGES);
            fixture_open(&fixture, NULL);
            make_person(&fixture);
            crm__db_close(fixture.db);
            fixture.db = NULL;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db_power");
    TCase *tests = tcase_create("power");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, full_durability_loses_nothing_acknowledged);
    tcase_add_test(tests, the_weaker_mode_loses_only_last_commits);
    tcase_add_test(tests, without_syncing_the_cuts_do_damage);
    tcase_add_test(tests, a_database_that_was_being_made_is_none_or_a_whole_one);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
