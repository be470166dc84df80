/* Row reading: by id and by unique key, always through the access condition. */
#include "store/row_read.h"

#include "db/sql.h"
#include "store/row_batch.h"
#include "store/row_work.h"
#include "store/shape.h"
#include "store/transaction.h"

#include <assert.h>

enum { POSITION_LIMIT = 16 };

enum { FEW = 16 };

/* What is asked for, and how many rows each id gave: 0 or 1. */
struct reading {
    const struct entity *entity;
    const struct field *const *fields;
    size_t field_count;
    const int64_t *ids;
    size_t count;
    uint32_t flags;
    enum access_verb verb; /* rows are there as far as the acting user may do this */
    const uint8_t *found;  /* NULL: a missing row is a failure */
    uint32_t *counts;
    uint32_t
        few[FEW]; /* counts of few ids, so that reading one record allocates nothing for them */
};

static crm_status load_columns(struct store *store, const struct reading *reading,
                               struct record *record);
static crm_status load_value(struct record *record, const struct field *field, struct value value);
static crm_status load_links(struct store *store, const struct reading *reading,
                             struct record *record);
static crm_status columns_make(struct batch *batch, const struct field *const *fields, size_t count,
                               bool linked);
static crm_status counts_make(struct store *store, struct reading *reading);
static void counts_free(struct store *store, struct reading *reading);
static crm_status get_apart(struct store *store, struct reading *reading, struct batch *batch);
static crm_status get_rows(struct store *store, struct reading *reading, struct batch *rows);
static crm_status get_links(struct store *store, const struct reading *reading,
                            const struct field *field, struct batch *batch, struct column *column);
static crm_status lookup(struct store *store, const struct entity *entity, const struct key *key,
                         const struct batch *rows, const size_t *columns, int64_t *ids_out);
static bool has_links(const struct field *const *fields, size_t count);
static crm_status statement_get(struct store *store, const struct reading *reading,
                                struct statement **statement_out);
static crm_status statement_lookup(struct store *store, const struct entity *entity,
                                   const struct key *key, struct statement **statement_out);
static crm_status rows_get(struct store *store, struct reading *reading, uint8_t *found,
                           struct batch *batch);
static crm_status ids_mark(struct store *store, const struct entity *entity, enum access_verb verb,
                           const int64_t *ids, size_t count, uint8_t *marks);

crm_status crm__rows_get(struct store *store, const struct entity *entity,
                         const struct field *const *fields, size_t field_count, const int64_t *ids,
                         size_t count, uint32_t flags, uint8_t *found, struct batch *batch)
{
    struct reading reading = {.entity = entity,
                              .fields = fields,
                              .field_count = field_count,
                              .ids = ids,
                              .count = count,
                              .flags = flags,
                              .verb = ACCESS_READ,
                              .found = found};
    return rows_get(store, &reading, found, batch);
}

/* Straight from the statement into the record: a batch of one row would cost three allocations a
 * field. */
crm_status crm__row_load(struct store *store, int64_t id, uint32_t flags, struct record *record)
{
    const struct entity *entity = record->entity;
    const struct field **fields =
        crm__alloc_zero(store->env, record->field_count, sizeof(struct field *));
    if (!fields)
        return CRM_E_NOMEM;
    struct reading reading = {
        .entity = entity, .fields = fields, .ids = &id, .count = 1, .flags = flags};
    reading.verb = ACCESS_READ;
    for (size_t i = 0; i < record->field_count; i++) {
        if (!(entity->fields[i]->flags & FIELD_RETIRED))
            fields[reading.field_count++] = entity->fields[i];
    }
    bool together = store->depth == 0 && has_links(fields, reading.field_count);
    crm_status status = crm__store_before_read(store, entity);
    if (status == CRM_OK && together)
        status = crm__store_begin_read(store);
    if (status == CRM_OK) {
        status = load_columns(store, &reading, record);
        if (status == CRM_OK)
            status = load_links(store, &reading, record);
        if (together)
            status = crm__store_end(store, status);
    }
    crm__free(store->env, fields);
    return status;
}

crm_status crm__rows_lookup(struct store *store, const struct entity *entity, const struct key *key,
                            const struct batch *rows, const size_t *columns, int64_t *ids_out)
{
    assert(key->count < POSITION_LIMIT);
    for (size_t i = 0; i < rows->row_count; i++)
        ids_out[i] = 0;
    bool together = store->depth == 0 && rows->row_count > 1;
    crm_status status =
        together ? crm__store_begin_read(store) : crm__store_before_read(store, entity);
    if (status < 0)
        return status;
    status = lookup(store, entity, key, rows, columns, ids_out);
    return together ? crm__store_end(store, status) : status;
}

