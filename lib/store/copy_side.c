/* One side of a copy: pages of a table by keyset, and the hashes of their rows. */
#include "store/copy_part.h"

#include "db/sql.h"
#include "store/meta.h"

#include <string.h>

/* A page of long texts ends early, so that memory stays bounded. */
enum { PAGE_BYTES = 8 << 20, FETCH_ROWS = 256 };

static crm_status page_prepare(struct copy_side *side);
static crm_status page_read(struct copy_side *side, struct sql *sql);
static void page_query(struct copy_side *side, struct sql *sql);
static size_t page_bytes(const struct batch *rows);
static crm_status after_keep(struct copy_side *side);
static crm_status page_hash(struct copy_side *side);
static void column_hash(const struct column *column, uint64_t seed, uint64_t *hashes);
static uint64_t bits_of(double real);

void crm__copy_side_init(struct copy_side *side, struct env *env, struct db *db,
                         const struct table_layout *table, size_t page_rows)
{
    *side =
        (struct copy_side){.db = db, .table = table, .page_rows = page_rows, .is_all = db == NULL};
    crm__batch_init(&side->rows, env);
    crm__arena_init(&side->arena, env);
}

void crm__copy_side_free(struct copy_side *side)
{
    crm__free(side->rows.env, side->hashes);
    crm__arena_free(&side->arena);
    crm__batch_free(&side->rows);
}

crm_status crm__copy_side_page(struct copy_side *side)
{
    struct sql sql;
    crm_status status = after_keep(side);
    if (status == CRM_OK)
        status = page_prepare(side);
    if (status < 0)
        return status;
    crm__sql_init(&sql, side->db);
    page_query(side, &sql);
    status = page_read(side, &sql);
    crm__sql_free(&sql);
    return status < 0 ? status : page_hash(side);
}

int crm__copy_side_compare(const struct copy_side *a, const struct copy_side *b)
{
    for (size_t i = 0; i < a->table->key_count; i++) {
        int order = crm__value_compare(crm__batch_at(&a->rows, i, a->row),
                                       crm__batch_at(&b->rows, i, b->row));
        if (order != 0)
            return order;
    }
    return 0;
}

bool crm__copy_side_is_own(const struct copy_side *side)
{
    if (!crm__text_equal(side->table->name, TABLE_META))
        return false;
    const struct text own[] = {META_IDENTITY, META_COPY_SOURCE, META_COPY_CHECKSUM, META_SEARCHED};
    struct text name = crm__column_text_at(&side->rows.columns[0], side->row);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (crm__text_equal(name, own[i]))
            return true;
    }
    return crm__text_starts(name, META_SEARCH_INDEX);
}

crm_status crm__copy_sum(struct store *store, const struct table_layout *table, size_t page_rows,
                         int64_t *rows_out, uint64_t *checksum_out)
{
    *rows_out = 0;
    *checksum_out = 0;
    struct copy_side side;
    crm__copy_side_init(&side, store->env, store->db, table, page_rows);
    crm_status status = CRM_OK;
    while (status == CRM_OK && !crm__copy_side_at_end(&side)) {
        if (crm__copy_side_used_up(&side)) {
            status = crm__copy_side_page(&side);
            continue;
        }
        if (!crm__copy_side_is_own(&side)) {
            ++*rows_out;
            *checksum_out += side.hashes[side.row];
        }
        side.row++;
    }
    crm__copy_side_free(&side);
    return status;
}

