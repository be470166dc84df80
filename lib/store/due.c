/* The queue of due work: setting, clearing and taking timers. */
#include "store/due.h"

#include "db/sql.h"
#include "store/row_read.h"

static const struct text table_name = {"due_work", 8};
static const struct text column_names[] = {{"id", 2},        {"kind", 4},   {"entity_name", 11},
                                           {"record_id", 9}, {"due_at", 6}, {"payload", 7},
                                           {"attempts", 8}};
enum { COLUMN_COUNT = sizeof column_names / sizeof *column_names };

static const struct text new_columns[] = {{"id", 2},          {"version", 7}, {"created_at", 10},
                                          {"updated_at", 10}, {"kind", 4},    {"entity_name", 11},
                                          {"record_id", 9},   {"due_at", 6},  {"state", 5},
                                          {"payload", 7},     {"attempts", 8},
                                          {"last_error", 10}};
enum { NEW_COUNT = sizeof new_columns / sizeof *new_columns };

static struct value text_or_null(struct text text)
{
    return text.size ? crm__value_text(text) : VALUE_OF_NULL;
}

static crm_status rows_make(struct store *store, const struct due *items, size_t count,
                            struct batch *rows)
{
    static const enum value_kind kinds[NEW_COUNT] = {
        VALUE_INT, VALUE_INT, VALUE_INT,  VALUE_INT,  VALUE_TEXT, VALUE_TEXT,
        VALUE_INT, VALUE_INT, VALUE_TEXT, VALUE_TEXT, VALUE_INT,  VALUE_TEXT};
    for (size_t i = 0; i < NEW_COUNT; i++) {
        if (!crm__batch_add(rows, new_columns[i], kinds[i]))
            return CRM_E_NOMEM;
    }
    for (size_t row = 0; row < count; row++) {
        const struct due *due = &items[row];
        int64_t id = 0;
        crm_status status = crm__store_new_id(store, &id);
        const struct value values[NEW_COUNT] = {
            crm__value_int(id),
            crm__value_int(1),
            crm__value_int(store->env->now_us),
            crm__value_int(store->env->now_us),
            crm__value_text(due->kind),
            crm__value_text(due->entity->name),
            crm__value_int(due->record_id),
            crm__value_int(due->due_us),
            crm__value_text(TEXT("pending")),
            text_or_null(due->payload),
            crm__value_int(due->attempts),
            text_or_null(due->error),
        };
        for (size_t i = 0; status >= 0 && i < NEW_COUNT; i++)
            status = crm__column_value(rows, &rows->columns[i], values[i]);
        if (status < 0)
            return status;
        crm__batch_finish_row(rows);
    }
    return CRM_OK;
}

/* A timer that is there is moved. The conditions are those of the unique key's index. */
static crm_status due_insert(struct store *store, const struct due *items, size_t count)
{
    struct batch rows;
    struct sql sql;
    crm__batch_init(&rows, store->env);
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, table_name, new_columns, NEW_COUNT);
    crm__sql_add(&sql, " ON CONFLICT (entity_name, record_id, kind)"
                       " WHERE kind IS NOT NULL AND deleted_at IS NULL"
                       " DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,"
                       " attempts = excluded.attempts, last_error = excluded.last_error,"
                       " updated_at = excluded.updated_at");
    crm_status status = rows_make(store, items, count, &rows);
    struct statement_many many = {.params = &rows};
    if (status >= 0)
        status = crm__sql_many(&sql, 0, &many);
    crm__sql_free(&sql);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__due_set(struct store *store, const struct due *items, size_t count)
{
    crm_status status = crm__store_begin(store);
    return status < 0 ? status : crm__store_end(store, due_insert(store, items, count));
}

crm_status crm__due_clear(struct store *store, struct text kind, const struct entity *entity,
                          const int64_t *record_ids, size_t count)
{
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    struct sql sql;
    struct statement *statement = NULL;
    crm__sql_init(&sql, store->db);
    /* By single keys: for a list a server without statistics reads all timers of the kind. */
    crm__sql_add(&sql, "DELETE FROM due_work WHERE record_id = ");
    crm__sql_placeholder(&sql);
    crm__sql_add(&sql, " AND kind = ");
    crm__sql_text(&sql, kind);
    crm__sql_add(&sql, " AND entity_name = ");
    crm__sql_text(&sql, entity->name);
    crm__sql_add(&sql, " AND deleted_at IS NULL");
    status = crm__sql_query(&sql, 0, &statement);
    if (status >= 0)
        status = crm__ids_run(store, statement, record_ids, count, NULL, 0, NULL, NULL);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return crm__store_end(store, status);
}