crm_status crm__rows_visible(struct store *store, const struct entity *entity, const int64_t *ids,
                             size_t count, uint8_t *visible)
{
    crm_status status = crm__store_before_read(store, entity);
    return status < 0 ? status : ids_mark(store, entity, ACCESS_READ, ids, count, visible);
}

crm_status crm__rows_writable(struct store *store, const struct entity *entity, const int64_t *ids,
                              size_t count, uint8_t *writable)
{
    crm_status status = crm__store_before_read(store, entity);
    return status < 0 ? status : ids_mark(store, entity, ACCESS_WRITE, ids, count, writable);
}

crm_status crm__row_missing(struct env *env, const struct entity *entity, int64_t id, size_t row)
{
    crm__fail_field(env, CRM_E_NOT_FOUND, entity->name.data, NULL, "no %s %lld", entity->name.data,
                    (long long)id);
    return crm__row_fail(env, CRM_E_NOT_FOUND, row);
}

crm_status crm__key_find(struct store *store, const struct entity *entity, const struct key *key,
                         const struct value *values, int64_t *id_out)
{
    *id_out = 0;
    struct statement *statement = NULL;
    crm_status status = statement_lookup(store, entity, key, &statement);
    struct value access;
    if (status == CRM_OK)
        status = crm__statement_bind_all(statement, values, key->count);
    if (status == CRM_OK && crm__access_values(store, entity, ACCESS_READ, &access))
        status = crm__statement_bind(statement, key->count + 1, access);
    if (status == CRM_OK)
        status = crm__statement_step(statement);
    if (status == CRM_OK)
        *id_out = crm__statement_column(statement, 0).integer;
    crm__statement_release(statement);
    return status < 0 ? status : CRM_OK;
}

crm_status crm__ids_run(struct store *store, struct statement *statement, const int64_t *ids,
                        size_t count, const struct value *bound, size_t bound_count,
                        struct batch *rows, uint32_t *counts)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < bound_count; i++)
        status = crm__statement_bind(statement, i + 2, bound[i]);
    if (status < 0)
        return status;
    if (count == 1 && rows) {
        size_t before = rows->row_count;
        status = crm__statement_bind(statement, 1, crm__value_int(ids[0]));
        if (status == CRM_OK)
            status = crm__statement_fetch(statement, rows, SIZE_MAX);
        if (counts)
            counts[0] = (uint32_t)(rows->row_count - before);
        return status < 0 ? status : CRM_OK;
    }
    size_t positions[POSITION_LIMIT] = {0};
    assert(statement->variable_count <= POSITION_LIMIT);
    for (size_t i = 1; i < POSITION_LIMIT; i++)
        positions[i] = KEEP_BOUND;
    struct column column = {.kind = VALUE_INT, .count = count};
    column.integers = (int64_t *)ids;
    struct batch params = {
        .env = store->env, .columns = &column, .column_count = 1, .row_count = count};
    struct statement_many many = {
        .params = &params, .columns = positions, .rows = rows, .row_counts = counts};
    return crm__statement_many(statement, &many);
}

static crm_status load_columns(struct store *store, const struct reading *reading,
                               struct record *record)
{
    struct statement *statement = NULL;
    crm_status status = statement_get(store, reading, &statement);
    struct value values[2] = {crm__value_int(reading->ids[0])};
    size_t count = 1 + crm__access_values(store, reading->entity, reading->verb, values + 1);
    if (status == CRM_OK)
        status = crm__statement_bind_all(statement, values, count);
    if (status == CRM_OK)
        status = crm__statement_step(statement);
    size_t column = 0;
    for (size_t i = 0; status == CRM_OK && i < reading->field_count; i++) {
        if (crm__field_has_column(reading->fields[i]))
            status =
                load_value(record, reading->fields[i], crm__statement_column(statement, column++));
    }
    crm__statement_release(statement);
    return status == CRM_DONE ? crm__row_missing(store->env, reading->entity, reading->ids[0], 0)
                              : status;
}

static crm_status load_value(struct record *record, const struct field *field, struct value value)
{
    enum value_kind kind = crm__field_kind(field->type);
    if (value.kind == VALUE_INT && kind == VALUE_DOUBLE)
        value = crm__value_double((double)value.integer);
    if (value.kind != VALUE_NULL && value.kind != kind)
        return crm__fail(record->env, CRM_E_INTERNAL, "column %s holds kind %d, wanted kind %d",
                         field->name.data, (int)value.kind, (int)kind);
    return crm__record_load(record, field, value);
}

