/*
 * No call makes a round trip a row: each is run on few records and on many, and may cost few round
 * trips more for the eighty that lie between. What it costs besides (transactions, statements that
 * are prepared for the first time, rules that are read) is the same for both.
 */
#include "service_import.h"

#include "base/time.h"
#include "service/alerts.h"
#include "service/assign.h"
#include "service/cleanse.h"
#include "service/duplicates.h"
#include "service/export.h"
#include "service/merge.h"
#include "service/pool.h"
#include "service/recycle.h"
#include "service/score.h"
#include "service/segment.h"
#include "store/due.h"
#include "store/keys.h"
#include "store/outbox.h"
#include "store/search.h"

enum { FEW = 20, MANY = 100, MORE_TRIPS = 15 };

static size_t count;
static int64_t ids[MANY + 1];
static int64_t seller;

/* --- what the calls are run on ---------------------------------------------------------------- */

/* '#' in the line is another number in each. */
static void import_of(const char *entity, const char *header, const char *line)
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

static void ids_read(const char *entity, struct text sort)
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

static void scene_make(void)
{
    insert(store, "pool", "name", "pool", "is_default", "true", "enabled", "true", NULL);
    insert(store, "pool_rule", "name", "rule", "kind", "recycle", "recycle_kind", "no_follow_up",
           "enabled", "true", "days", "10", NULL);
    seller = insert(store, "user", "name", "Li", "login", "li", NULL);
    int64_t model =
        insert(store, "score_model", "name", "fit", "kind", "fit", "edition", "1", "entity_name",
               "lead", "enabled", "true", "minimum", "0", "maximum", "100", "threshold", "5", NULL);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)model);
    insert(store, "score_rule", "model", number, "name", "city", "position", "0", "enabled", "true",
           "condition", "city == 'Shanghai'", "points", "10", "decay", "none", NULL);
    insert(store, "tag_rule", "name", "here", "entity_name", "lead", "condition",
           "city == 'Shanghai'", NULL);
}

static void import_leads(void)
{
    import_of("lead", "name,mobile,company,city\n", "lead #,1391234#,company #,Shanghai\n");
}

static void leads(void)
{
    import_leads();
    ids_read("lead", TEXT("id"));
}

static void leads_in_pool(void)
{
    import_of("lead", "name,mobile,company,city,pool\n",
              "lead #,1391234#,company #,Shanghai,pool\n");
    ids_read("lead", TEXT("id"));
}

static void leads_of_seller(void)
{
    leads_in_pool();
    ck_assert_done(&fixture, crm__pool_give(store, ids, count, seller, TEXT_NONE));
}

static void import_orders(void)
{
    import_of("order", "account.external_id,number,placed_at,amount,status\n",
              "c#,n#,2026-01-15,100.50,placed\n");
}

/* --- the calls -------------------------------------------------------------------------------- */

static void nothing(void)
{
}

static struct row_write write_of(struct batch *rows, const struct field **field, const char *value)
{
    *field = field_of(store, "lead", "city");
    crm__batch_init(rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(rows, field, 1));
    for (size_t i = 0; i < count; i++) {
        struct text text = value ? crm__text_of(value) : TEXT("city");
        ck_assert_done(&fixture, crm__column_text(rows, &rows->columns[0], text));
        crm__batch_finish_row(rows);
    }
    return (struct row_write){
        .entity = (*field)->entity, .fields = field, .field_count = 1, .rows = rows, .ids = ids};
}

static void save(bool is_new)
{
    struct batch rows;
    const struct field *field;
    struct arena arena;
    crm__arena_init(&arena, &fixture.env);
    struct row_write write = write_of(&rows, &field, "Suzhou");
    struct save save = {.entity = write.entity,
                        .fields = write.fields,
                        .field_count = 1,
                        .rows = &rows,
                        .ids = is_new ? NULL : ids,
                        .arena = &arena};
    ck_assert_done(&fixture, crm__save_rows(store, &save));
    ck_assert_uint_eq(save.rejected, 0);
    crm__batch_free(&rows);
    crm__arena_free(&arena);
}

