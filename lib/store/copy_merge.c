/*
 * One table of a copy. Source and target are read side by side in the order of the key: a row that
 * only the source has is written, one that only the target has is removed, one that differs is
 * removed and written. What was found in two pages is one transaction. Beyond the target's last row
 * nothing is read there, and whole pages are loaded.
 */
#include "store/copy_part.h"

#include "db/sql.h"

struct merge {
    struct copy *copy;
    struct copy_table *table;
    struct copy_side source;
    struct copy_side target;
    uint32_t *write; /* rows of the source's page */
    size_t write_count;
    uint32_t *remove; /* rows of the target's page */
    size_t remove_count;
    bool unindexed;
};

static crm_status sides_open(struct merge *merge);
static void sides_close(struct merge *merge);
static crm_status rows_compare(struct merge *merge);
static void row_compare(struct merge *merge);
static crm_status pages_turn(struct merge *merge);
static crm_status append_prepare(struct merge *merge);
static crm_status changes_write(struct merge *merge);
static crm_status changes_commit(struct merge *merge);
static crm_status rows_remove(struct merge *merge);
static crm_status rows_write(struct merge *merge);
static crm_status rows_choose(struct merge *merge, struct batch *chosen);
static crm_status unindex(struct merge *merge);

crm_status crm__copy_merge(struct copy *copy, struct copy_table *table)
{
    struct merge merge = {.copy = copy, .table = table};
    crm_status status = sides_open(&merge);
    if (status == CRM_OK)
        status = rows_compare(&merge);
    if (status == CRM_OK && merge.unindexed)
        status = crm__tables_index(copy->target, &table->layout);
    sides_close(&merge);
    return status;
}

crm_status crm__copy_progress(struct copy *copy, const char *stage, int64_t rows)
{
    copy->done += rows;
    if (atomic_load_explicit(&copy->source->db->interrupted, memory_order_relaxed))
        return crm__fail(copy->source->env, CRM_E_CANCELLED, "interrupted");
    return crm__progress(copy->source->env, copy->options.is_backup ? "backup" : stage, copy->done,
                         copy->total);
}

static crm_status sides_open(struct merge *merge)
{
    struct copy *copy = merge->copy;
    struct env *env = copy->source->env;
    size_t page_rows = copy->options.page_rows;
    const struct table_layout *layout = &merge->table->layout;
    crm__copy_side_init(&merge->source, env, copy->source->db, layout, page_rows);
    crm__copy_side_init(&merge->target, env, copy->target ? copy->target->db : NULL, layout,
                        page_rows);
    merge->write = crm__realloc_array(env, NULL, page_rows, sizeof *merge->write);
    merge->remove = crm__realloc_array(env, NULL, page_rows, sizeof *merge->remove);
    return merge->write && merge->remove ? CRM_OK : CRM_E_NOMEM;
}

static void sides_close(struct merge *merge)
{
    struct env *env = merge->copy->source->env;
    crm__free(env, merge->remove);
    crm__free(env, merge->write);
    crm__copy_side_free(&merge->target);
    crm__copy_side_free(&merge->source);
}

static crm_status rows_compare(struct merge *merge)
{
    crm_status status = CRM_OK;
    while (status == CRM_OK) {
        if (crm__copy_side_used_up(&merge->source) || crm__copy_side_used_up(&merge->target))
            status = pages_turn(merge);
        else if (crm__copy_side_at_end(&merge->source) && crm__copy_side_at_end(&merge->target))
            break;
        else
            row_compare(merge);
    }
    return status < 0 ? status : changes_write(merge);
}

/* Moves on by one row of either side, or of both. */
static void row_compare(struct merge *merge)
{
    struct copy_side *source = &merge->source;
    struct copy_side *target = &merge->target;
    struct copy_table *table = merge->table;
    bool has_source = !crm__copy_side_at_end(source);
    bool has_target = !crm__copy_side_at_end(target);
    if (has_source && crm__copy_side_is_own(source)) {
        source->row++;
        return;
    }
    if (has_target && crm__copy_side_is_own(target)) {
        target->row++;
        return;
    }
    int order = !has_target ? -1 : !has_source ? 1 : crm__copy_side_compare(source, target);
    bool is_equal = order == 0 && source->hashes[source->row] == target->hashes[target->row];
    if (order <= 0) {
        table->rows++;
        table->checksum += source->hashes[source->row];
        table->unchanged += is_equal;
        table->written += !is_equal;
        if (!is_equal)
            merge->write[merge->write_count++] = (uint32_t)source->row;
        source->row++;
    }
    if (order >= 0) {
        table->removed += order > 0;
        if (!is_equal)
            merge->remove[merge->remove_count++] = (uint32_t)target->row;
        target->row++;
    }
}

