/* Segments that people define: refusing those that make no sense, and the table of them. */
#include "service/segment_named.h"

#include "service/segment_part.h"
#include "store/observer.h"

/* --- refusing --------------------------------------------------------------------------------- */

enum { CHECK_CODE, CHECK_KIND, CHECK_ENTITY, CHECK_CONDITION, CHECK_COLUMNS };
static const char *const check_names[CHECK_COLUMNS + 1] = {"code", "kind", "entity_name",
                                                           "condition", NULL};

static crm_status refuse(struct store *store, const char *field, struct text code,
                         const char *advice)
{
    return crm__fail_field(store->env, CRM_E_INVALID, "segment", field, "segment '%.*s': %s",
                           (int)code.size, code.data, advice);
}

static crm_status no_rfm_segment(struct store *store, struct text code)
{
    const char *meant = crm__segment_nearest(code);
    return crm__fail_field(store->env, CRM_E_INVALID, "segment", "code",
                           "code of a segment of kind rfm: no RFM segment '%.*s'%s%s%s",
                           (int)code.size, code.data, meant ? "; did you mean '" : "",
                           meant ? meant : "", meant ? "'?" : "");
}

static crm_status segment_check(struct store *store, const struct batch *rows, size_t row)
{
    struct text code = crm__table_text(rows, CHECK_CODE, row);
    struct text kind = crm__table_text(rows, CHECK_KIND, row);
    struct text entity = crm__table_text(rows, CHECK_ENTITY, row);
    bool by_rule = crm__text_is(kind, "rule");
    bool has_condition = crm__table_text(rows, CHECK_CONDITION, row).size > 0;
    bool is_rfm_code = crm__segment_index(code) != SEGMENT_NONE;
    if (by_rule && !has_condition)
        return refuse(store, "condition", code,
                      "of kind rule it needs a condition, such as level == \"a\"");
    if (!by_rule && has_condition)
        return refuse(store, "condition", code, "only a segment of kind rule has a condition");
    if (by_rule && !crm__text_is(entity, "account") && !crm__text_is(entity, "customer_value"))
        return refuse(store, "entity_name", code,
                      "its condition is over account or customer_value");
    if (crm__text_is(kind, "rfm") && !is_rfm_code)
        return no_rfm_segment(store, code);
    if (!crm__text_is(kind, "rfm") && is_rfm_code)
        return refuse(store, "code", code, "is the code of an RFM segment; say kind=rfm");
    return CRM_OK;
}

static crm_status segments_changed(struct observer *observer, struct store *store,
                                   const struct row_change *change)
{
    (void)observer;
    struct batch rows;
    if (change->operation == ROW_DELETE || change->operation == ROW_ERASE)
        return CRM_OK;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__table_get(store, "segment", check_names, CHECK_COLUMNS, change->ids,
                                       change->count, NULL, &rows);
    for (size_t row = 0; status >= 0 && row < change->count; row++)
        status = segment_check(store, &rows, row);
    crm__batch_free(&rows);
    return status;
}

struct segment_observer {
    struct observer observer;
    struct env *env;
};

static void observer_close(struct observer *observer)
{
    struct segment_observer *own = (struct segment_observer *)observer;
    crm__free(own->env, own);
}

crm_status crm__segment_attach(struct store *store)
{
    struct segment_observer *own = crm__alloc_zero(store->env, 1, sizeof *own);
    if (!own)
        return CRM_E_NOMEM;
    own->env = store->env;
    own->observer = (struct observer){.name = "segments",
                                      .entity = TEXT("segment"),
                                      .rows = segments_changed,
                                      .close = observer_close};
    crm__store_observe(store, &own->observer);
    return CRM_OK;
}

/* --- the table -------------------------------------------------------------------------------- */

enum { TABLE_COLUMNS = 8, TABLE_KEPT = 5 };

