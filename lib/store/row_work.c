/* Row work: the rows and fields in work, and what becomes of those that cannot be written. */
#include "store/row_work.h"

#include "db/driver.h"
#include "store/observer.h"
#include "store/row_batch.h"
#include "store/row_read.h"

#include <assert.h>
#include <string.h>

static crm_status check_write(struct store *store, const struct row_write *write);
static crm_status add_field(struct row_work *work, size_t *capacity, const struct field *field);
static crm_status add_watched(struct row_work *work, size_t *capacity);
static crm_status add_key_fields(struct row_work *work, size_t *capacity);
static bool is_written(const struct row_work *work, const struct field *field);
static const struct key *key_of(const struct entity *entity, const struct db_conflict *conflict);
static crm_status explain(struct row_work *work, const struct row_refusal *refusal);
static crm_status find_holder(struct row_work *work, const struct row_refusal *refusal,
                              int64_t *id_out);

crm_status crm__work_init(struct row_work *work, struct store *store, struct row_write *write)
{
    *work = (struct row_work){.store = store, .write = write, .entity = write->entity};
    crm__arena_init(&work->arena, store->env);
    crm__batch_init(&work->before, store->env);
    crm__batch_init(&work->after, store->env);
    crm__batch_init(&work->old, store->env);
    crm__batch_init(&work->links, store->env);
    crm__batch_init(&work->fresh, store->env);
    write->written = 0;
    crm_status status = check_write(store, write);
    size_t capacity = 0;
    for (size_t i = 0; status == CRM_OK && i < write->field_count; i++)
        status = add_field(work, &capacity, write->fields[i]);
    work->written_count = work->field_count;
    if (status == CRM_OK)
        status = add_key_fields(work, &capacity);
    if (status == CRM_OK)
        status = add_watched(work, &capacity);
    return status;
}

void crm__work_free(struct row_work *work)
{
    crm__batch_free(&work->old);
    crm__batch_free(&work->links);
    crm__batch_free(&work->fresh);
    crm__free(work->store->env, work->refusals);
    crm__free(work->store->env, work->fields);
    crm__arena_free(&work->arena);
}

crm_status crm__work_rows(struct row_work *work, size_t count)
{
    struct arena *arena = &work->arena;
    work->source = crm__arena_alloc_zero(arena, count + 1, sizeof *work->source);
    work->states = crm__arena_alloc_zero(arena, count + 1, sizeof *work->states);
    if (!work->source || !work->states)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < count; row++)
        work->source[row] = (uint32_t)row;
    work->count = count;
    work->kept = count;
    return CRM_OK;
}

crm_status crm__row_fail(struct env *env, crm_status status, size_t row)
{
    env->error.row = (int64_t)row + 1;
    env->error.record_id = 0;
    return status;
}

crm_status crm__work_reject(struct row_work *work, size_t row, crm_status status)
{
    status = crm__write_reject(work->store, work->write, work->source[row], status);
    if (status == CRM_OK)
        crm__work_drop(work, row, ROW_REJECTED);
    return status;
}

crm_status crm__write_reject(struct store *store, struct row_write *write, size_t row,
                             crm_status status)
{
    store->env->error.row = (int64_t)row + 1;
    if (!write->reject)
        return status;
    status = write->reject(write->context, row, status);
    if (status < 0)
        return status;
    crm__error_clear(store->env);
    return CRM_OK;
}

void crm__work_drop(struct row_work *work, size_t row, enum row_state state)
{
    assert(state != ROW_KEPT);
    if (work->states[row] == ROW_KEPT)
        work->kept--;
    work->states[row] = (uint8_t)state;
}

crm_status crm__work_chosen(struct row_work *work, uint32_t **chosen_out)
{
    uint32_t *chosen = crm__arena_alloc(&work->arena, (work->kept + 1) * sizeof *chosen);
    *chosen_out = chosen;
    if (!chosen)
        return CRM_E_NOMEM;
    size_t count = 0;
    for (size_t row = 0; row < work->count; row++) {
        if (work->states[row] == ROW_KEPT)
            chosen[count++] = (uint32_t)row;
    }
    assert(count == work->kept);
    return CRM_OK;
}

