/* What rules ask of related records: in SQL, and by one read for a batch of records, alike. */
#include "service_fixture.h"

#include "base/time.h"
#include "service/rule_rows.h"
#include "service/tag.h"

#include <string.h>

enum { ACCOUNT_COUNT = 4, READS_AT_MOST = 4 };

static struct fixture fixture;
static struct store *store;
static int64_t accounts[ACCOUNT_COUNT]; /* north, south, east, west */
static int order_count;

static const char *id_text(int64_t id)
{
    static char texts[8][24];
    static size_t next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

static int64_t order(int64_t account, const char *amount, const char *currency, const char *placed)
{
    char number[16];
    snprintf(number, sizeof number, "N%d", order_count++);
    return insert(store, "order", "number", number, "account", id_text(account), "amount", amount,
                  "currency", currency, "placed_at", placed, NULL);
}

static void setup(void)
{
    static const char *const names[] = {"北方", "南方", "East", "West"};
    service_set_up(&fixture);
    store = fixture.store;
    order_count = 0;
    for (size_t i = 0; i < ACCOUNT_COUNT; i++)
        accounts[i] = insert(store, "account", "name", names[i], "currency", "CNY", NULL);
    int64_t big = order(accounts[0], "1500", "CNY", "2026-01-05T00:00:00Z");
    order(accounts[0], "300", "CNY", "2026-02-05T00:00:00Z");
    order(accounts[1], "99", "CNY", "2026-03-01T00:00:00Z");
    order(accounts[2], "1", "CNY", "2026-01-01T00:00:00Z");
    order(accounts[2], "1", "USD", "2026-01-01T00:00:00Z");
    insert(store, "order_line", "order", id_text(big), "name", "泵", "quantity", "2", "unit_price",
           "750", "amount", "1500", "currency", "CNY", "position", "1", NULL);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static struct rule *compiled(const char *entity, const char *text)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = entity_of(store, entity)};
    crm_status status =
        crm__rule_compile(&fixture.env, &scope, crm__text_of(text), RULE_BOOL, &rule);
    if (status < 0)
        ck_abort_msg("%s: %s", text, fixture.env.error.message);
    return rule;
}

/* "nse" for north, south and east: where the rule is true, by a query. */
static void true_by_query(const char *text, char *found)
{
    static const char letters[] = "nsew";
    struct query *query;
    struct batch rows;
    size_t count = 0;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__query_new(store, entity_of(store, "account"), &query));
    crm__query_where(query, crm__text_of(text));
    crm__query_fields(query, TEXT("id"));
    crm_status status = crm__query_all(query, &rows);
    if (status < 0)
        ck_abort_msg("%s: %s", text, fixture.env.error.message);
    for (size_t i = 0; i < ACCOUNT_COUNT; i++)
        for (size_t row = 0; row < rows.row_count; row++)
            if (rows.columns[0].integers[row] == accounts[i])
                found[count++] = letters[i];
    found[count] = '\0';
    crm__batch_free(&rows);
    crm__query_free(query);
}

/* The same by values that are read for all records, and then evaluated as columns. */
static void true_by_rows(const char *text, char *found)
{
    static const char letters[] = "nsew";
    struct rule *rule = compiled("account", text);
    const struct rule *const rules[] = {rule};
    struct rule_rows rows;
    size_t count = 0;
    ck_assert_done(&fixture, crm__rule_rows_init(&rows, store, entity_of(store, "account"), rules,
                                                 1, TEXT_NONE));
    ck_assert_done(&fixture, crm__rule_rows_load(&rows, accounts, ACCOUNT_COUNT));
    for (size_t i = 0; i < ACCOUNT_COUNT; i++)
        if (rows.verdicts[0][i] == RULE_TRUE)
            found[count++] = letters[i];
    found[count] = '\0';
    crm__rule_rows_free(&rows);
    crm__rule_free(rule);
}

static void check_true(const char *text, const char *expected)
{
    char found[ACCOUNT_COUNT + 1];
    true_by_query(text, found);
    ck_assert_msg(strcmp(found, expected) == 0, "query, %s: %s", text, found);
    true_by_rows(text, found);
    ck_assert_msg(strcmp(found, expected) == 0, "rows, %s: %s", text, found);
}