/* Members of each segment for which the rule holds. */
static crm_status members_count(struct store *store, const char *rule, struct id_map *counts)
{
    struct query *query;
    struct batch rows;
    crm_status status =
        crm__query_new(store, crm__service_entity(store, "segment_member"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where(query, crm__text_of(rule));
    crm__query_group(query, TEXT("segment"));
    crm__query_measure(query, TEXT("count"));
    status = crm__query_all(query, &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++) {
        int64_t *count = crm__id_map_put(counts, crm__table_int(&rows, 0, i, 0), 0);
        if (count)
            *count = crm__table_int(&rows, 1, i, 0);
        else
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

static struct value count_of(const struct id_map *counts, int64_t segment)
{
    const int64_t *count = crm__id_map_find(counts, segment);
    return crm__value_int(count ? *count : 0);
}

static crm_status rows_make(struct store *store, const struct id_map counts[3], int64_t run,
                            struct batch *rows)
{
    struct query *query;
    struct batch found;
    crm_status status = crm__query_new(store, crm__service_entity(store, "segment"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&found, store->env);
    crm__query_fields(query, TEXT("id,code,name,kind,enabled"));
    crm__query_sort(query, TEXT("position,id"));
    status = crm__query_all(query, &found);
    for (size_t row = 0; status >= 0 && row < found.row_count; row++) {
        int64_t id = crm__table_int(&found, 0, row, 0);
        bool by_run = run && !crm__text_is(crm__table_text(&found, 3, row), "list");
        for (size_t i = 0; status >= 0 && i < TABLE_KEPT; i++)
            status = crm__column_value(rows, &rows->columns[i], crm__batch_at(&found, i, row));
        for (size_t i = 0; status >= 0 && i < 3; i++)
            status = crm__column_value(rows, &rows->columns[TABLE_KEPT + i],
                                       i == 0 || by_run ? count_of(&counts[i], id)
                                                        : VALUE_OF_NULL);
        if (status >= 0)
            crm__batch_finish_row(rows);
    }
    crm__batch_free(&found);
    crm__query_free(query);
    return status;
}

static crm_status counts_make(struct store *store, int64_t run, struct id_map counts[3])
{
    static const char *const fields[] = {"run", "left_run"};
    struct buffer rule;
    crm__buffer_init(&rule, store->env);
    crm_status status = members_count(store, "!has(until)", &counts[0]);
    for (size_t i = 0; status >= 0 && run && i < 2; i++) {
        crm__buffer_clear(&rule);
        crm__buffer_format(&rule, "%s == %lld", fields[i], (long long)run);
        status = crm__buffer_status(&rule);
        if (status >= 0)
            status = members_count(store, rule.data, &counts[i + 1]);
    }
    crm__buffer_free(&rule);
    return status;
}

crm_status crm__segment_named(struct store *store, struct reader **reader_out)
{
    const struct entity *entity = crm__service_entity(store, "segment");
    const struct reader_column columns[TABLE_COLUMNS] = {
        crm__reader_column(TEXT("id"), COLUMN_ID, TEXT("Id"), TEXT("编号")),
        crm__reader_column_of(crm__service_field(entity, "code")),
        crm__reader_column_of(crm__service_field(entity, "name")),
        crm__reader_column_of(crm__service_field(entity, "kind")),
        crm__reader_column_of(crm__service_field(entity, "enabled")),
        crm__reader_column(TEXT("members"), COLUMN_INTEGER, TEXT("Members"), TEXT("成员数")),
        crm__reader_column(TEXT("entered"), COLUMN_INTEGER, TEXT("Entered"), TEXT("新进入")),
        crm__reader_column(TEXT("left"), COLUMN_INTEGER, TEXT("Left"), TEXT("已离开")),
    };
    struct id_map counts[3];
    struct batch rows;
    int64_t run = 0;
    *reader_out = NULL;
    crm__batch_init(&rows, store->env);
    for (size_t i = 0; i < 3; i++)
        crm__id_map_init(&counts[i], store->env);
    crm_status status = crm__reader_prepare(columns, TABLE_COLUMNS, &rows);
    crm__store_elevate(store);
    if (status >= 0)
        status = crm__segment_latest(store, "rule", &run);
    crm__store_restore(store);
    if (status >= 0)
        status = counts_make(store, run, counts);
    if (status >= 0)
        status = rows_make(store, counts, run, &rows);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, columns, reader_out);
    for (size_t i = 0; i < 3; i++)
        crm__id_map_free(&counts[i]);
    crm__batch_free(&rows);
    return status;
}
