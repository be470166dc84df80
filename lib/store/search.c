/* Search: what is found. */
#include "store/search_part.h"

#include "db/ddl.h"
#include "db/driver.h"
#include "store/meta.h"
#include "store/query.h"
#include "store/row_batch.h"
#include "store/rows.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <stdlib.h>

enum { TERMS_LIMIT = 64, INDEX_NAME_SIZE = 96 };

size_t crm__search_fields(const struct entity *entity, const struct field **fields)
{
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count && count < SEARCH_FIELDS_LIMIT; i++) {
        const struct field *field = entity->fields[i];
        if (field->flags & FIELD_SEARCHABLE && !(field->flags & FIELD_RETIRED) &&
            crm__field_kind(field->type) == VALUE_TEXT)
            fields[count++] = field;
    }
    return count;
}

struct text crm__search_index_name(const struct entity *entity, struct buffer *name)
{
    crm__buffer_clear(name);
    crm__buffer_text(name, META_SEARCH_INDEX);
    /* A name of the database may be shorter than an entity's. */
    if (entity->name.size <= SQL_NAME_LIMIT - 10)
        crm__buffer_text(name, entity->name);
    else
        crm__buffer_int64(name, entity->number);
    return crm__buffer_view(name);
}

/* Single characters are implied by the pairs beside them. */
static size_t terms_split(struct text all, struct text *terms)
{
    size_t count = 0;
    while (all.size && count < TERMS_LIMIT) {
        size_t space = crm__text_find(all, TEXT(" "), 0);
        terms[count++] = crm__text_slice(all, 0, space);
        all = space == SIZE_MAX ? TEXT_NONE : crm__text_slice(all, space + 1, all.size);
    }
    return count;
}

crm_status crm__search_match(struct store *store, const struct entity *entity, struct text all,
                             struct sql *sql)
{
    const struct field *fields[SEARCH_FIELDS_LIMIT];
    struct text terms[TERMS_LIMIT];
    if (crm__search_fields(entity, fields) == 0)
        return crm__fail_field(store->env, CRM_E_INVALID, entity->name.data, NULL,
                               "%s has no searchable field", entity->name.data);
    struct buffer name;
    int64_t made = 0;
    crm__buffer_init(&name, store->env);
    struct text index = crm__search_index_name(entity, &name);
    crm_status status = crm__buffer_status(&name);
    if (status >= 0)
        status = crm__meta_int(store, index, &made);
    if (status >= 0 && made)
        crm__sql_search_match(sql, index, terms, terms_split(all, terms), true);
    else if (status >= 0)
        crm__sql_add(sql, "SELECT 0"); /* nothing was indexed yet, and no id is 0 */
    crm__buffer_free(&name);
    return status < 0 ? status : crm__sql_status(sql);
}

