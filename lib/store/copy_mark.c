/* What a target is: rows of crm_meta tell whose copy it is, and whether it is finished. */
#include "store/copy_part.h"

#include "db/sql.h"
#include "store/definition.h"
#include "store/meta.h"

static crm_status identity_make(struct store *store, int64_t *identity_out);
static crm_status check_empty(struct store *target);
static crm_status check_unchanged(struct copy *copy, int64_t checksum);
static crm_status set_two(struct store *store, struct text name, int64_t number, struct text other,
                          int64_t other_number);
static int64_t table_checksum(const struct table_layout *layout, int64_t rows, uint64_t checksum);

crm_status crm__copy_check_finished(struct store *store)
{
    int64_t source = 0;
    int64_t checksum = 0;
    crm_status status = crm__meta_int(store, META_COPY_SOURCE, &source);
    if (status < 0 || source == 0)
        return status;
    status = crm__meta_int(store, META_COPY_CHECKSUM, &checksum);
    if (status < 0 || checksum != 0)
        return status;
    return crm__fail(store->env, CRM_E_REFUSED,
                     "the database is a copy that was not finished: run the copy again, it goes "
                     "on where it was");
}

crm_status crm__copy_identity(struct store *store, int64_t *identity_out)
{
    crm_status status = crm__meta_int(store, META_IDENTITY, identity_out);
    if (status < 0 || *identity_out != 0)
        return status;
    if (store->read_only)
        return crm__fail(store->env, CRM_E_READONLY,
                         "the first copy of a database gives it an identity: open it for writing");
    status = crm__store_begin(store);
    return status < 0 ? status : crm__store_end(store, identity_make(store, identity_out));
}

crm_status crm__copy_target_check(struct copy *copy, int64_t identity)
{
    struct store *target = copy->target;
    int64_t own = 0;
    int64_t source = 0;
    int64_t checksum = 0;
    crm_status status = crm__meta_int(target, META_IDENTITY, &own);
    if (status == CRM_OK)
        status = crm__meta_int(target, META_COPY_SOURCE, &source);
    if (status == CRM_OK)
        status = crm__meta_int(target, META_COPY_CHECKSUM, &checksum);
    if (status < 0)
        return status;
    if (own == identity)
        return crm__fail(target->env, CRM_E_INVALID,
                         "the target is the database itself, or a backup of it");
    if (source != 0 && source != identity)
        return crm__fail(target->env, CRM_E_EXISTS,
                         "the target is a copy of another database: name a new place");
    if (source == 0)
        return check_empty(target);
    return checksum != 0 ? check_unchanged(copy, checksum) : CRM_OK;
}

crm_status crm__copy_mark_begun(struct store *target, int64_t identity)
{
    return set_two(target, META_COPY_SOURCE, identity, META_COPY_CHECKSUM, 0);
}

crm_status crm__copy_mark_finished(struct store *target, int64_t checksum)
{
    return set_two(target, META_COPY_CHECKSUM, checksum, TEXT_NONE, 0);
}

int64_t crm__copy_checksum(const struct copy *copy)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < copy->table_count; i++) {
        const struct copy_table *table = &copy->tables[i];
        sum += (uint64_t)table_checksum(&table->layout, table->rows, table->checksum);
    }
    return sum ? (int64_t)sum : 1;
}

/* Another handle may have made it meanwhile. */
static crm_status identity_make(struct store *store, int64_t *identity_out)
{
    crm_status status = crm__meta_int(store, META_IDENTITY, identity_out);
    if (status < 0 || *identity_out != 0)
        return status;
    uint64_t random = store->env->host.random(store->env->host.context);
    int64_t identity = (int64_t)(crm__hash_int64(store->env->now_us, random) >> 1) | 1;
    status = crm__meta_set_int(store, META_IDENTITY, identity);
    if (status == CRM_OK)
        *identity_out = identity;
    return status;
}

/* Settings and what the library wrote itself do not count. */
static crm_status check_empty(struct store *target)
{
    struct arena arena;
    const struct table_layout *tables;
    size_t count;
    crm__arena_init(&arena, target->env);
    crm_status status = crm__tables_list(target, &arena, &tables, &count);
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        if (!tables[i].entity && !crm__text_equal(tables[i].name, TABLE_HISTORY))
            continue;
        struct sql sql;
        int64_t found = 0;
        crm__sql_init(&sql, target->db);
        crm__sql_select(&sql, tables[i].name, tables[i].columns, 1);
        crm__sql_add(&sql, " ORDER BY ");
        crm__sql_name(&sql, tables[i].columns[0]);
        crm__sql_limit(&sql, 1);
        status = crm__sql_run_int(&sql, 0, &found);
        crm__sql_free(&sql);
        bool is_empty = status == CRM_E_NOT_FOUND;
        if (is_empty) {
            crm__error_clear(target->env);
            status = CRM_OK;
        }
        bool is_custom = tables[i].entity && crm__entity_is_custom(tables[i].entity->number);
        if (status == CRM_OK && (!is_empty || is_custom))
            status = crm__fail(target->env, CRM_E_EXISTS,
                               "the target holds a database of its own (%.*s): name a new place",
                               (int)tables[i].name.size, tables[i].name.data);
    }
    crm__arena_free(&arena);
    return status;
}

static crm_status check_unchanged(struct copy *copy, int64_t checksum)
{
    struct store *target = copy->target;
    struct arena arena;
    const struct table_layout *tables;
    size_t count;
    uint64_t sum = 0;
    int64_t done = 0;
    crm__arena_init(&arena, target->env);
    crm_status status = crm__tables_list(target, &arena, &tables, &count);
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        int64_t rows;
        uint64_t table;
        status = crm__copy_sum(target, &tables[i], copy->options.page_rows, &rows, &table);
        sum += (uint64_t)table_checksum(&tables[i], rows, table);
        done += rows;
        if (status == CRM_OK)
            status = crm__progress(target->env, "check", done, -1);
    }
    crm__arena_free(&arena);
    if (status < 0 || (sum ? (int64_t)sum : 1) == checksum)
        return status;
    return crm__fail(target->env, CRM_E_REFUSED,
                     "the target was changed since it was copied, and a copy would take that back: "
                     "name a new place");
}

static crm_status set_two(struct store *store, struct text name, int64_t number, struct text other,
                          int64_t other_number)
{
    crm_status status = crm__db_begin(store->db, TRANSACTION_WRITE);
    if (status < 0)
        return status;
    status = crm__meta_set_int(store, name, number);
    if (status == CRM_OK && other.size > 0)
        status = crm__meta_set_int(store, other, other_number);
    if (status < 0) {
        crm__db_rollback(store->db);
        return status;
    }
    return crm__db_commit(store->db);
}

/* Tables without rows do not count, for one side may have more of them. */
static int64_t table_checksum(const struct table_layout *layout, int64_t rows, uint64_t checksum)
{
    if (rows == 0)
        return 0;
    return (int64_t)crm__hash_int64((int64_t)checksum,
                                    crm__hash_text(layout->name, (uint64_t)rows));
}
