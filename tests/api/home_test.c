/*
 * The home page is to be believed: every command that it names shows exactly what it counted,
 * whoever asks. The commands are read as a person would type them.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_US INT64_C(86400000000)

static int64_t zhang, li, wang;

static const char *id_text(int64_t id)
{
    static char texts[16][24];
    static size_t next;
    char *text = texts[next++ % 16];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

/* Days from now, negative before. */
static const char *day(int days)
{
    static char texts[8][CRM_TIME_TEXT_SIZE];
    static size_t next;
    char *text = texts[next++ % 8];
    crm_time_format(TEST_NOW_US + days * DAY_US, text);
    return text;
}

static int64_t role_made(const char *name, const char *scope)
{
    int64_t role = API_RECORD("role", "name", name);
    API_RECORD("role_permission", "role", id_text(role), "entity_name", "*", "read_scope", scope);
    return role;
}

static void task_made(int64_t owner, const char *state, int due)
{
    API_RECORD("task", "name", "t", "owner", id_text(owner), "state", state, "due_at", day(due));
}

static void order_made(int64_t owner, const char *account, int placed, const char *currency,
                       const char *status)
{
    static int number;
    char name[16];
    snprintf(name, sizeof name, "O-%d", number++);
    API_RECORD("order", "number", name, "account", account, "owner", id_text(owner), "placed_at",
               day(placed), "currency", currency, "amount", "19.99", "refunded_amount", "0.01",
               "status", status);
}

/* Of every kind what counts, and beside it what does not. */
static void sales_made(int64_t owner)
{
    static const char *const states[] = {"open", "doing", "done", "cancelled"};
    for (int i = 0; i < 4; i++) {
        task_made(owner, states[i], -3);
        task_made(owner, states[i], 0);
        task_made(owner, states[i], 3);
    }
    API_RECORD("lead", "name", "张伟", "owner", id_text(owner));
    API_RECORD("opportunity", "name", "a", "amount", "10", "owner", id_text(owner));
    API_RECORD("opportunity", "name", "b", "amount", "10.50", "currency", "USD", "owner",
               id_text(owner));
    API_RECORD("opportunity", "name", "c", "amount", "7", "outcome", "lost", "owner",
               id_text(owner));
    const char *account = id_text(API_RECORD("account", "name", "星河", "owner", id_text(owner)));
    order_made(owner, account, -1, "CNY", "paid");
    order_made(owner, account, -200, "CNY", "placed");
    order_made(owner, account, -2, "USD", "paid");
    order_made(owner, account, -2, "CNY", "cancelled");
    order_made(owner, account, -700, "CNY", "paid");
}

static void setup(void)
{
    api_setup();
    int64_t north = API_RECORD("team", "name", "North");
    int64_t south = API_RECORD("team", "name", "South");
    const char *seller = id_text(role_made("seller", "own"));
    const char *manager = id_text(role_made("manager", "team"));
    zhang =
        API_RECORD("user", "name", "张", "login", "zhang", "team", id_text(north), "role", seller);
    li = API_RECORD("user", "name", "李", "login", "li", "team", id_text(south), "role", seller);
    wang =
        API_RECORD("user", "name", "王", "login", "wang", "team", id_text(north), "role", manager);
    const int64_t owners[] = {zhang, li, wang};
    for (int i = 0; i < 3; i++)
        sales_made(owners[i]);
    const char *pool = id_text(API_RECORD("pool", "name", "East"));
    API_RECORD("pool_rule", "name", "r", "kind", "recycle", "recycle_kind", "held", "days", "1");
    API_RECORD("lead", "name", "孤", "pool", pool);
    API_RECORD("lead", "name", "废", "pool", pool, "status", "invalid");
    API_RECORD("lead", "name", "转", "pool", pool, "status", "converted");
    API_RECORD("lead", "name", "将回收", "pool", pool, "owner", id_text(zhang));
    crm_segment_report report;
    ck_assert_ok(crm_segment_run(db, NULL, &report));
    const char *account = id_text(API_RECORD("account", "name", "银河"));
    order_made(zhang, account, 9, "CNY",
               "paid"); /* one to come, and of a customer not yet scored */
}

/* --- a line of the page, and what its command shows ------------------------------------------- */

struct line {
    char item[32];
    int64_t count;
    int64_t amount;
    char currency[8];
    char detail[64];
    char next[400];
};

