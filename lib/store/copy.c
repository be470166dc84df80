/* Copying a database: the order of things. */
#include "store/copy.h"

#include "db/ddl.h"
#include "store/copy_part.h"
#include "store/definition.h"
#include "store/meta.h"
#include "store/transaction.h"

enum { CHECKSUM_SIZE = 17 };

static crm_status copy_run(struct copy *copy, struct text uri, struct arena *arena);
static crm_status target_open(struct copy *copy, struct text uri, bool is_last);
static crm_status target_claim(struct copy *copy);
static crm_status source_identity(struct copy *copy, int64_t *identity_out);
static crm_status tables_list(struct copy *copy, struct arena *arena);
static crm_status row_count(struct store *store, const struct table_layout *layout,
                            int64_t *count_out);
static crm_status tables_copy(struct copy *copy);
static crm_status definitions_copy(struct copy *copy);
static crm_status definitions_apply(struct copy *copy);
static crm_status table_shape(struct copy *copy, const struct table_layout *layout);
static crm_status shape_compare(struct store *target, const struct table_layout *layout,
                                bool *has_foreign_out, bool *missing);
static crm_status tables_compare(struct copy *copy);
static bool is_definition(const struct table_layout *layout);
static crm_status finish(struct copy *copy, struct text uri);
static crm_status verify(struct copy *copy);
static crm_status report(struct copy *copy, struct reader **reader_out);
static crm_status report_row(const struct copy_table *table, struct batch *rows);

crm_status crm__store_copy(struct store *store, struct text uri, const struct copy_options *options,
                           struct reader **reader_out)
{
    *reader_out = NULL;
    crm_status status = crm__access_check_superuser(store, "copy the database");
    if (status == CRM_OK && store->depth > 0)
        status = crm__fail(store->env, CRM_E_MISUSE, "a copy within a transaction");
    if (status < 0)
        return status;
    struct copy copy = {.source = store, .options = *options};
    if (copy.options.page_rows == 0)
        copy.options.page_rows = COPY_PAGE_ROWS;
    struct arena arena;
    crm__arena_init(&arena, store->env);
    status = copy_run(&copy, uri, &arena);
    if (status == CRM_OK)
        status = report(&copy, reader_out);
    struct error kept = store->env->error;
    crm__store_close(copy.target);
    if (status < 0)
        store->env->error = kept;
    crm__arena_free(&arena);
    return status;
}

static crm_status copy_run(struct copy *copy, struct text uri, struct arena *arena)
{
    int64_t identity = 0;
    crm_status status = source_identity(copy, &identity);
    if (status == CRM_OK)
        status = target_open(copy, uri, false);
    if (status == CRM_OK && copy->target)
        status = crm__copy_target_check(copy, identity);
    if (status == CRM_OK && !copy->options.dry_run)
        status = crm__copy_mark_begun(copy->target, identity);
    if (status == CRM_OK)
        status = crm__store_begin_read(copy->source);
    if (status < 0)
        return status;
    status = tables_list(copy, arena);
    if (status == CRM_OK)
        status = copy->options.dry_run ? tables_compare(copy) : tables_copy(copy);
    status = crm__store_end(copy->source, status);
    return status < 0 || copy->options.dry_run ? status : finish(copy, uri);
}

/* All but the last words may be lost in a power cut, for they are found missing and written again.
 * The last commit, which says that the copy is finished, takes all before it to the disk. */
static crm_status target_open(struct copy *copy, struct text uri, bool is_last)
{
    struct store *source = copy->source;
    bool dry_run = copy->options.dry_run;
    struct store_options options = {
        .read_only = dry_run,
        .must_exist = dry_run || is_last,
        .unfinished_copy = true,
        .may_lose_last_commits = !is_last,
        .busy_limit_us = copy->options.busy_limit_us,
        .currency = crm__text_of(source->currency),
        .time_zone = crm__text_of(source->time_zone),
    };
    crm_status status = crm__store_open(source->env, uri, &options, &copy->target);
    if (status == CRM_E_NOT_FOUND && dry_run) {
        crm__error_clear(source->env);
        return CRM_OK;
    }
    if (status == CRM_OK && copy->target->db->caps.in_memory)
        status = crm__fail(source->env, CRM_E_MISUSE, "a copy in memory would be gone at its end");
    return status < 0 || dry_run ? status : target_claim(copy);
}

/* A copy that was killed has no claim any more, so that it can go on at once. */
static crm_status target_claim(struct copy *copy)
{
    bool is_ours = false;
    crm_status status = crm__db_claim(copy->target->db, &is_ours);
    if (status < 0 || is_ours)
        return status;
    return crm__fail(copy->source->env, CRM_E_BUSY,
                     "another copy into this target is running: wait until it has finished, or "
                     "stop it");
}

