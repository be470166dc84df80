/* Match keys: which fields give them, and the observer that keeps them. */
#include "service/match_keys.h"

#include <string.h>

#include "engine/email.h"
#include "engine/uscc.h"
#include "engine/wechat.h"
#include "store/observer.h"

const char *crm__match_kind_name(enum match_kind kind)
{
    static const char *const names[] = {
        [MATCH_PHONE] = "phone",
        [MATCH_EMAIL] = "email",
        [MATCH_WECHAT] = "wechat",
        [MATCH_REGISTRATION] = "registration_number",
    };
    return kind > 0 && kind < MATCH_KIND_END ? names[kind] : "";
}

static enum match_kind kind_of(const struct field *field)
{
    if (field->normal_of && field->normal_of->type == FIELD_PHONE)
        return MATCH_PHONE;
    if (field->type == FIELD_EMAIL)
        return MATCH_EMAIL;
    if (crm__text_is(field->name, "wechat"))
        return MATCH_WECHAT;
    if (crm__text_is(field->name, "registration_number"))
        return MATCH_REGISTRATION;
    return 0;
}

size_t crm__match_fields(const struct entity *entity, const struct field *fields[MATCH_KEYS_LIMIT])
{
    size_t count = 0;
    if (!(entity->flags & ENTITY_CUSTOMER))
        return 0;
    for (size_t i = 0; i < entity->field_count && count < MATCH_KEYS_LIMIT; i++) {
        const struct field *field = entity->fields[i];
        if (!(field->flags & FIELD_RETIRED) && kind_of(field))
            fields[count++] = field;
    }
    return count;
}

struct key_set {
    struct match_key *keys;
    struct text *texts; /* NULL when nobody asks */
    struct arena *arena;
    size_t count;
    int64_t id;
    bool failed; /* no memory for a text */
};

static void key_add(struct key_set *set, enum match_kind kind, struct text key)
{
    if (key.size == 0 || set->count == MATCH_KEYS_LIMIT)
        return;
    int64_t hash = (int64_t)crm__hash_text(key, (uint64_t)kind);
    for (size_t i = 0; i < set->count; i++) {
        if (set->keys[i].kind == (int32_t)kind && set->keys[i].key == hash)
            return;
    }
    if (set->texts) {
        set->texts[set->count] = crm__arena_text(set->arena, key);
        set->failed |= !set->texts[set->count].data;
    }
    set->keys[set->count++] =
        (struct match_key){.record_id = set->id, .key = hash, .kind = (int32_t)kind};
}

static void wechat_add(struct key_set *set, struct text typed)
{
    struct wechat wechat;
    crm__wechat_clean(typed, TEXT_NONE, &wechat);
    if (wechat.kind != WECHAT_NONE)
        key_add(set, wechat.kind == WECHAT_PHONE ? MATCH_PHONE : MATCH_WECHAT,
                crm__text_of(wechat.key));
}

static void email_add(struct key_set *set, struct text typed)
{
    struct email email;
    crm__email_clean(typed, &email);
    if (email.exact.size > 0 && !(email.flags & EMAIL_PLACEHOLDER))
        key_add(set, MATCH_EMAIL, email.mailbox);
}

static void registration_add(struct key_set *set, struct text typed)
{
    struct uscc uscc;
    crm__uscc_clean(typed, &uscc);
    if (uscc.reason == USCC_OK)
        key_add(set, MATCH_REGISTRATION, crm__text_of(uscc.key));
}

static void keys_add(struct key_set *set, const struct field *const *fields,
                     const struct value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i].kind != VALUE_TEXT)
            continue;
        switch (kind_of(fields[i])) {
        case MATCH_PHONE:
            key_add(set, MATCH_PHONE, values[i].text);
            break;
        case MATCH_EMAIL:
            email_add(set, values[i].text);
            break;
        case MATCH_WECHAT:
            wechat_add(set, values[i].text);
            break;
        case MATCH_REGISTRATION:
            registration_add(set, values[i].text);
            break;
        default:
            break;
        }
    }
}

size_t crm__match_keys_of(const struct field *const *fields, const struct value *values,
                          size_t count, int64_t id, struct match_key keys[MATCH_KEYS_LIMIT])
{
    struct key_set set = {.keys = keys, .id = id};
    keys_add(&set, fields, values, count);
    return set.count;
}