crm_status crm__work_refused(void *context, size_t row, crm_status status,
                             const struct db_conflict *conflict)
{
    struct row_work *work = context;
    struct env *env = work->store->env;
    bool is_id = status == CRM_E_EXISTS && conflict->column_count == 1 &&
                 strcmp(conflict->columns[0], "id") == 0;
    crm_status reserved = crm__array_reserve(env, (void **)&work->refusals, &work->refusal_capacity,
                                             work->refusal_count + 1, sizeof *work->refusals);
    if (reserved < 0)
        return reserved;
    work->refusals[work->refusal_count++] = (struct row_refusal){
        .row = (uint32_t)row,
        .status = status,
        .key = status == CRM_E_EXISTS && !is_id ? key_of(work->entity, conflict) : NULL,
        .is_id = is_id,
    };
    /* A taken id may have been the library's own, which is mended without telling anybody. */
    return work->write->reject || is_id ? CRM_OK : status;
}

crm_status crm__work_tell_refused(struct row_work *work)
{
    for (size_t i = 0; i < work->refusal_count; i++) {
        const struct row_refusal *refusal = &work->refusals[i];
        crm_status status = explain(work, refusal);
        if (status == refusal->status)
            status = crm__work_reject(work, refusal->row, status);
        if (status < 0)
            return status;
    }
    work->refusal_count = 0;
    return CRM_OK;
}

crm_status crm__work_explain(struct row_work *work, crm_status status)
{
    if (status != CRM_E_EXISTS || work->write->reject || work->refusal_count == 0)
        return status;
    const struct row_refusal *refusal = &work->refusals[work->refusal_count - 1];
    crm_status explained = explain(work, refusal);
    work->store->env->error.row = (int64_t)work->source[refusal->row] + 1;
    return explained;
}

static crm_status check_write(struct store *store, const struct row_write *write)
{
    assert(write->entity);
    assert(write->rows || write->field_count == 0);
    if (write->rows && write->rows->column_count < write->field_count)
        return crm__fail(store->env, CRM_E_MISUSE, "%zu fields in a batch of %zu columns",
                         write->field_count, write->rows->column_count);
    for (size_t i = 0; i < write->field_count; i++) {
        const struct field *field = write->fields[i];
        enum value_kind kind = crm__field_kind(field->type);
        const char *entity = write->entity->name.data;
        if (field->entity != write->entity || field->flags & FIELD_RETIRED)
            return crm__fail_field(store->env, CRM_E_MISUSE, entity, field->name.data,
                                   "%s is not a field of %s in use", field->name.data, entity);
        if (field->index == SYSTEM_ID || field->index == SYSTEM_VERSION ||
            field->index == SYSTEM_DELETED_AT)
            return crm__fail_field(store->env, CRM_E_MISUSE, entity, field->name.data,
                                   "%s is kept by the store", field->name.data);
        if (write->rows->columns[i].kind != kind)
            return crm__fail_field(store->env, CRM_E_MISUSE, entity, field->name.data,
                                   "column %zu is not of the kind of %s", i + 1, field->name.data);
        for (size_t j = 0; j < i; j++) {
            if (write->fields[j] == field)
                return crm__fail_field(store->env, CRM_E_MISUSE, entity, field->name.data,
                                       "%s is given twice", field->name.data);
        }
    }
    return CRM_OK;
}

static crm_status add_field(struct row_work *work, size_t *capacity, const struct field *field)
{
    crm_status status = crm__array_reserve(work->store->env, (void **)&work->fields, capacity,
                                           work->field_count + 1, sizeof *work->fields);
    if (status == CRM_OK)
        work->fields[work->field_count++] = field;
    return status;
}