/* A dry run writes nothing, not even this; nor does who may only read. */
static crm_status source_identity(struct copy *copy, int64_t *identity_out)
{
    if (!copy->options.dry_run && !(copy->options.is_backup && copy->source->read_only))
        return crm__copy_identity(copy->source, identity_out);
    crm_status status = crm__meta_int(copy->source, META_IDENTITY, identity_out);
    if (*identity_out == 0)
        *identity_out = -1;
    return status;
}

static crm_status tables_list(struct copy *copy, struct arena *arena)
{
    const struct table_layout *layouts;
    crm_status status = crm__tables_list(copy->source, arena, &layouts, &copy->table_count);
    if (status < 0)
        return status;
    copy->tables = crm__arena_alloc_zero(arena, copy->table_count, sizeof *copy->tables);
    if (!copy->tables)
        return CRM_E_NOMEM;
    for (size_t i = 0; status == CRM_OK && i < copy->table_count; i++) {
        struct copy_table *table = &copy->tables[i];
        table->layout = layouts[i];
        status = row_count(copy->source, &table->layout, &table->expected);
        copy->total += table->expected;
    }
    return status;
}

static crm_status row_count(struct store *store, const struct table_layout *layout,
                            int64_t *count_out)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT count(*) FROM ");
    crm__sql_name(&sql, layout->name);
    crm_status status = crm__sql_run_int(&sql, 0, count_out);
    crm__sql_free(&sql);
    return status;
}

/* Definitions come first, for what they define must be there for the rest. */
static crm_status tables_copy(struct copy *copy)
{
    crm_status status = definitions_copy(copy);
    if (status == CRM_OK)
        status = definitions_apply(copy);
    for (size_t i = 0; status == CRM_OK && i < copy->table_count; i++) {
        if (!is_definition(&copy->tables[i].layout))
            status = crm__copy_merge(copy, &copy->tables[i]);
    }
    return status;
}

/* In one transaction, for half of them cannot be read, and then the copy could not go on. */
static crm_status definitions_copy(struct copy *copy)
{
    struct db *db = copy->target->db;
    crm_status status = crm__db_begin(db, TRANSACTION_WRITE);
    if (status < 0)
        return status;
    for (size_t i = 0; status == CRM_OK && i < copy->table_count; i++) {
        if (is_definition(&copy->tables[i].layout))
            status = crm__copy_merge(copy, &copy->tables[i]);
    }
    if (status < 0) {
        crm__db_rollback(db);
        return status;
    }
    return crm__db_commit(db);
}

/* Tables, columns and indexes as the source has them, also those that an interrupted run took
 * away. What only the target defines is from a source that was set back since. */
static crm_status definitions_apply(struct copy *copy)
{
    crm_status status = CRM_OK;
    const struct catalogue *theirs = copy->target->catalogue;
    for (size_t i = 0; status == CRM_OK && i < theirs->entity_count; i++) {
        if (!crm__entity_find(copy->source->catalogue, theirs->entities[i]->name))
            status = crm__ddl_drop_table(copy->target->db, theirs->entities[i]->name);
    }
    if (status == CRM_OK)
        status = crm__tables_create_own(copy->target);
    for (size_t i = 0; status == CRM_OK && i < copy->table_count; i++) {
        if (copy->tables[i].layout.entity)
            status = table_shape(copy, &copy->tables[i].layout);
    }
    return status;
}

static crm_status table_shape(struct copy *copy, const struct table_layout *layout)
{
    struct store *target = copy->target;
    bool has_foreign = false;
    bool *missing = crm__alloc_zero(target->env, layout->column_count, sizeof *missing);
    if (!missing)
        return CRM_E_NOMEM;
    crm_status status = shape_compare(target, layout, &has_foreign, missing);
    if (status == CRM_OK && has_foreign)
        status = crm__ddl_drop_table(target->db, layout->name);
    /* Neither a table that is made now nor its key lack anything. */
    bool is_new = has_foreign || missing[0];
    for (size_t i = 0; status == CRM_OK && !is_new && i < layout->column_count; i++) {
        struct ddl_column column = {.name = layout->columns[i], .kind = layout->kinds[i]};
        if (missing[i])
            status = crm__ddl_add_column(target->db, layout->name, &column);
    }
    crm__free(target->env, missing);
    return status < 0 ? status : crm__tables_create_entity(target, layout->entity);
}

/* Which columns the target lacks, and whether it has others. */
static crm_status shape_compare(struct store *target, const struct table_layout *layout,
                                bool *has_foreign_out, bool *missing)
{
    enum { NAME, KIND };
    struct batch columns;
    crm__batch_init(&columns, target->env);
    crm_status status = crm__db_introspect(target->db, CATALOG_COLUMNS, layout->name, &columns);
    size_t known = 0;
    for (size_t i = 0; status >= 0 && i < layout->column_count; i++) {
        missing[i] = true;
        for (size_t row = 0; missing[i] && row < columns.row_count; row++)
            missing[i] = !crm__text_equal(crm__column_text_at(&columns.columns[NAME], row),
                                          layout->columns[i]) ||
                         columns.columns[KIND].integers[row] != (int64_t)layout->kinds[i];
        known += !missing[i];
    }
    *has_foreign_out = status >= 0 && known < columns.row_count;
    crm__batch_free(&columns);
    return status < 0 ? status : CRM_OK;
}