/* What was found in the pages is written before they go. */
static crm_status pages_turn(struct merge *merge)
{
    crm_status status = changes_write(merge);
    int64_t done = (int64_t)merge->source.rows.row_count;
    bool source_turns = crm__copy_side_used_up(&merge->source);
    if (status == CRM_OK && source_turns)
        status = crm__copy_progress(merge->copy, "copy", done);
    if (status == CRM_OK && source_turns)
        status = crm__copy_side_page(&merge->source);
    if (status == CRM_OK && crm__copy_side_used_up(&merge->target))
        status = crm__copy_side_page(&merge->target);
    return status < 0 ? status : append_prepare(merge);
}

/* When more rows are to be appended than are there, building the indexes afterwards is faster. */
static crm_status append_prepare(struct merge *merge)
{
    int64_t left = merge->table->expected - merge->table->rows;
    bool worth = !merge->source.is_all && left > merge->table->rows;
    if (!worth || !merge->copy->target || !crm__copy_side_at_end(&merge->target))
        return CRM_OK;
    return unindex(merge);
}

static crm_status changes_write(struct merge *merge)
{
    crm_status status = CRM_OK;
    bool any = merge->write_count + merge->remove_count > 0;
    if (any && !merge->copy->options.dry_run) {
        status = changes_commit(merge);
        /* A value of a unique key may still stand in a row that is looked at later. */
        if (status == CRM_E_EXISTS && !merge->unindexed) {
            status = unindex(merge);
            if (status == CRM_OK)
                status = changes_commit(merge);
        }
    }
    merge->write_count = 0;
    merge->remove_count = 0;
    return status;
}

static crm_status changes_commit(struct merge *merge)
{
    struct db *db = merge->copy->target->db;
    crm_status status = crm__db_begin(db, TRANSACTION_WRITE);
    if (status < 0)
        return status;
    status = rows_remove(merge);
    if (status == CRM_OK)
        status = rows_write(merge);
    if (status < 0) {
        crm__db_rollback(db);
        return status;
    }
    return crm__db_commit(db);
}

static crm_status rows_remove(struct merge *merge)
{
    static const size_t key[TABLE_KEY_LIMIT] = {0, 1, 2, 3};
    const struct table_layout *layout = &merge->table->layout;
    if (merge->remove_count == 0)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, merge->copy->target->db);
    crm__sql_delete(&sql, layout->name, layout->columns, layout->key_count);
    struct statement_many many = {.params = &merge->target.rows,
                                  .columns = key,
                                  .chosen = merge->remove,
                                  .chosen_count = merge->remove_count};
    crm_status status = crm__sql_many(&sql, 0, &many);
    crm__sql_free(&sql);
    return status;
}

static crm_status rows_write(struct merge *merge)
{
    const struct table_layout *layout = &merge->table->layout;
    if (merge->write_count == 0)
        return CRM_OK;
    struct batch chosen;
    crm__batch_init(&chosen, merge->copy->source->env);
    bool is_whole = merge->write_count == merge->source.rows.row_count;
    crm_status status = is_whole ? CRM_OK : rows_choose(merge, &chosen);
    if (status == CRM_OK) {
        struct bulk bulk;
        status = crm__bulk_begin(merge->copy->target->db, layout->name, layout->columns,
                                 layout->column_count, &bulk);
        if (status == CRM_OK) {
            status = crm__bulk_rows(&bulk, is_whole ? &merge->source.rows : &chosen);
            crm_status ended = crm__bulk_end(&bulk);
            status = status < 0 ? status : ended;
        }
    }
    crm__batch_free(&chosen);
    return status < 0 ? status : CRM_OK;
}

static crm_status rows_choose(struct merge *merge, struct batch *chosen)
{
    const struct batch *rows = &merge->source.rows;
    for (size_t i = 0; i < rows->column_count; i++) {
        struct column *column =
            crm__batch_add(chosen, rows->columns[i].name, rows->columns[i].kind);
        crm_status status = column ? CRM_OK : CRM_E_NOMEM;
        for (size_t k = 0; status == CRM_OK && k < merge->write_count; k++)
            status = crm__column_value(chosen, column, crm__batch_at(rows, i, merge->write[k]));
        if (status < 0)
            return status;
    }
    chosen->row_count = merge->write_count;
    return CRM_OK;
}

static crm_status unindex(struct merge *merge)
{
    if (merge->unindexed || merge->copy->options.dry_run)
        return CRM_OK;
    crm__error_clear(merge->copy->source->env);
    merge->unindexed = true;
    return crm__tables_unindex(merge->copy->target, &merge->table->layout);
}
