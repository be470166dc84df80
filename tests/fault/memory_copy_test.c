/* Failing allocations under a copy: what was committed stays, a copy that failed is refused and
 * goes on, and one that succeeded is whole. */
#include "memory_loop.h"

static char target[96];

static void target_remove(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    snprintf(target, sizeof target, "%.60s.copy.crm", loop_path);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", target, ends[i]);
        unlink(name);
    }
}

static crm_status copy_run(const crm_copy_options *options)
{
    crm_cursor *report = GARBAGE;
    crm_status status = crm_copy_run(db, target, options, &report);
    ck_assert_emptied(status, report);
    if (status >= 0)
        crm_cursor_free(report);
    return status;
}

/* Into a target that is not there. */
static crm_status copied(void)
{
    return copy_run(CRM_OPTIONS(crm_copy_options, .batch_rows = 512));
}

/* Into one where there is something to write, to remove and to leave alone. */
static void change(void)
{
    static int number;
    char name[32];
    static int64_t last;
    snprintf(target, sizeof target, "%.60s.copy.crm", loop_path);
    if (last)
        ck_assert_ok(crm_record_delete(db, "lead", last));
    snprintf(name, sizeof name, "张伟 %d", ++number);
    last = API_RECORD("lead", "name", name);
}

static crm_status caught_up(void)
{
    return copy_run(NULL);
}

static crm_status compared(void)
{
    return copy_run(CRM_OPTIONS(crm_copy_options, .dry_run = 1));
}

static void setup(void)
{
    target_remove();
    API_RECORD("lead", "name", "李娜", "mobile", "13800000002");
    ck_assert_ok(crm_schema_add_entity(db, "shop", "Shop", "门店"));
    API_RECORD("shop", "name", "人民路店");
    /* The first copy gives the database its identity. */
    ck_assert_ok(copied());
}

static const struct scenario scenarios[] = {
    {"caught_up", change, caught_up, 0},
    {"compared", change, compared, 0},
    {"copied", target_remove, copied, 0},
};

START_TEST(the_target_is_sound_when_the_copy_succeeds_at_last)
{
    crm_db *other;
    int64_t problems = -1;
    crm_cursor *cursor;
    ck_assert_ok(copied());
    ck_assert_int_eq(crm_db_new(NULL, &other), CRM_OK);
    ck_assert_int_eq(crm_db_open(other, target, NULL), CRM_OK);
    ck_assert_int_eq(crm_db_check(other, &problems, &cursor), CRM_OK);
    crm_cursor_free(cursor);
    crm_db_free(other);
    ck_assert_int_eq(problems, 0);
    target_remove();
}
END_TEST

int main(void)
{
    return memory_main_with("copy", scenarios, COUNT_OF(scenarios), setup,
                            the_target_is_sound_when_the_copy_succeeds_at_last);
}
