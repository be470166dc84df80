/* History: when records first had a value, told from the changes alone. */
#include "store/history.h"

#include "db/sql.h"
#include "store/diff.h"
#include "store/row_read.h"
#include "store/tables.h"
#include "store/transaction.h"

enum { PORTION = 1000 };
enum { RECORD_ID, AT, OPERATION, DIFF };

struct search {
    struct store *store;
    const struct field *field;
    struct value value;
    struct arena arena; /* of lists of references in diffs */
    struct batch rows;
};

/* What is known of one record while its changes pass by, oldest first. */
struct finding {
    int64_t born_us;  /* HISTORY_NEVER: its beginning is not in the history */
    int64_t first_us;
    bool changed; /* the field, by a change that was seen */
};

static crm_status search_init(struct search *search, struct store *store);
static crm_status portion_find(struct search *search, struct statement *statement,
                               const struct history_query *query, size_t from, size_t count);
static crm_status row_take(struct search *search, size_t row, struct finding *finding);
static crm_status statement_rows(struct search *search, struct statement **statement_out);

crm_status crm__history_first(struct store *store, const struct history_query *query)
{
    struct search search = {.store = store, .field = query->field, .value = query->value};
    crm_status status = search_init(&search, store);
    if (status == CRM_OK)
        status = crm__store_begin_read(store);
    if (status == CRM_OK) {
        struct statement *statement = NULL;
        status = statement_rows(&search, &statement);
        for (size_t from = 0; status == CRM_OK && from < query->count; from += PORTION) {
            size_t left = query->count - from;
            status = portion_find(&search, statement, query, from, left < PORTION ? left : PORTION);
        }
        crm__statement_release(statement);
        status = crm__store_end(store, status);
    }
    crm__batch_free(&search.rows);
    crm__arena_free(&search.arena);
    return status;
}

static crm_status search_init(struct search *search, struct store *store)
{
    crm__arena_init(&search->arena, store->env);
    crm__batch_init(&search->rows, store->env);
    bool made = crm__batch_add(&search->rows, TEXT("record_id"), VALUE_INT) &&
                crm__batch_add(&search->rows, TEXT("at"), VALUE_INT) &&
                crm__batch_add(&search->rows, TEXT("operation"), VALUE_INT) &&
                crm__batch_add(&search->rows, TEXT("diff"), VALUE_BLOB);
    return made ? CRM_OK : CRM_E_NOMEM;
}

static crm_status portion_find(struct search *search, struct statement *statement,
                               const struct history_query *query, size_t from, size_t count)
{
    crm__batch_clear(&search->rows);
    crm_status status = crm__ids_run(search->store, statement, query->ids + from, count, NULL, 0,
                                     &search->rows, NULL);
    size_t row = 0;
    for (size_t i = from; status == CRM_OK && i < from + count; i++) {
        struct finding finding = {.born_us = HISTORY_NEVER, .first_us = HISTORY_NEVER};
        while (status == CRM_OK && row < search->rows.row_count &&
               search->rows.columns[RECORD_ID].integers[row] == query->ids[i])
            status = row_take(search, row++, &finding);
        /* What was never changed is as it was at the beginning. */
        if (!finding.changed && query->has_now[i])
            finding.first_us = finding.born_us;
        query->first_us[i] = finding.first_us;
    }
    return status;
}

static crm_status row_take(struct search *search, size_t row, struct finding *finding)
{
    struct value diff = crm__batch_at(&search->rows, DIFF, row);
    int64_t at_us = search->rows.columns[AT].integers[row];
    if (search->rows.columns[OPERATION].integers[row] == ROW_CREATE)
        finding->born_us = at_us;
    size_t offset = 0;
    struct diff_entry entry;
    crm_status status = diff.kind == VALUE_BLOB ? CRM_OK : CRM_DONE;
    while (status == CRM_OK && finding->first_us == HISTORY_NEVER) {
        status = crm__diff_next(&search->arena, diff.text, &offset, &entry);
        if (status != CRM_OK || entry.number != search->field->number)
            continue;
        if (!finding->changed && crm__value_equal(entry.before, search->value))
            finding->first_us = finding->born_us;
        if (finding->first_us == HISTORY_NEVER && crm__value_equal(entry.after, search->value))
            finding->first_us = at_us;
        finding->changed = true;
    }
    return status < 0 ? status : CRM_OK;
}

static crm_status statement_rows(struct search *search, struct statement **statement_out)
{
    struct sql sql;
    crm__sql_init(&sql, search->store->db);
    crm__sql_add(&sql, "SELECT record_id, at, operation, diff FROM ");
    crm__sql_name(&sql, TABLE_HISTORY);
    crm__sql_add(&sql, " WHERE record_id = ");
    crm__sql_placeholder(&sql);
    crm__sql_add(&sql, " AND entity = ");
    crm__sql_int(&sql, search->field->entity->number);
    crm__sql_add(&sql, " ORDER BY sequence");
    crm_status status = crm__sql_query(&sql, 0, statement_out);
    crm__sql_free(&sql);
    return status;
}
