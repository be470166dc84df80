/* Failing allocations under duplicates and merging. */
#include "memory_loop.h"

static int64_t ids[2];
static int64_t merge_id;
static int64_t pair_id;

static void setup(void)
{
    char lead[24];
    ids[0] = API_RECORD("lead", "name", "张伟", "mobile", "13912345678");
    ids[1] = API_RECORD("lead", "name", "Zhang Wei", "email", "zhang@example.cn");
    snprintf(lead, sizeof lead, "%lld", (long long)ids[1]);
    API_RECORD("task", "name", "call", "lead", lead);
    API_RECORD("contact", "name", "张 伟", "mobile", "139-1234-5678");
}

static void one_more(void)
{
    static int number;
    char mobile[24];
    snprintf(mobile, sizeof mobile, "137%08d", number++);
    API_RECORD("lead", "name", "a", "mobile", mobile);
    API_RECORD("lead", "name", "b", "mobile", mobile);
}

static crm_status scan(void)
{
    crm_duplicates_report report = {.records = -1};
    crm_status status = crm_duplicates_scan(db, "lead", NULL, &report);
    ck_assert_int_eq(report.found > 0, status >= 0);
    return status;
}

static void scanned(void)
{
    crm_duplicates_report report;
    ck_assert_ok(crm_duplicates_scan(db, "lead", NULL, &report));
}

static crm_status duplicates(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_duplicates(db, 0, &cursor);
    return drained(status, cursor);
}

static int64_t first_pair(void)
{
    int64_t pair = 0;
    crm_cursor *cursor;
    ck_assert_ok(crm_duplicates(db, 1, &cursor));
    if (crm_cursor_next(cursor) == CRM_OK)
        pair = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    return pair;
}

static void undecided(void)
{
    static bool done;
    if (!done) {
        scanned();
        pair_id = first_pair();
        done = true;
    }
    ck_assert_ok(crm_duplicates_decide(db, pair_id, CRM_DUPLICATE_OPEN));
}

static crm_status decide(void)
{
    return crm_duplicates_decide(db, pair_id, CRM_DUPLICATE_DISTINCT);
}

static crm_status explain(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_match_explain(db, "lead", ids[0], "lead", ids[1], &cursor);
    return drained(status, cursor);
}

static crm_status preview(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_merge_preview(db, "lead", ids, 2, &cursor);
    return drained(status, cursor);
}

static void apart(void)
{
    if (merge_id)
        ck_assert_ok(crm_merge_undo(db, merge_id));
    merge_id = 0;
}

static crm_status merge(void)
{
    int64_t made = -1;
    crm_status status = crm_merge_run(db, "lead", ids, 2, "same person", &made);
    ck_assert_int_eq(made > 0, status >= 0);
    merge_id = made;
    return status;
}

static void together(void)
{
    if (!merge_id)
        ck_assert_ok(crm_merge_run(db, "lead", ids, 2, NULL, &merge_id));
}

static crm_status undo(void)
{
    crm_status status = crm_merge_undo(db, merge_id);
    if (status >= 0)
        merge_id = 0;
    return status;
}

static const struct scenario scenarios[] = {
    {"scan", one_more, scan, LOOP_IN_PIECES}, {"duplicates", scanned, duplicates, 0},
    {"decide", undecided, decide, 0},         {"explain", NULL, explain, 0},
    {"preview", NULL, preview, 0},            {"merge", apart, merge, 0},
    {"undo", together, undo, 0},
};

int main(void)
{
    return memory_main("merge", scenarios, COUNT_OF(scenarios), setup);
}