static crm_status add_watched(struct row_work *work, size_t *capacity)
{
    for (struct observer *observer = work->store->observers; observer; observer = observer->next) {
        if (!observer->fields || !crm__text_equal(observer->entity, work->entity->name))
            continue;
        for (const char *const *name = observer->fields; *name; name++) {
            const struct field *field = crm__field_find(work->entity, crm__text_of(*name));
            if (!field)
                return crm__fail(work->store->env, CRM_E_INTERNAL, "%s watches %s.%s, which is not",
                                 observer->name, work->entity->name.data, *name);
            if (is_written(work, field))
                continue;
            crm_status status = add_field(work, capacity, field);
            if (status < 0)
                return status;
        }
    }
    return CRM_OK;
}

/* The whole of a unique key that is written in part, so that whose it is can be found out. */
static crm_status add_key_fields(struct row_work *work, size_t *capacity)
{
    for (size_t i = 0; i < work->entity->key_count; i++) {
        const struct key *key = &work->entity->keys[i];
        if (!key->unique)
            continue;
        bool touched = work->written_count == 0; /* a restore brings all keys back */
        for (size_t j = 0; j < key->count; j++)
            touched |= is_written(work, key->fields[j]);
        for (size_t j = 0; touched && j < key->count; j++) {
            crm_status status = is_written(work, key->fields[j])
                                    ? CRM_OK
                                    : add_field(work, capacity, key->fields[j]);
            if (status < 0)
                return status;
        }
    }
    return CRM_OK;
}

static bool is_written(const struct row_work *work, const struct field *field)
{
    for (size_t i = 0; i < work->field_count; i++) {
        if (work->fields[i] == field)
            return true;
    }
    return false;
}

static const struct key *key_of(const struct entity *entity, const struct db_conflict *conflict)
{
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct key *key = &entity->keys[i];
        if (!key->unique || key->count != conflict->column_count)
            continue;
        size_t same = 0;
        while (same < key->count && crm__text_is(key->fields[same]->name, conflict->columns[same]))
            same++;
        if (same == key->count)
            return key;
    }
    return NULL;
}

/* Writes the error of a refusal; gives its status, or that of a failure on the way. */
static crm_status explain(struct row_work *work, const struct row_refusal *refusal)
{
    struct env *env = work->store->env;
    const char *entity = work->entity->name.data;
    if (refusal->status != CRM_E_EXISTS)
        return crm__fail_field(env, refusal->status, entity, NULL,
                               "%s: the database cannot hold a value of this row", entity);
    if (!refusal->key)
        return crm__fail_field(env, CRM_E_EXISTS, entity, "id", "%s: id %lld is taken", entity,
                               (long long)work->ids[refusal->row]);
    int64_t holder = 0;
    crm_status status = find_holder(work, refusal, &holder);
    if (status < 0)
        return status;

    char names[ERROR_NAME_SIZE];
    size_t size = 0;
    for (size_t i = 0; i < refusal->key->count; i++) {
        const struct field *field = refusal->key->fields[i];
        struct text name = field->normal_of ? field->normal_of->name : field->name;
        if (size + name.size + 2 > sizeof names)
            break;
        if (i > 0)
            names[size++] = ',';
        memcpy(names + size, name.data, name.size);
        size += name.size;
    }
    names[size] = '\0';
    if (holder)
        crm__fail_field(env, CRM_E_EXISTS, entity, names, "%s: %s is taken by record %lld", entity,
                        names, (long long)holder);
    else
        crm__fail_field(env, CRM_E_EXISTS, entity, names, "%s: %s is taken", entity, names);
    env->error.record_id = holder;
    return CRM_E_EXISTS;
}

/* 0 when the acting user may not know. */
static crm_status find_holder(struct row_work *work, const struct row_refusal *refusal,
                              int64_t *id_out)
{
    const struct key *key = refusal->key;
    struct value *values = crm__arena_alloc_zero(&work->arena, key->count, sizeof *values);
    if (!values)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < key->count; i++) {
        for (size_t j = 0; j < work->after.column_count && j < work->field_count; j++) {
            if (work->fields[j] == key->fields[i])
                values[i] = crm__batch_at(&work->after, j, refusal->row);
        }
    }
    return crm__key_find(work->store, work->entity, key, values, id_out);
}