static crm_status load_links(struct store *store, const struct reading *reading,
                             struct record *record)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < reading->field_count; i++) {
        if (crm__field_has_column(reading->fields[i]))
            continue;
        struct batch batch;
        crm__batch_init(&batch, store->env);
        status = crm__batch_add_fields(&batch, &reading->fields[i], 1);
        if (status == CRM_OK)
            status = crm__links_load(store, reading->fields[i], reading->ids, 1, NULL, &batch,
                                     &batch.columns[0]);
        if (status == CRM_OK)
            status =
                crm__record_load(record, reading->fields[i], crm__column_at(&batch.columns[0], 0));
        crm__batch_free(&batch);
    }
    return status;
}

static crm_status lookup(struct store *store, const struct entity *entity, const struct key *key,
                         const struct batch *rows, const size_t *columns, int64_t *ids_out)
{
    struct statement *statement = NULL;
    crm_status status = statement_lookup(store, entity, key, &statement);
    if (status < 0)
        return status;

    size_t positions[POSITION_LIMIT];
    for (size_t i = 0; i < key->count; i++)
        positions[i] = columns[i];
    struct value access;
    if (crm__access_values(store, entity, ACCESS_READ, &access)) {
        positions[key->count] = KEEP_BOUND;
        status = crm__statement_bind(statement, key->count + 1, access);
    }
    struct batch found;
    crm__batch_init(&found, store->env);
    uint32_t *counts = crm__alloc_zero(store->env, rows->row_count + 1, sizeof *counts);
    if (!counts || !crm__batch_add(&found, TEXT("id"), VALUE_INT))
        status = CRM_E_NOMEM;
    struct statement_many many = {
        .params = rows, .columns = positions, .rows = &found, .row_counts = counts};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    size_t next = 0;
    for (size_t i = 0; status == CRM_OK && i < rows->row_count; i++) {
        if (counts[i])
            ids_out[i] = found.columns[0].integers[next];
        next += counts[i];
    }
    crm__free(store->env, counts);
    crm__batch_free(&found);
    return status;
}

static crm_status rows_get(struct store *store, struct reading *reading, uint8_t *found,
                           struct batch *batch)
{
    bool linked = has_links(reading->fields, reading->field_count);
    crm_status status = crm__store_before_read(store, reading->entity);
    if (status == CRM_OK)
        status = columns_make(batch, reading->fields, reading->field_count, linked);
    if (status < 0 || reading->count == 0)
        return status;
    /* Several reads must see one state, and share the cost of a transaction. */
    bool together = store->depth == 0 && (linked || reading->count > 1);
    if (together)
        status = crm__store_begin_read(store);
    if (status < 0)
        return status;
    status = counts_make(store, reading);
    if (status == CRM_OK)
        status = linked ? get_apart(store, reading, batch) : get_rows(store, reading, batch);
    for (size_t i = 0; status == CRM_OK && found && i < reading->count; i++)
        found[i] = reading->counts[i] > 0;
    counts_free(store, reading);
    return together ? crm__store_end(store, status) : status;
}

/* A batch that was filled like this before keeps its blocks. */
static crm_status columns_make(struct batch *batch, const struct field *const *fields, size_t count,
                               bool linked)
{
    bool fits = batch->column_count == count && !linked;
    for (size_t i = 0; fits && i < count; i++)
        fits = batch->columns[i].kind == crm__field_kind(fields[i]->type) &&
               crm__text_equal(batch->columns[i].name, fields[i]->name);
    if (fits) {
        crm__batch_clear(batch);
        return CRM_OK;
    }
    crm__batch_free(batch);
    return crm__batch_add_fields(batch, fields, count);
}

static crm_status counts_make(struct store *store, struct reading *reading)
{
    reading->counts = reading->few;
    if (reading->count <= FEW)
        return CRM_OK;
    reading->counts = crm__alloc_zero(store->env, reading->count, sizeof *reading->counts);
    return reading->counts ? CRM_OK : CRM_E_NOMEM;
}

static void counts_free(struct store *store, struct reading *reading)
{
    if (reading->counts != reading->few)
        crm__free(store->env, reading->counts);
}

