/* Round trips of calls that read, write and move records; see service_trips.h. */
#include "service_trips.h"

#include "service/alerts.h"
#include "service/export.h"
#include "service/rollup.h"
#include "service/segment.h"
#include "service/segment_named.h"
#include "store/changes.h"
#include "store/search.h"

/* --- the calls -------------------------------------------------------------------------------- */

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

/* A rule gives each a tag, and takes it away again. */
static void tagged_leads(void)
{
    char tag[24];
    snprintf(tag, sizeof tag, "%lld", (long long)insert(store, "tag", "name", "here", NULL));
    insert(store, "tag_rule", "name", "here", "entity_name", "lead", "condition",
           "city == 'Shanghai'", "tag", tag, "enabled", "true", "take_away", "true", NULL);
    leads();
}

static void untag(void)
{
    update();
    ck_assert_int_eq(count_where(store, "tag_link", ""), 0);
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

static void search(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__search_all(store, TEXT("lead"), 1000, &reader));
    crm__reader_free(reader);
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

/* --- what hangs on other records -------------------------------------------------------------- */

static void import_reminders(void)
{
    import_of("reminder", "name,recipient,remind_at\n", "call #,Li,2026-03-01T09:00:00Z\n");
}

static void import_activities(void)
{
    import_of("activity", "name,kind,lead,at\n", "call #,call,lead #,2026-03-01T09:00:00Z\n");
}

static void import_contacts(void)
{
    import_of("contact", "name,mobile,account\n", "contact #,1391234#,company #\n");
}

static void import_opportunities(void)
{
    import_of("opportunity", "name,account,amount\n", "deal #,company #,1000\n");
}

static void import_users(void)
{
    import_of("user", "name,login,skills\n", "user #,u#,gold\n");
}

static void skill(void)
{
    insert(store, "skill", "name", "gold", NULL);
}

static void orders(void)
{
    import_orders();
    ids_read("order", TEXT("id"));
}

static void erase_orders(void)
{
    struct row_write write = {.entity = entity_of(store, "order"), .ids = ids, .count = count};
    ck_assert_done(&fixture, crm__rows_delete(store, &write));
}

static void totals(void)
{
    int64_t changed;
    ck_assert_done(&fixture, crm__rollup_rebuild(store, &changed));
}

static void named_segment(void)
{
    insert(store, "segment", "name", "all", "code", "all", "kind", "rule", "condition",
           "name != ''", "entity_name", "account", "enabled", "true", NULL);
    import_orders();
}

static void segment_named(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__segment_named(store, &reader));
    crm__reader_free(reader);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void changes(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__changes_read(store, 0, 1000, &reader));
    crm__reader_free(reader);
}

static void check(void)
{
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__service_check(store, &problems));
    crm__batch_free(&problems);
}

static void group(void)
{
    struct query *query;
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__query_new(store, entity_of(store, "lead"), &query));
    crm__query_group(query, TEXT("name,owner.name"));
    crm__query_measure(query, TEXT("count()"));
    ck_assert_done(&fixture, crm__query_all(query, &rows));
    ck_assert_uint_eq(rows.row_count, count);
    crm__batch_free(&rows);
    crm__query_free(query);
}

const struct call calls[] = {
    {"create", nothing, create},
    {"update", leads, update},
    {"tag", nothing, tagged_leads},
    {"untag", tagged_leads, untag},
    {"delete", leads, erase},
    {"restore", deleted_leads, restore},
    {"get", leads, get},
    {"get with links", users_with_skills, get_with_links},
    {"find", leads, find},
    {"group", leads, group},
    {"search", leads, search},
    {"changes", leads, changes},
    {"check", orders, check},
    {"import leads", nothing, import_leads},
    {"import again", leads, import_leads},
    {"import orders", nothing, import_orders},
    {"import reminders", nothing, import_reminders},
    {"import activities", leads, import_activities},
    {"import contacts", nothing, import_contacts},
    {"import opportunities", nothing, import_opportunities},
    {"import users", skill, import_users},
    {"delete orders", orders, erase_orders},
    {"totals", import_orders, totals},
    {"members of a segment", named_segment, segment_named},
    {"export", leads, export},
    {"segment", import_orders, segment},
    {"alert", import_orders, alert},
};
const int call_count = sizeof calls / sizeof *calls;

int main(void)
{
    return trips_main("service/trips");
}