/* A table of another shape is as good as none: all its rows would be written. */
static crm_status tables_compare(struct copy *copy)
{
    struct store *target = copy->target;
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < copy->table_count; i++) {
        const struct table_layout *layout = &copy->tables[i].layout;
        bool fits = target != NULL;
        if (target) {
            bool *missing = crm__alloc_zero(target->env, layout->column_count, sizeof *missing);
            status = missing ? shape_compare(target, layout, &(bool){false}, missing) : CRM_E_NOMEM;
            for (size_t k = 0; status == CRM_OK && k < layout->column_count; k++)
                fits = fits && !missing[k];
            crm__free(target->env, missing);
        }
        copy->target = fits ? target : NULL;
        if (status == CRM_OK)
            status = crm__copy_merge(copy, &copy->tables[i]);
        copy->target = target;
    }
    return status;
}

static bool is_definition(const struct table_layout *layout)
{
    return crm__text_equal(layout->name, TABLE_ENTITY) ||
           crm__text_equal(layout->name, TABLE_FIELD) ||
           crm__text_equal(layout->name, TABLE_CHOICE);
}

/* What was written is read by a connection that has written nothing. */
static crm_status finish(struct copy *copy, struct text uri)
{
    crm__store_close(copy->target);
    copy->target = NULL;
    crm_status status = target_open(copy, uri, true);
    if (status == CRM_OK)
        status = crm__db_begin(copy->target->db, TRANSACTION_READ);
    if (status < 0)
        return status;
    status = verify(copy);
    crm__db_rollback(copy->target->db);
    return status < 0 ? status : crm__copy_mark_finished(copy->target, crm__copy_checksum(copy));
}

static crm_status verify(struct copy *copy)
{
    copy->done = 0;
    for (size_t i = 0; i < copy->table_count; i++) {
        const struct copy_table *table = &copy->tables[i];
        const struct table_layout *layout = &table->layout;
        int64_t rows;
        uint64_t checksum;
        crm_status status =
            crm__copy_sum(copy->target, layout, copy->options.page_rows, &rows, &checksum);
        if (status == CRM_OK && (rows != table->rows || checksum != table->checksum))
            status = crm__fail_field(
                copy->target->env, CRM_E_CORRUPT, layout->name.data, NULL,
                "%.*s: %lld rows with the checksum %016llx are in the copy, %lld with %016llx in "
                "the database: did another program write? run the copy again",
                (int)layout->name.size, layout->name.data, (long long)rows,
                (unsigned long long)checksum, (long long)table->rows,
                (unsigned long long)table->checksum);
        if (status == CRM_OK)
            status = crm__copy_progress(copy, "verify", rows);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status report(struct copy *copy, struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("entity"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("rows"), COLUMN_INTEGER, TEXT("Rows"), TEXT("行数")),
        crm__reader_column(TEXT("written"), COLUMN_INTEGER, TEXT("Written"), TEXT("写入")),
        crm__reader_column(TEXT("removed"), COLUMN_INTEGER, TEXT("Removed"), TEXT("删除")),
        crm__reader_column(TEXT("unchanged"), COLUMN_INTEGER, TEXT("Unchanged"), TEXT("未变")),
        crm__reader_column(TEXT("checksum"), COLUMN_TEXT, TEXT("Checksum"), TEXT("校验和")),
    };
    struct batch rows;
    crm__batch_init(&rows, copy->source->env);
    crm_status status = crm__reader_prepare(columns, sizeof columns / sizeof columns[0], &rows);
    for (size_t i = 0; status == CRM_OK && i < copy->table_count; i++) {
        if (copy->tables[i].rows + copy->tables[i].removed > 0)
            status = report_row(&copy->tables[i], &rows);
    }
    if (status == CRM_OK)
        status = crm__reader_of_batch(copy->source->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    return status;
}

static crm_status report_row(const struct copy_table *table, struct batch *rows)
{
    static const char digits[] = "0123456789abcdef";
    char checksum[CHECKSUM_SIZE];
    for (size_t i = 0; i < CHECKSUM_SIZE - 1; i++)
        checksum[i] = digits[table->checksum >> (4 * (CHECKSUM_SIZE - 2 - i)) & 15];
    const struct value values[] = {
        crm__value_text(table->layout.name),
        crm__value_int(table->rows),
        crm__value_int(table->written),
        crm__value_int(table->removed),
        crm__value_int(table->unchanged),
        crm__value_text((struct text){checksum, CHECKSUM_SIZE - 1}),
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        crm_status status = crm__column_value(rows, &rows->columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(rows);
    return CRM_OK;
}