static int64_t listed(const struct line *line)
{
    char entity[32] = "";
    char rule[300] = "";
    crm_query *query;
    int64_t count = -1;
    sscanf(line->next, "lcrm list %31s", entity);
    const char *where = strstr(line->next, "--where '");
    if (where)
        sscanf(where, "--where '%299[^']'", rule);
    const char *sort = strstr(line->next, "--sort ");
    ck_assert_ptr_nonnull(sort);
    ck_assert_ok(crm_query_new(db, entity, &query));
    if (rule[0])
        ck_assert_ok(crm_query_where(query, rule, CRM_NUL));
    ck_assert_ok(crm_query_sort(query, sort + 7));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

static int32_t column_of(const crm_cursor *cursor, const char *name)
{
    int32_t column = 0;
    while (column < crm_cursor_column_count(cursor) &&
           strcmp(crm_cursor_column_name(cursor, column), name) != 0)
        column++;
    ck_assert_int_lt(column, crm_cursor_column_count(cursor));
    return column;
}

/* Sums of two columns over the rows where `by` says `value` (NULL: all). */
static void summed(const struct line *line, const char *by, const char *value, const char *count,
                   const char *amount, int64_t sums[2])
{
    char name[32] = "";
    int64_t from_us = 0;
    crm_report *report;
    crm_cursor *cursor;
    sscanf(line->next, "lcrm report %31s", name);
    const char *from = strstr(line->next, "--from ");
    if (from)
        ck_assert_int_eq(crm_time_parse(from + 7, &from_us), CRM_OK);
    ck_assert_ok(
        crm_report_run(db, name, CRM_OPTIONS(crm_report_options, .from_us = from_us), &report));
    ck_assert_ok(crm_report_cursor(report, &cursor));
    sums[0] = sums[1] = 0;
    while (crm_cursor_next(cursor) == CRM_OK) {
        if (value && strcmp(crm_cursor_text(cursor, column_of(cursor, by)), value) != 0)
            continue;
        sums[0] += crm_cursor_int(cursor, column_of(cursor, count));
        sums[1] += amount ? crm_cursor_int(cursor, column_of(cursor, amount)) : 0;
    }
    crm_cursor_free(cursor);
    crm_report_free(report);
}

static void line_check(const struct line *line)
{
    int64_t sums[2] = {0};
    if (strncmp(line->next, "lcrm list ", 10) == 0)
        sums[0] = listed(line);
    else if (strncmp(line->next, "lcrm report pipeline", 20) == 0)
        summed(line, "currency", line->currency, "opportunities", "amount", sums);
    else if (strncmp(line->next, "lcrm report sales_ranking", 25) == 0)
        summed(line, "currency", line->currency, "orders", "order_amount", sums);
    else if (strncmp(line->next, "lcrm report segment", 19) == 0)
        summed(line, "segment", line->detail[0] ? line->detail : NULL, "customers", NULL, sums);
    else
        ck_assert_msg(line->count == 0, "%s: %lld, and no way to see them: '%s'", line->item,
                      (long long)line->count, line->next);
    ck_assert_msg(sums[0] == line->count && sums[1] == line->amount,
                  "%s: %lld and %lld, but '%s' shows %lld and %lld", line->item,
                  (long long)line->count, (long long)line->amount, line->next, (long long)sums[0],
                  (long long)sums[1]);
}

/* Lines whose figure is not zero. */
static int page_check(int64_t user)
{
    crm_report *report;
    crm_cursor *cursor;
    int counted = 0;
    ck_assert_ok(crm_db_act_as(db, user));
    ck_assert_ok(crm_report_run(db, "home", NULL, &report));
    ck_assert_ok(crm_report_cursor(report, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK) {
        struct line line = {.count = crm_cursor_int(cursor, column_of(cursor, "count")),
                            .amount = crm_cursor_int(cursor, column_of(cursor, "amount"))};
        snprintf(line.item, sizeof line.item, "%s", crm_cursor_text(cursor, 0));
        snprintf(line.currency, sizeof line.currency, "%s",
                 crm_cursor_text(cursor, column_of(cursor, "currency")));
        snprintf(line.next, sizeof line.next, "%s",
                 crm_cursor_text(cursor, column_of(cursor, "next")));
        if (strcmp(line.item, "segment") == 0)
            snprintf(line.detail, sizeof line.detail, "%s",
                     crm_cursor_text(cursor, column_of(cursor, "detail")));
        line_check(&line);
        counted += line.count > 0;
    }
    crm_cursor_free(cursor);
    crm_report_free(report);
    return counted;
}

START_TEST(every_command_of_the_page_shows_what_the_page_counted)
{
    ck_assert_int_ge(page_check(0), 10);
    ck_assert_int_ge(page_check(zhang), 6);
    ck_assert_int_ge(page_check(wang), 6);
    ck_assert_int_ge(page_check(li), 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/home");
    TCase *tests = tcase_create("home");
    tcase_add_checked_fixture(tests, setup, api_teardown);
    tcase_add_test(tests, every_command_of_the_page_shows_what_the_page_counted);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