static crm_status entity_find(struct store *store, const struct entity *entity, struct text text,
                              size_t limit, struct batch *found)
{
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_search(query, text);
    crm__query_id_fields(query, &entity->name_field, entity->name_field->index != SYSTEM_ID);
    crm__query_sort(query, TEXT("-id"));
    crm__query_limit(query, (int64_t)limit);
    status = crm__query_all(query, &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        struct value name = rows.column_count > 1 ? crm__batch_at(&rows, 1, row) : VALUE_OF_NULL;
        status = crm__column_text(found, &found->columns[0], entity->name);
        if (status >= 0)
            status = crm__column_value(found, &found->columns[1], crm__batch_at(&rows, 0, row));
        if (status >= 0)
            status = crm__column_value(found, &found->columns[2],
                                       name.kind == VALUE_TEXT ? name : VALUE_OF_NULL);
        if (status >= 0)
            crm__batch_finish_row(found);
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* Appends the name of each index that was made, with a space after it: one question for all. */
static crm_status indexes_read(struct store *store, struct buffer *names)
{
    struct sql sql;
    struct statement *statement = NULL;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT name FROM ");
    crm__sql_name(&sql, TABLE_META);
    crm__sql_add(&sql, " WHERE name >= ");
    crm__sql_text(&sql, META_SEARCH_INDEX);
    crm__sql_add(&sql, " ORDER BY ");
    crm__sql_order(&sql, TEXT("name"), true, SQL_ASCENDING);
    crm_status status = crm__sql_query(&sql, 0, &statement);
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        struct text name = status == CRM_OK ? crm__statement_column(statement, 0).text : TEXT_NONE;
        if (!crm__text_starts(name, META_SEARCH_INDEX))
            break;
        crm__buffer_text(names, name);
        crm__buffer_byte(names, ' ');
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : crm__buffer_status(names);
}

static bool is_indexed(const struct entity *entity, struct text names, struct buffer *name)
{
    crm__search_index_name(entity, name);
    crm__buffer_byte(name, ' ');
    return crm__text_find(names, crm__buffer_view(name), 0) != SIZE_MAX;
}

struct aged {
    int64_t id; /* ids grow with time */
    uint32_t row;
};

static int newest_first(const void *left, const void *right)
{
    const struct aged *a = left;
    const struct aged *b = right;
    if (a->id != b->id)
        return a->id > b->id ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Of what all entities have found, so that many of one do not hide the few of another. */
static crm_status newest_take(const struct batch *found, size_t limit,
                              const struct reader_column *columns, struct batch *newest)
{
    struct env *env = found->arena.env;
    size_t count = found->row_count;
    struct aged *aged = crm__realloc_array(env, NULL, count + 1, sizeof *aged);
    uint32_t *chosen = crm__realloc_array(env, NULL, count + 1, sizeof *chosen);
    crm_status status = aged && chosen ? crm__reader_prepare(columns, 3, newest) : CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < count; row++)
        aged[row] = (struct aged){crm__batch_at(found, 1, row).integer, (uint32_t)row};
    if (status >= 0)
        qsort(aged, count, sizeof *aged, newest_first);
    for (size_t row = 0; status >= 0 && row < count; row++)
        chosen[row] = aged[row].row;
    if (status >= 0)
        status = crm__batch_take(newest, found, chosen, count < limit ? count : limit);
    crm__free(env, chosen);
    crm__free(env, aged);
    return status;
}

crm_status crm__search_all(struct store *store, struct text text, size_t limit,
                           struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("entity"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("id"), COLUMN_ID, TEXT("Id"), TEXT("编号")),
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Name"), TEXT("名称")),
    };
    *reader_out = NULL;
    struct batch found;
    struct buffer indexes;
    struct buffer name;
    struct batch newest;
    const struct field *fields[SEARCH_FIELDS_LIMIT];
    crm__batch_init(&found, store->env);
    crm__buffer_init(&indexes, store->env);
    crm__buffer_init(&name, store->env);
    crm_status status = crm__reader_prepare(columns, 3, &found);
    if (status >= 0)
        status = crm__search_terms_need(text, &name);
    if (status >= 0)
        status = crm__search_sync(store, 0, NULL);
    if (status >= 0)
        status = crm__store_before_read(store, NULL);
    if (status >= 0)
        status = indexes_read(store, &indexes);
    for (size_t i = 0; status >= 0 && i < store->catalogue->entity_count; i++) {
        const struct entity *entity = store->catalogue->entities[i];
        if (entity->flags & (ENTITY_INTERNAL | ENTITY_NO_HISTORY) ||
            !crm__search_fields(entity, fields) ||
            !is_indexed(entity, crm__buffer_view(&indexes), &name))
            continue;
        if (crm__access_level(store, entity, ACCESS_READ) != ACCESS_NONE)
            status = entity_find(store, entity, text, limit, &found);
    }
    crm__batch_init(&newest, store->env);
    if (status >= 0)
        status = newest_take(&found, limit, columns, &newest);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &newest, columns, reader_out);
    crm__buffer_free(&name);
    crm__buffer_free(&indexes);
    crm__batch_free(&newest);
    crm__batch_free(&found);
    return status;
}