static void create(void)
{
    save(true);
}

static void update(void)
{
    save(false);
}

static void erase(void)
{
    struct row_write write = {.entity = entity_of(store, "lead"), .ids = ids, .count = count};
    ck_assert_done(&fixture, crm__rows_delete(store, &write));
}

static void restore(void)
{
    struct row_write write = {.entity = entity_of(store, "lead"), .ids = ids, .count = count};
    ck_assert_done(&fixture, crm__rows_restore(store, &write));
}

static void deleted_leads(void)
{
    leads();
    erase();
}

static void get(void)
{
    const struct field *fields[] = {field_of(store, "lead", "name"),
                                    field_of(store, "lead", "score_reasons")};
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture,
                   crm__rows_get(store, fields[0]->entity, fields, 2, ids, count, 0, NULL, &batch));
    crm__batch_free(&batch);
}

static void users_with_skills(void)
{
    insert(store, "skill", "name", "gold", NULL);
    import_of("user", "name,login,skills\n", "user #,u#,gold\n");
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    count++; /* the seller */
    ids_read("user", TEXT("id"));
    count--;
    crm__batch_free(&batch);
}

static void get_with_links(void)
{
    const struct field *fields[] = {field_of(store, "user", "name"),
                                    field_of(store, "user", "skills")};
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture,
                   crm__rows_get(store, fields[0]->entity, fields, 2, ids, count, 0, NULL, &batch));
    crm__batch_free(&batch);
}

static void find(void)
{
    int64_t found = count_where(store, "lead", "name.contains('lead') && owner.name != 'x'");
    ck_assert_int_ge(found, 0);
}

static void set_due(void)
{
    struct due items[MANY];
    for (size_t i = 0; i < count; i++)
        items[i] = (struct due){.kind = TEXT("reminder"),
                                .entity = entity_of(store, "lead"),
                                .record_id = ids[i],
                                .due_us = store->env->now_us};
    ck_assert_done(&fixture, crm__due_set(store, items, count));
}

static void due_leads(void)
{
    leads();
    set_due();
}

static void take_due(void)
{
    struct due_list list;
    ck_assert_done(&fixture, crm__due_take(store, store->env->now_us, 1000, PARTITION_WHOLE,
                                           &list));
    ck_assert_uint_ge(list.count, count);
    crm__due_list_free(&list);
}

static void clear_due(void)
{
    ck_assert_done(&fixture,
                   crm__due_clear(store, TEXT("reminder"), entity_of(store, "lead"), ids, count));
}

static void post(void)
{
    struct outbox_message messages[MANY];
    char keys[MANY][24];
    size_t added = 0;
    for (size_t i = 0; i < count; i++) {
        snprintf(keys[i], sizeof keys[i], "k%zu", i);
        messages[i] = (struct outbox_message){.channel = TEXT("email"),
                                              .kind = TEXT("test"),
                                              .address = TEXT("a@b.cn"),
                                              .idempotency_key = crm__text_of(keys[i])};
    }
    ck_assert_done(&fixture, crm__outbox_add(store, messages, count, &added));
    ck_assert_uint_eq(added, count);
}

static void take_post(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__outbox_take(store, 1000, MINUTE_US, &reader));
    crm__reader_free(reader);
}

static void find_keys(void)
{
    struct match_key keys[MANY];
    struct match_hits hits = {.items = NULL};
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct match_key){.key = (int64_t)i, .kind = 1};
    ck_assert_done(&fixture, crm__match_keys_find(store, keys, count, 0, &hits));
    crm__match_hits_free(&hits);
}

static void search(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__search_all(store, TEXT("lead"), 1000, &reader));
    crm__reader_free(reader);
}

static void score(void)
{
    struct score_report report;
    struct lead_choice choice = {.ids = ids, .count = count};
    ck_assert_done(&fixture, crm__score_run(store, &choice, false, &report));
    ck_assert_int_eq(report.scored, (int64_t)count);
}