/* Columns and links, each into its place. */
static crm_status get_apart(struct store *store, struct reading *reading, struct batch *batch)
{
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < reading->field_count; i++) {
        if (crm__field_has_column(reading->fields[i]))
            status = crm__batch_add_fields(&rows, &reading->fields[i], 1);
    }
    if (status == CRM_OK)
        status = get_rows(store, reading, &rows);
    size_t next = 0;
    for (size_t i = 0; status == CRM_OK && i < reading->field_count; i++) {
        if (crm__field_has_column(reading->fields[i]))
            crm__column_move(&rows.columns[next++], &batch->columns[i]);
        else
            status = get_links(store, reading, reading->fields[i], batch, &batch->columns[i]);
    }
    crm__batch_free(&rows);
    batch->row_count = reading->count;
    return status;
}

/* What has columns. A batch without columns only learns which rows are there. */
static crm_status get_rows(struct store *store, struct reading *reading, struct batch *rows)
{
    struct batch ids;
    crm__batch_init(&ids, store->env);
    struct batch *target = rows->column_count > 0 ? rows : &ids;
    struct statement *statement = NULL;
    crm_status status = CRM_OK;
    if (target == &ids && !crm__batch_add(&ids, TEXT("id"), VALUE_INT))
        status = CRM_E_NOMEM;
    if (status == CRM_OK)
        status = statement_get(store, reading, &statement);
    if (status == CRM_OK) {
        struct value access;
        size_t access_count = crm__access_values(store, reading->entity, reading->verb, &access);
        status = crm__ids_run(store, statement, reading->ids, reading->count, &access, access_count,
                              target, reading->counts);
    }
    crm__statement_release(statement);

    size_t missing = 0;
    for (size_t i = 0; status == CRM_OK && i < reading->count; i++) {
        missing += reading->counts[i] == 0;
        if (reading->counts[i] == 0 && !reading->found)
            status = crm__row_missing(store->env, reading->entity, reading->ids[i], i);
    }
    if (status == CRM_OK && missing > 0)
        status = crm__batch_spread(target, reading->counts, reading->count);
    crm__batch_free(&ids);
    return status;
}

static crm_status get_links(struct store *store, const struct reading *reading,
                            const struct field *field, struct batch *batch, struct column *column)
{
    return crm__links_load(store, field, reading->ids, reading->count, reading->counts, batch,
                           column);
}

static bool has_links(const struct field *const *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!crm__field_has_column(fields[i]))
            return true;
    }
    return false;
}

static crm_status statement_get(struct store *store, const struct reading *reading,
                                struct statement **statement_out)
{
    const struct entity *entity = reading->entity;
    uint32_t level = (uint32_t)crm__access_level(store, entity, reading->verb);
    uint64_t shape = crm__shape(SHAPE_GET, entity, reading->fields, reading->field_count,
                                reading->flags << 8 | (uint32_t)reading->verb << 4 | level);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT ");
    size_t columns = 0;
    for (size_t i = 0; i < reading->field_count; i++) {
        if (!crm__field_has_column(reading->fields[i]))
            continue;
        crm__sql_add(&sql, columns++ > 0 ? ", " : "");
        crm__sql_name(&sql, reading->fields[i]->name);
    }
    crm__sql_add(&sql, columns == 0 ? "id FROM " : " FROM ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " WHERE id = ");
    crm__sql_placeholder(&sql);
    if (!(reading->flags & ROWS_DELETED))
        crm__sql_add(&sql, " AND deleted_at IS NULL");
    crm__access_where(store, entity, reading->verb, &sql, entity->name);
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}

static crm_status statement_lookup(struct store *store, const struct entity *entity,
                                   const struct key *key, struct statement **statement_out)
{
    uint32_t level = (uint32_t)crm__access_level(store, entity, ACCESS_READ);
    uint64_t shape = crm__shape(SHAPE_LOOKUP, entity, key->fields, key->count, level);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT id FROM ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " WHERE deleted_at IS NULL");
    for (size_t i = 0; i < key->count; i++) {
        crm__sql_add(&sql, " AND ");
        crm__sql_name(&sql, key->fields[i]->name);
        crm__sql_add(&sql, " = ");
        crm__sql_placeholder(&sql);
    }
    crm__access_where(store, entity, ACCESS_READ, &sql, entity->name);
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}

static crm_status ids_mark(struct store *store, const struct entity *entity, enum access_verb verb,
                           const int64_t *ids, size_t count, uint8_t *marks)
{
    struct batch none;
    struct reading reading = {
        .entity = entity, .ids = ids, .count = count, .verb = verb, .found = marks};
    crm__batch_init(&none, store->env);
    crm_status status = rows_get(store, &reading, marks, &none);
    crm__batch_free(&none);
    return status;
}