crm_status crm__match_texts_of(const struct field *const *fields, const struct value *values,
                               size_t count, int64_t id, struct arena *arena,
                               struct match_key keys[MATCH_KEYS_LIMIT],
                               struct text texts[MATCH_KEYS_LIMIT], size_t *count_out)
{
    struct key_set set = {.keys = keys, .texts = texts, .arena = arena, .id = id};
    keys_add(&set, fields, values, count);
    *count_out = set.count;
    return set.failed ? CRM_E_NOMEM : CRM_OK;
}

/* --- the observer ---------------------------------------------------------------------------- */

/* Column of the change that holds the field, or SIZE_MAX. */
static size_t written(const struct row_change *change, const struct field *field)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (change->fields[i] == field)
            return i;
    }
    return SIZE_MAX;
}

/* Where the values of the key fields stand: columns[i] of `rows`, SIZE_MAX for a null. */
struct key_source {
    const struct field *fields[MATCH_KEYS_LIMIT];
    size_t columns[MATCH_KEYS_LIMIT];
    size_t count;
    const struct batch *rows;
};

static crm_status keys_set(struct store *store, const struct row_change *change,
                           const struct key_source *source, bool is_new)
{
    struct match_key *keys =
        crm__realloc_array(store->env, NULL, change->count * MATCH_KEYS_LIMIT, sizeof *keys);
    if (!keys)
        return CRM_E_NOMEM;
    size_t count = 0;
    for (size_t row = 0; row < change->count; row++) {
        struct value values[MATCH_KEYS_LIMIT];
        for (size_t i = 0; i < source->count; i++) {
            size_t column = source->columns[i];
            values[i] =
                column == SIZE_MAX ? VALUE_OF_NULL : crm__batch_at(source->rows, column, row);
        }
        count += crm__match_keys_of(source->fields, values, source->count, change->ids[row],
                                    keys + count);
    }
    crm_status status = CRM_OK;
    if (count || !is_new)
        status = crm__match_keys_set(store, change->entity, change->ids, change->count, keys, count,
                                     is_new);
    crm__free(store->env, keys);
    return status;
}

/* What a new record was not given is null. */
static crm_status created(struct store *store, const struct row_change *change,
                          struct key_source *source)
{
    source->rows = change->after;
    for (size_t i = 0; i < source->count; i++)
        source->columns[i] = written(change, source->fields[i]);
    return keys_set(store, change, source, true);
}

/* Keys follow from several fields, so a change to one of them needs all. */
static crm_status updated(struct store *store, const struct row_change *change,
                          struct key_source *source)
{
    bool matters = false;
    for (size_t i = 0; i < source->count; i++) {
        matters |= written(change, source->fields[i]) != SIZE_MAX;
        source->columns[i] = i;
    }
    if (!matters)
        return CRM_OK;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm__store_elevate(store);
    crm_status status = crm__rows_get(store, change->entity, source->fields, source->count,
                                      change->ids, change->count, 0, NULL, &rows);
    source->rows = &rows;
    if (status >= 0)
        status = keys_set(store, change, source, false);
    crm__store_restore(store);
    crm__batch_free(&rows);
    return status;
}

static crm_status rows_changed(struct observer *observer, struct store *store,
                               const struct row_change *change)
{
    (void)observer;
    struct key_source source;
    source.count = crm__match_fields(change->entity, source.fields);
    if (source.count == 0)
        return CRM_OK;
    if (change->operation == ROW_CREATE)
        return created(store, change, &source);
    return change->operation == ROW_UPDATE ? updated(store, change, &source) : CRM_OK;
}

struct key_observer {
    struct observer observer;
    struct env *env;
};

static void observer_close(struct observer *observer)
{
    struct key_observer *keys = (struct key_observer *)observer;
    crm__free(keys->env, keys);
}

crm_status crm__match_keys_attach(struct store *store)
{
    struct key_observer *keys = crm__alloc_zero(store->env, 1, sizeof *keys);
    if (!keys)
        return CRM_E_NOMEM;
    keys->env = store->env;
    keys->observer.name = "match keys";
    keys->observer.rows = rows_changed;
    keys->observer.close = observer_close;
    crm__store_observe(store, &keys->observer);
    return CRM_OK;
}