START_TEST(exists_all_exists_one_and_size_ask_the_records_that_refer)
{
    check_true("orders.exists(o, o.amount > money(\"1000 CNY\"))", "n");
    check_true("!orders.exists(o, o.amount > money(\"1000 CNY\"))", "sew");
    check_true("orders.all(o, o.amount < money(\"1000 CNY\"))", "sw");
    check_true("orders.exists_one(o, o.amount < money(\"1000 CNY\"))", "nse");
    check_true("orders.size() == 2", "ne");
    check_true("size(orders) == 0", "w");
    check_true("orders.filter(o, o.placed_at > timestamp(\"2026-02-01T00:00:00Z\")).size() >= 1",
               "ns");
    check_true("orders.filter(o, o.amount > money(\"1 CNY\")).exists(p, p.currency == \"CNY\")",
               "ns");
    check_true("orders.filter(o, o.currency == \"CNY\").filter(p, p.amount < money(\"2 CNY\"))"
               ".size() == 1",
               "e");
}
END_TEST

START_TEST(a_condition_that_sql_cannot_say_is_asked_in_memory_with_the_same_answer)
{
    check_true("orders.exists(o, o.number.matches(\"^N[12]$\"))", "ns");
    check_true("name == \"北方\" && orders.exists(o, o.number.matches(\"^N[12]$\"))", "n");
    check_true("orders.filter(o, o.placed_at.getMonth() == 0).size() == 2", "e");
}
END_TEST

START_TEST(sums_and_extremes_are_of_fields_of_the_records)
{
    check_true("orders.map(o, o.amount).sum() > money(\"1000 CNY\")", "n");
    check_true("orders.map(o, o.amount).sum() == money(\"1800 CNY\")", "n");
    check_true(
        "orders.map(o, o.amount > money(\"400 CNY\"), o.amount).sum() == money(\"1500 CNY\")", "n");
    check_true("orders.map(o, o.placed_at).max() < timestamp(\"2026-02-06T00:00:00Z\")", "ne");
    check_true("orders.map(o, o.amount).min() == money(\"99 CNY\")", "s");
    /* Two currencies make no sum, and no order makes no sum of money. */
    check_true("orders.map(o, o.amount).sum() >= money(\"0 CNY\")", "ns");
    check_true("orders.map(o, o.amount).size() == 2", "ne");
}
END_TEST

START_TEST(the_records_own_fields_can_stand_beside_the_related_ones)
{
    check_true("orders.exists(o, o.currency != currency)", "e");
    check_true("orders.exists(o, name == \"南方\" && o.amount < money(\"100 CNY\"))", "s");
    check_true("orders.exists(o, o.account.name == name)", "nse");
    check_true(
        "orders.exists(o, o.order_lines.exists(l, l.name == \"泵\" && o.amount == l.amount && "
        "name == \"北方\"))",
        "n");
    check_true("orders.exists(o, o.order_lines.size() == 0)", "nse");
}
END_TEST

START_TEST(sets_behind_a_reference_are_those_of_the_record_it_leads_to)
{
    ck_assert_int_eq(count_where(store, "order", "account.orders.size() == 2"), 4);
    ck_assert_int_eq(count_where(store, "order",
                                 "account.orders.size() == 2 && "
                                 "number.matches(\"N[01]\")"),
                     2);
    insert(store, "contact", "name", "王", "account", id_text(accounts[0]), NULL);
    insert(store, "contact", "name", "李", NULL);
    ck_assert_int_eq(count_where(store, "contact", "account.orders.exists(o, true)"), 1);
    ck_assert_int_eq(count_where(store, "contact", "account.orders.size() == 0"), 1);
}
END_TEST

