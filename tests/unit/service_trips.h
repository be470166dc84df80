/*
 * No call makes a round trip a row: each is run on few records and on many, and may cost few round
 * trips more for the eighty that lie between. What it costs besides (transactions, statements that
 * are prepared for the first time, rules that are read) is the same for both.
 */
#ifndef CRM_TESTS_SERVICE_TRIPS_H
#define CRM_TESTS_SERVICE_TRIPS_H

#include "service_import.h"

#include "service/pool.h"

struct call {
    const char *name;
    void (*prepare)(void);
    void (*run)(void);
};

/* What a program measures. */
extern const struct call calls[];
extern const int call_count;

enum { FEW = 20, MANY = 100, MORE_TRIPS = 15 };

static size_t count;
static int64_t ids[MANY + 1];
static int64_t seller;

/* --- what the calls are run on ---------------------------------------------------------------- */

/* '#' in the line is another number in each. */
static inline void import_of(const char *entity, const char *header, const char *line)
{
    struct buffer csv;
    crm__buffer_init(&csv, &fixture.env);
    crm__buffer_cstr(&csv, header);
    for (size_t i = 0; i < count; i++) {
        for (const char *c = line; *c; c++) {
            if (*c == '#')
                crm__buffer_int64(&csv, (int64_t)(1000 + i));
            else
                crm__buffer_byte(&csv, *c);
        }
    }
    ck_assert_done(&fixture, crm__buffer_status(&csv));
    struct import_report report =
        import(csv.data, (struct import_options){.entity = entity_of(store, entity)});
    ck_assert_int_eq(report.rejected, 0);
    crm__buffer_free(&csv);
}

static inline void ids_read(const char *entity, struct text sort)
{
    struct query *query;
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__query_new(store, entity_of(store, entity), &query));
    crm__query_fields(query, TEXT("id"));
    crm__query_sort(query, sort);
    ck_assert_done(&fixture, crm__query_all(query, &rows));
    ck_assert_uint_eq(rows.row_count, count);
    memcpy(ids, rows.columns[0].integers, count * sizeof *ids);
    crm__batch_free(&rows);
    crm__query_free(query);
}

static inline void scene_make(void)
{
    insert(store, "pool", "name", "pool", "is_default", "true", "enabled", "true", "auto_recycle",
           "true", "on_return", "recycled", NULL);
    insert(store, "pool_rule", "name", "rule", "kind", "recycle", "recycle_kind", "no_follow_up",
           "enabled", "true", "days", "10", "reminder_days", "2", NULL);
    seller = insert(store, "user", "name", "Li", "login", "li", NULL);
    int64_t model =
        insert(store, "score_model", "name", "fit", "kind", "fit", "edition", "1", "entity_name",
               "lead", "enabled", "true", "minimum", "0", "maximum", "100", "threshold", "5", NULL);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)model);
    insert(store, "score_rule", "model", number, "name", "city", "position", "0", "enabled", "true",
           "condition", "city == 'Shanghai'", "points", "10", "decay", "none", NULL);
}

static inline void import_leads(void)
{
    import_of("lead", "name,mobile,company,city\n", "lead #,1391234#,company #,Shanghai\n");
}

static inline void leads(void)
{
    import_leads();
    ids_read("lead", TEXT("id"));
}

static inline void leads_in_pool(void)
{
    import_of("lead", "name,mobile,company,city,pool\n",
              "lead #,1391234#,company #,Shanghai,pool\n");
    ids_read("lead", TEXT("id"));
}

static inline void leads_of_seller(void)
{
    leads_in_pool();
    ck_assert_done(&fixture, crm__pool_give(store, ids, count, seller, TEXT_NONE));
}

static inline void import_orders(void)
{
    import_of("order", "account.external_id,number,placed_at,amount,status\n",
              "c#,n#,2026-01-15,100.50,placed\n");
}

/* --- measuring -------------------------------------------------------------------------------- */

static inline void nothing(void)
{
}

static inline int64_t trips_of(const struct call *call, size_t rows)
{
    set_up();
    count = rows;
    scene_make();
    call->prepare();
    store->db->stats.round_trips = 0;
    call->run();
    int64_t trips = store->db->stats.round_trips;
    tear_down();
    return trips;
}

START_TEST(a_call_makes_no_round_trip_a_row)
{
    const struct call *call = &calls[_i];
    int64_t few = trips_of(call, FEW);
    int64_t many = trips_of(call, MANY);
    ck_assert_msg(many - few <= MORE_TRIPS, "%s: %lld round trips for %d rows, %lld for %d",
                  call->name, (long long)few, (int)FEW, (long long)many, (int)MANY);
}
END_TEST

static inline int trips_main(const char *name)
{
    Suite *suite = suite_create(name);
    TCase *tests = tcase_create("trips");
    tcase_set_timeout(tests, 60);
    if (!on_sqlite())
        tcase_add_loop_test(tests, a_call_makes_no_round_trip_a_row, 0, call_count);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}

#endif