/* --- taking ----------------------------------------------------------------------------------- */

static void partition_where(struct sql *sql, struct partition partition)
{
    if (crm__partition_is_whole(partition))
        return;
    crm__sql_add(sql, " AND ");
    crm__sql_partition(sql, partition, table_name, TEXT("record_id"));
}

static crm_status rows_read(struct store *store, int64_t until_us, size_t limit,
                            struct partition partition, struct batch *rows)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        bool is_text = i == 1 || i == 2 || i == 5;
        if (!crm__batch_add(rows, column_names[i], is_text ? VALUE_TEXT : VALUE_INT))
            return CRM_E_NOMEM;
    }
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, table_name, column_names, COLUMN_COUNT);
    crm__sql_add(&sql, " WHERE state = 'pending' AND due_at <= ");
    crm__sql_int(&sql, until_us);
    crm__sql_add(&sql, " AND deleted_at IS NULL");
    partition_where(&sql, partition);
    crm__sql_add(&sql, " ORDER BY due_at ASC, id ASC");
    crm__sql_limit(&sql, (int64_t)limit);
    crm_status status = crm__sql_fetch(&sql, 0, rows);
    crm__sql_free(&sql);
    return status;
}

static crm_status rows_delete(struct store *store, const struct batch *rows)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "DELETE FROM due_work WHERE id");
    crm__sql_in_ints(&sql, rows->columns[0].integers, rows->row_count);
    crm_status status = crm__sql_run(&sql, 0, NULL);
    crm__sql_free(&sql);
    return status;
}

/* A timer of an entity that is gone has nothing to wake: it is dropped. */
static crm_status list_fill(struct store *store, const struct batch *rows, struct due_list *list)
{
    list->items = crm__arena_alloc_zero(&list->arena, rows->row_count + 1, sizeof *list->items);
    if (!list->items)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < rows->row_count; row++) {
        struct due *due = &list->items[list->count];
        due->entity =
            crm__entity_find(store->catalogue, crm__column_text_at(&rows->columns[2], row));
        if (!due->entity)
            continue;
        due->id = rows->columns[0].integers[row];
        due->kind = crm__arena_text(&list->arena, crm__column_text_at(&rows->columns[1], row));
        due->record_id = rows->columns[3].integers[row];
        due->due_us = rows->columns[4].integers[row];
        due->payload = crm__arena_text(&list->arena, crm__column_text_at(&rows->columns[5], row));
        due->attempts = rows->columns[6].integers[row];
        if (!due->kind.data || !due->payload.data)
            return CRM_E_NOMEM;
        list->count++;
    }
    return CRM_OK;
}

static crm_status take(struct store *store, int64_t until_us, size_t limit,
                       struct partition partition, struct due_list *list)
{
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = rows_read(store, until_us, limit, partition, &rows);
    if (status >= 0 && rows.row_count)
        status = rows_delete(store, &rows);
    if (status >= 0)
        status = list_fill(store, &rows, list);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__due_take(struct store *store, int64_t until_us, size_t limit,
                         struct partition partition, struct due_list *list_out)
{
    enum { TAKE_LIMIT = 1000 };
    *list_out = (struct due_list){0};
    crm__arena_init(&list_out->arena, store->env);
    crm_status status = crm__store_begin(store);
    if (status >= 0) {
        status =
            take(store, until_us, limit < TAKE_LIMIT ? limit : TAKE_LIMIT, partition, list_out);
        status = crm__store_end(store, status);
    }
    if (status < 0)
        crm__due_list_free(list_out);
    return status;
}

void crm__due_list_free(struct due_list *list)
{
    crm__arena_free(&list->arena);
    *list = (struct due_list){0};
}

crm_status crm__due_next(struct store *store, struct partition partition, int64_t *due_us_out)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT due_at FROM due_work"
                       " WHERE state = 'pending' AND deleted_at IS NULL");
    partition_where(&sql, partition);
    crm__sql_add(&sql, " ORDER BY due_at ASC, id ASC");
    crm__sql_limit(&sql, 1);
    *due_us_out = INT64_MAX;
    crm_status status = crm__sql_run_int(&sql, 0, due_us_out);
    crm__sql_free(&sql);
    if (status != CRM_E_NOT_FOUND)
        return status;
    crm__error_clear(store->env);
    *due_us_out = INT64_MAX;
    return CRM_OK;
}