static void cleanse(void)
{
    struct cleanse_report report;
    struct lead_choice choice = {.ids = ids, .count = count};
    ck_assert_done(&fixture, crm__cleanse_run(store, &choice, false, &report, NULL));
}

static void assign(void)
{
    struct reader *reader;
    struct assign_options options = {.leads = ids, .count = count};
    ck_assert_done(&fixture, crm__assign(store, &options, &reader));
    crm__reader_free(reader);
}

static void give(void)
{
    ck_assert_done(&fixture, crm__pool_give(store, ids, count, seller, TEXT_NONE));
}

static void release(void)
{
    ck_assert_done(&fixture, crm__pool_release(store, ids, count, 0, TEXT_NONE));
}

static void judge(void)
{
    struct recycle_sheet sheet;
    ck_assert_done(&fixture, crm__recycle_judge(store, ids, count, &sheet));
    crm__recycle_sheet_free(&sheet);
}

static void refresh(void)
{
    ck_assert_done(&fixture, crm__recycle_refresh(store, ids, count, true));
}

static void duplicates(void)
{
    struct duplicates_report report;
    ck_assert_done(&fixture, crm__duplicates_scan(store, entity_of(store, "lead"), &report));
}

static crm_status into_nothing(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return CRM_OK;
}

static void export(void)
{
    struct export_report report;
    struct export_options options = {.entity = entity_of(store, "lead"), .write = into_nothing};
    ck_assert_done(&fixture, crm__export_run(store, &options, &report));
    ck_assert_int_eq(report.rows, (int64_t)count);
}

static void segment(void)
{
    struct segment_report report;
    struct segment_options options = {0};
    ck_assert_done(&fixture, crm__segment_run(store, &options, &report));
    ck_assert_int_eq(report.customers, (int64_t)count);
}

static void alert(void)
{
    struct alert_report report;
    struct reader *reader;
    ck_assert_done(&fixture, crm__alerts_run(store, false, false, &report, &reader));
    crm__reader_free(reader);
}

static void merge(void)
{
    int64_t made = 0;
    ck_assert_done(&fixture,
                   crm__merge_run(store, entity_of(store, "lead"), ids, count, TEXT_NONE, &made));
}

static const struct call {
    const char *name;
    void (*prepare)(void);
    void (*run)(void);
} calls[] = {
    {"create", nothing, create},
    {"update", leads, update},
    {"delete", leads, erase},
    {"restore", deleted_leads, restore},
    {"get", leads, get},
    {"get with links", users_with_skills, get_with_links},
    {"find", leads, find},
    {"set timers", leads, set_due},
    {"move timers", due_leads, set_due},
    {"take timers", due_leads, take_due},
    {"clear timers", due_leads, clear_due},
    {"post", nothing, post},
    {"take post", post, take_post},
    {"find keys", leads, find_keys},
    {"search", leads, search},
    {"score", leads, score},
    {"cleanse", leads, cleanse},
    {"assign", leads, assign},
    {"give", leads_in_pool, give},
    {"release", leads_of_seller, release},
    {"judge", leads_of_seller, judge},
    {"refresh", leads_of_seller, refresh},
    {"duplicates", leads, duplicates},
    {"import leads", nothing, import_leads},
    {"import again", leads, import_leads},
    {"import orders", nothing, import_orders},
    {"export", leads, export},
    {"segment", import_orders, segment},
    {"alert", import_orders, alert},
    {"merge", leads, merge},
};
static const int call_count = sizeof calls / sizeof *calls;

static int64_t trips_of(const struct call *call, size_t rows)
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

int main(void)
{
    Suite *suite = suite_create("service/trips");
    TCase *tests = tcase_create("trips");
    tcase_set_timeout(tests, 60);
    if (!on_sqlite())
        tcase_add_loop_test(tests, a_call_makes_no_round_trip_a_row, 0, call_count);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
