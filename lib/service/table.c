/* Small tables of services. */
#include "service/table.h"

crm_status crm__table_init(struct table *table, struct store *store, const char *entity,
                           const char *const *names, size_t count)
{
    assert(count <= TABLE_FIELDS_LIMIT);
    *table = (struct table){.store = store, .entity = crm__service_entity(store, entity)};
    crm__batch_init(&table->rows, store->env);
    for (size_t i = 0; i < count; i++) {
        table->fields[i] = crm__service_field(table->entity, names[i]);
        if (!crm__batch_add(&table->rows, table->fields[i]->name,
                            crm__field_kind(table->fields[i]->type)))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

void crm__table_free(struct table *table)
{
    crm__free(table->store->env, table->ids);
    crm__batch_free(&table->rows);
}

crm_status crm__table_add(struct table *table, int64_t id, const struct value *values)
{
    size_t row = table->rows.row_count;
    crm_status status = crm__array_reserve(table->store->env, (void **)&table->ids,
                                           &table->capacity, row + 1, sizeof *table->ids);
    for (size_t i = 0; status >= 0 && i < table->rows.column_count; i++)
        status = crm__column_value(&table->rows, &table->rows.columns[i], values[i]);
    if (status < 0)
        return status;
    table->ids[row] = id;
    crm__batch_finish_row(&table->rows);
    return CRM_OK;
}

static crm_status rows_save(struct table *table, enum row_operation operation, bool all_or_none)
{
    if (table->rows.row_count == 0)
        return CRM_OK;
    struct arena arena;
    crm__arena_init(&arena, table->store->env);
    struct save save = {.entity = table->entity,
                        .fields = table->fields,
                        .field_count = table->rows.column_count,
                        .rows = &table->rows,
                        .ids = table->ids,
                        .by_system = true,
                        .all_or_none = all_or_none,
                        .operation = operation,
                        .arena = &arena};
    crm_status status = crm__save_rows(table->store, &save);
    for (size_t i = 0; status >= 0 && i < table->rows.row_count; i++)
        table->ids[i] = save.results[i].id;
    crm__arena_free(&arena);
    return status;
}

crm_status crm__table_save(struct table *table, enum row_operation operation)
{
    return rows_save(table, operation, true);
}

crm_status crm__table_save_fitting(struct table *table)
{
    return rows_save(table, 0, false);
}

crm_status crm__table_get(struct store *store, const char *entity, const char *const *names,
                          size_t count, const int64_t *ids, size_t id_count, uint8_t *found,
                          struct batch *rows)
{
    assert(count <= TABLE_FIELDS_LIMIT);
    const struct entity *of = crm__service_entity(store, entity);
    const struct field *fields[TABLE_FIELDS_LIMIT];
    for (size_t i = 0; i < count; i++)
        fields[i] = crm__service_field(of, names[i]);
    crm__store_elevate(store);
    crm_status status = crm__rows_get(store, of, fields, count, ids, id_count, 0, found, rows);
    crm__store_restore(store);
    return status;
}

crm_status crm__table_query(struct store *store, const char *entity, struct text where,
                            struct text fields, struct text sort, struct batch *rows)
{
    struct query *query;
    crm_status status = crm__query_new(store, crm__service_entity(store, entity), &query);
    if (status < 0)
        return status;
    if (where.size)
        crm__query_where(query, where);
    crm__query_fields(query, fields);
    if (sort.size)
        crm__query_sort(query, sort);
    crm__store_elevate(store);
    status = crm__query_all(query, rows);
    crm__store_restore(store);
    crm__query_free(query);
    return status;
}

int64_t crm__table_int(const struct batch *rows, size_t column, size_t row, int64_t otherwise)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_INT ? value.integer : otherwise;
}

struct text crm__table_text(const struct batch *rows, size_t column, size_t row)
{
    struct value value = crm__batch_at(rows, column, row);
    return value.kind == VALUE_TEXT || value.kind == VALUE_BLOB ? value.text : TEXT_NONE;
}