START_TEST(tags_and_segments_are_asked_of_a_record_or_of_what_it_refers_to)
{
    const struct tag_options manual = {.source = TAG_MANUAL};
    ck_assert_done(&fixture, crm__tag_add(store, entity_of(store, "account"), accounts[1],
                                          TEXT("重点"), &manual));
    struct tag_options ending = {.source = TAG_MANUAL, .expires_us = fixture.env.now_us + HOUR_US};
    ck_assert_done(&fixture, crm__tag_add(store, entity_of(store, "account"), accounts[2],
                                          TEXT("重点"), &ending));
    int64_t segment = insert(store, "segment", "name", "At risk", "code", "at-risk", NULL);
    insert(store, "segment_member", "segment", id_text(segment), "account", id_text(accounts[3]),
           "since", "2026-01-01T00:00:00Z", NULL);
    insert(store, "segment_member", "segment", id_text(segment), "account", id_text(accounts[0]),
           "since", "2025-01-01T00:00:00Z", "until", "2026-01-01T00:00:00Z", NULL);
    check_true("tag(\"重点\")", "se");
    check_true("!tag(\"重点\") && !in_segment(\"at-risk\")", "n");
    check_true("in_segment(\"at-risk\")", "w");
    check_true("tag(\"a\\\"b\") || in_segment(\"x\")", "");
    ck_assert_int_eq(count_where(store, "order", "account.tag(\"重点\")"), 3);
    ck_assert_int_eq(count_where(store, "order", "in_segment(\"at-risk\")"), 0);
    ck_assert_int_eq(count_where(store, "account", "orders.exists(o, o.account.tag(\"重点\"))"), 2);
    fixture.env.now_us += 2 * HOUR_US;
    check_true("tag(\"重点\")", "s");
}
END_TEST

START_TEST(a_batch_of_records_costs_one_read_a_question)
{
    static const char text[] = "orders.exists(o, o.number.matches(\"N\")) && orders.size() > 0 && "
                               "orders.map(o, o.amount).sum() > money(\"1 CNY\")";
    struct rule *rule = compiled("account", text);
    const struct rule *const rules[] = {rule};
    struct rule_rows rows;
    ck_assert_done(&fixture, crm__rule_rows_init(&rows, store, entity_of(store, "account"), rules,
                                                 1, TEXT_NONE));
    int64_t runs[2];
    for (size_t round = 0; round < 2; round++) {
        store->db->stats.statements = 0;
        ck_assert_done(&fixture, crm__rule_rows_load(&rows, accounts, round ? ACCOUNT_COUNT : 1));
        runs[round] = store->db->stats.statements;
    }
    ck_assert_int_eq(runs[0], runs[1]);
    crm__rule_rows_free(&rows);
    crm__rule_free(rule);

    char found[ACCOUNT_COUNT + 1];
    true_by_query("orders.exists(o, o.amount > money(\"1000 CNY\"))", found);
    store->db->stats.statements = 0;
    true_by_query("orders.exists(o, o.amount > money(\"1000 CNY\"))", found);
    ck_assert_int_le(store->db->stats.statements, READS_AT_MOST);
}
END_TEST

static const struct {
    const char *rule;
    const char *message;
} REFUSED[] = {
    {"ordrs.exists(o, true)", "no field 'ordrs' in account; did you mean 'orders'?"},
    {"orders.exists(o, o.amout > money(\"1 CNY\"))",
     "no field 'amout' in order; did you mean 'amount'?"},
    {"orders.exists(o, o.status == \"payd\")", "no choice 'payd' in status; did you mean 'paid'?"},
    {"orders == 3", "orders is a set of records"},
    {"orders.exists(o, o.amount)", "a macro's condition must be bool, not money"},
    {"orders.sum() > 3", "say what of the records: map(x, x.amount).sum()"},
    {"orders.map(o, o.number).sum() > 3", "what is measured of records must be a field of theirs"},
    {"orders.map(o, o.account.name).sum() > 3", "what is measured of records must be a field"},
    {"[1].exists(n, orders.exists(o, o.id == n))", "a set of records cannot be asked within"},
    {"tag(name)", "tag() takes one text, written out"},
    {"name.tag(\"a\")", "tag() is asked of a record or a reference"},
    {"orders.exists(o, o.id == 1 && o.account.orders.exists(p, p.account.orders.exists(q, "
     "q.account.orders.exists(r, true))))",
     "sets of records more than 3 deep in each other"},
};