static crm_status page_prepare(struct copy_side *side)
{
    crm__batch_clear(&side->rows);
    side->row = 0;
    if (side->rows.column_count > 0)
        return CRM_OK;
    for (size_t i = 0; i < side->table->column_count; i++) {
        if (!crm__batch_add(&side->rows, side->table->columns[i], side->table->kinds[i]))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static crm_status page_read(struct copy_side *side, struct sql *sql)
{
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, 0, &statement);
    bool is_full = false;
    while (status == CRM_OK && !is_full) {
        size_t left = side->page_rows - side->rows.row_count;
        status =
            crm__statement_fetch(statement, &side->rows, left < FETCH_ROWS ? left : FETCH_ROWS);
        is_full = side->rows.row_count == side->page_rows || page_bytes(&side->rows) >= PAGE_BYTES;
    }
    crm__statement_release(statement);
    side->is_all = status == CRM_DONE && side->rows.row_count < side->page_rows;
    return status < 0 ? status : CRM_OK;
}

/* SELECT … WHERE (key) > (the last one) ORDER BY key LIMIT a page */
static void page_query(struct copy_side *side, struct sql *sql)
{
    const struct table_layout *table = side->table;
    crm__sql_select(sql, table->name, table->columns, table->column_count);
    if (side->has_after) {
        crm__sql_add(sql, " WHERE (");
        crm__sql_names(sql, table->columns, table->key_count);
        crm__sql_add(sql, ") > (");
        for (size_t i = 0; i < table->key_count; i++) {
            if (i > 0)
                crm__sql_add(sql, ", ");
            crm__sql_value(sql, side->after[i]);
        }
        crm__sql_add(sql, ")");
    }
    crm__sql_add(sql, " ORDER BY ");
    for (size_t i = 0; i < table->key_count; i++) {
        if (i > 0)
            crm__sql_add(sql, ", ");
        crm__sql_name(sql, table->columns[i]);
        if (table->kinds[i] == VALUE_TEXT)
            crm__sql_collate(sql);
    }
    crm__sql_limit(sql, (int64_t)side->page_rows);
}

static size_t page_bytes(const struct batch *rows)
{
    size_t bytes = 0;
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct column *column = &rows->columns[i];
        if ((column->kind == VALUE_TEXT || column->kind == VALUE_BLOB) && column->count > 0)
            bytes += (size_t)column->offsets[column->count];
    }
    return bytes;
}

/* The last key outlives its page. */
static crm_status after_keep(struct copy_side *side)
{
    if (side->rows.row_count == 0)
        return CRM_OK;
    crm__arena_reset(&side->arena);
    for (size_t i = 0; i < side->table->key_count; i++) {
        struct value value = crm__batch_at(&side->rows, i, side->rows.row_count - 1);
        if (value.kind == VALUE_TEXT) {
            value.text = crm__arena_text(&side->arena, value.text);
            if (!value.text.data)
                return CRM_E_NOMEM;
        }
        side->after[i] = value;
    }
    side->has_after = true;
    return CRM_OK;
}

/*
 * A row's hash is that of the sum over its columns that are not null, each hashed with its name:
 * neither the order of the columns counts, nor columns that are there and empty. Column by column,
 * for that is how a page lies in memory.
 */
static crm_status page_hash(struct copy_side *side)
{
    size_t count = side->rows.row_count;
    crm_status status = crm__array_reserve(side->rows.env, (void **)&side->hashes,
                                           &side->hash_capacity, count, sizeof *side->hashes);
    if (status < 0)
        return status;
    if (count > 0)
        memset(side->hashes, 0, count * sizeof *side->hashes);
    for (size_t i = 0; i < side->rows.column_count; i++)
        column_hash(&side->rows.columns[i], crm__hash_text(side->table->columns[i], 0),
                    side->hashes);
    for (size_t row = 0; row < count; row++)
        side->hashes[row] = crm__hash_int64((int64_t)side->hashes[row], 0);
    return CRM_OK;
}

static void column_hash(const struct column *column, uint64_t seed, uint64_t *hashes)
{
    for (size_t row = 0; row < column->count; row++) {
        if (crm__column_is_null(column, row))
            continue;
        if (column->kind == VALUE_INT)
            hashes[row] += crm__hash_int64(column->integers[row], seed);
        else if (column->kind == VALUE_DOUBLE)
            hashes[row] += crm__hash_int64((int64_t)bits_of(column->doubles[row]), seed);
        else
            hashes[row] += crm__hash_text(crm__column_text_at(column, row), seed);
    }
}

static uint64_t bits_of(double real)
{
    uint64_t bits;
    memcpy(&bits, &real, sizeof bits);
    return bits;
}