START_TEST(mistakes_are_told_where_they_stand)
{
    struct rule_scope scope = {.entity = entity_of(store, "account")};
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        struct rule *rule;
        crm_status status = crm__rule_compile(&fixture.env, &scope, crm__text_of(REFUSED[i].rule),
                                              RULE_BOOL, &rule);
        ck_assert_msg(status < 0, "%s", REFUSED[i].rule);
        ck_assert_msg(strstr(fixture.env.error.message, REFUSED[i].message) != NULL, "%s: %s",
                      REFUSED[i].rule, fixture.env.error.message);
        ck_assert_msg(strchr(fixture.env.error.message, '^') != NULL, "%s: %s", REFUSED[i].rule,
                      fixture.env.error.message);
    }
}
END_TEST

START_TEST(the_canonical_form_keeps_the_question)
{
    static const char *const texts[][2] = {
        {"orders . exists(o,(o.amount>money( '1 CNY')))",
         "orders.exists(o, o.amount > money(\"1 CNY\"))"},
        {"orders.all( x, x.number!='')&&tag( 'a' )",
         "orders.all(x, x.number != \"\") && tag(\"a\")"},
        {"(orders.filter(o,true).size())==2", "orders.filter(o, true).size() == 2"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer printed;
        crm__buffer_init(&printed, &fixture.env);
        struct rule *rule = compiled("account", texts[i][0]);
        crm__rule_format(rule, &printed);
        ck_assert_str_eq(printed.data, texts[i][1]);
        crm__rule_free(rule);
        crm__buffer_free(&printed);
    }
    struct rule *rule = compiled("account", "orders.exists(o, o.placed_at > now)");
    ck_assert(crm__rule_reads(rule, field_of(store, "order", "placed_at")));
    ck_assert(crm__rule_reads(rule, field_of(store, "order", "account")));
    ck_assert(!crm__rule_reads(rule, field_of(store, "order", "amount")));
    ck_assert(crm__rule_reads_now(rule));
    crm__rule_free(rule);
}
END_TEST

/* Whatever allocation fails, the call says so and nothing leaks. */
START_TEST(failing_memory_is_reported)
{
    static const char text[] = "orders.exists(o, o.number.matches(\"N\") && name != \"\") && "
                               "orders.map(o, o.amount).sum() > money(\"1 CNY\") && !tag(\"a\")";
    for (size_t fail_at = 1;; fail_at++) {
        struct query *query = NULL;
        int64_t count = 0;
        fixture.heap.fail_at = fixture.heap.calls + fail_at;
        crm_status status = crm__query_new(store, entity_of(store, "account"), &query);
        if (status >= 0) {
            crm__query_where(query, crm__text_of(text));
            status = crm__query_count(query, &count);
        }
        fixture.heap.fail_at = 0;
        crm__query_free(query);
        if (status >= 0) {
            ck_assert_int_eq(count, 2);
            break;
        }
        ck_assert_int_eq(status, CRM_E_NOMEM);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service_related");
    TCase *cases = tcase_create("related");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, exists_all_exists_one_and_size_ask_the_records_that_refer);
    tcase_add_test(cases, a_condition_that_sql_cannot_say_is_asked_in_memory_with_the_same_answer);
    tcase_add_test(cases, sums_and_extremes_are_of_fields_of_the_records);
    tcase_add_test(cases, the_records_own_fields_can_stand_beside_the_related_ones);
    tcase_add_test(cases, sets_behind_a_reference_are_those_of_the_record_it_leads_to);
    tcase_add_test(cases, tags_and_segments_are_asked_of_a_record_or_of_what_it_refers_to);
    tcase_add_test(cases, a_batch_of_records_costs_one_read_a_question);
    tcase_add_test(cases, mistakes_are_told_where_they_stand);
    tcase_add_test(cases, the_canonical_form_keeps_the_question);
    tcase_add_test(cases, failing_memory_is_reported);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
