/* Undoing a conversion by its journal. */
#include "service/conversion_run.h"
#include "store/links.h"
#include "store/query.h"

struct undoing {
    struct store *store;
    struct conversion_undo *undo;
    int64_t lead;
    int64_t conversion;
    bool created[CONVERT_TARGETS];
    struct arena arena;
    struct json *journal;
};

/* --- reading -------------------------------------------------------------------------------- */

static crm_status last_query(struct undoing *undoing, struct batch *rows)
{
    const struct entity *entity = crm__service_entity(undoing->store, "conversion");
    struct query *query;
    crm_status status = crm__query_new(undoing->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, "lead"),
                           crm__value_int(undoing->lead));
    crm__query_where_equal(query, crm__service_field(entity, "undone_at"), VALUE_OF_NULL);
    crm__query_fields(query, TEXT("id,account,contact,opportunity,account_created,contact_created,"
                                  "opportunity_created,journal"));
    crm__query_sort(query, TEXT("-id"));
    crm__query_limit(query, 1);
    crm__store_elevate(undoing->store);
    status = crm__query_all(query, rows);
    crm__store_restore(undoing->store);
    crm__query_free(query);
    return status;
}

static crm_status conversion_read(struct undoing *undoing)
{
    struct batch rows;
    crm__batch_init(&rows, undoing->store->env);
    crm_status status = last_query(undoing, &rows);
    if (status >= 0 && rows.row_count == 0) {
        status = crm__fail_field(undoing->store->env, CRM_E_REFUSED, "lead", NULL,
                                 "lead %lld is not converted", (long long)undoing->lead);
        undoing->store->env->error.record_id = undoing->lead;
    }
    if (status >= 0) {
        undoing->conversion = rows.columns[0].integers[0];
        for (size_t i = 0; i < CONVERT_TARGETS; i++) {
            struct value id = crm__batch_at(&rows, 1 + i, 0);
            undoing->undo->ids[i] = id.kind == VALUE_INT ? id.integer : 0;
            undoing->created[i] = crm__batch_at(&rows, 4 + i, 0).integer != 0;
        }
        status = crm__json_parse(undoing->store->env, crm__batch_at(&rows, 7, 0).text,
                                 &undoing->journal);
    }
    crm__batch_free(&rows);
    return status;
}

/* --- what was filled or linked --------------------------------------------------------------- */

static const struct json *member(const struct json *json, const char *name)
{
    return crm__json_find(json, crm__text_of(name));
}

/* The field's value as the journal has it. */
static crm_status journal_value(struct undoing *undoing, const struct field *field,
                                const struct json *json, struct value *value_out)
{
    struct text text = TEXT_NONE;
    (void)crm__json_text(json, &text);
    return crm__field_parse(undoing->store->env, &undoing->arena, field,
                            crm__text_of(undoing->store->currency), text, value_out);
}

/* Empties the fields of a record that still say what the conversion wrote. */
static crm_status fields_empty(struct undoing *undoing, struct record *record,
                               const struct json *fields)
{
    for (size_t i = 0; i < crm__json_size(fields); i++) {
        const struct field *field = crm__field_find(record->entity, crm__json_key_at(fields, i));
        struct value written = VALUE_OF_NULL;
        if (!field)
            continue;
        crm_status status = journal_value(undoing, field, crm__json_at(fields, i), &written);
        if (status >= 0 && crm__value_equal(crm__record_value(record, field), written))
            status = crm__record_derive(record, field, VALUE_OF_NULL);
        else
            undoing->undo->fields_kept++;
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status entry_empty(struct undoing *undoing, const struct json *entry)
{
    struct store *store = undoing->store;
    const struct save options = {.by_system = true, .operation = ROW_UNCONVERT};
    struct text name = TEXT_NONE;
    struct record record;
    int64_t id = 0;
    (void)crm__json_text(member(entry, "entity"), &name);
    (void)crm__json_int64(member(entry, "id"), &id);
    const struct entity *entity = crm__entity_find(store->catalogue, name);
    if (!entity)
        return crm__fail(store->env, CRM_E_CORRUPT, "conversion %lld: no entity '%.*s'",
                         (long long)undoing->conversion, (int)name.size, name.data);
    crm_status status = crm__record_init(&record, store->env, entity);
    if (status < 0)
        return status;
    status = crm__row_load(store, id, 0, &record);
    if (status == CRM_E_NOT_FOUND) {
        crm__error_clear(store->env); /* deleted since */
        status = CRM_OK;
    } else if (status >= 0) {
        status = fields_empty(undoing, &record, member(entry, "fields"));
        if (status >= 0)
            status = crm__save_record(store, &record, &options);
    }
    crm__record_free(&record);
    return status;
}

static crm_status entries_empty(struct undoing *undoing, const char *list_name)
{
    const struct json *list = member(undoing->journal, list_name);
    for (size_t i = 0; list && i < crm__json_size(list); i++) {
        crm_status status = entry_empty(undoing, crm__json_at(list, i));
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status links_delete(struct undoing *undoing)
{
    const struct entity *link = crm__service_entity(undoing->store, "link");
    const struct json *list = member(undoing->journal, "links");
    for (size_t i = 0; list && i < crm__json_size(list); i++) {
        int64_t id = 0;
        (void)crm__json_int64(crm__json_at(list, i), &id);
        crm_status status = crm__save_delete(undoing->store, link, id);
        if (status == CRM_E_NOT_FOUND)
            crm__error_clear(undoing->store->env);
        else if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* --- what was created ------------------------------------------------------------------------ */

/* These refer to what a conversion makes because it was converted, not because it is used. */
static bool is_own(const struct entity *entity)
{
    static const char *const names[] = {"lead", "conversion", "stage_change"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (crm__text_is(entity->name, names[i]))
            return true;
    }
    return false;
}

static crm_status field_leads_to(struct undoing *undoing, const struct field *field, int64_t id,
                                 bool *used)
{
    struct batch sources;
    crm__batch_init(&sources, undoing->store->env);
    crm_status status = crm__links_sources(undoing->store, field, &id, 1, &sources);
    *used |= status >= 0 && sources.row_count > 0;
    crm__batch_free(&sources);
    return status;
}

static crm_status subject_is(struct undoing *undoing, const struct entity *entity,
                             const struct entity *subject, int64_t id, bool *used)
{
    struct query *query;
    int64_t count = 0;
    crm_status status = crm__query_new(undoing->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, "subject_entity"),
                           crm__value_text(subject->name));
    crm__query_where_equal(query, crm__service_field(entity, "subject_id"), crm__value_int(id));
    status = crm__query_count(query, &count);
    *used |= count > 0;
    crm__query_free(query);
    return status;
}

/* Does any other record refer to this one? */
static crm_status is_used(struct undoing *undoing, const struct entity *entity, int64_t id,
                          bool *used)
{
    const struct catalogue *catalogue = undoing->store->catalogue;
    crm_status status = CRM_OK;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *other = catalogue->entities[i];
        if (is_own(other))
            continue;
        for (size_t j = 0; status >= 0 && !*used && j < other->field_count; j++) {
            const struct field *field = other->fields[j];
            bool leads_here = field->target == entity && !(field->flags & FIELD_RETIRED) &&
                              (field->type == FIELD_REFERENCE || field->type == FIELD_REFERENCES);
            if (leads_here)
                status = field_leads_to(undoing, field, id, used);
        }
        if (status >= 0 && !*used && crm__field_find(other, TEXT("subject_entity")) &&
            crm__field_find(other, TEXT("subject_id")))
            status = subject_is(undoing, other, entity, id, used);
        if (status < 0 || *used)
            return status;
    }
    return CRM_OK;
}

static crm_status is_changed(struct undoing *undoing, const struct entity *entity, int64_t id,
                             bool *gone, bool *changed)
{
    const struct json *versions = member(undoing->journal, "versions");
    const struct field *version = crm__system_field(entity, SYSTEM_VERSION);
    int64_t then = 0;
    uint8_t found = 0;
    struct batch rows;
    crm__batch_init(&rows, undoing->store->env);
    (void)crm__json_int64(crm__json_find(versions, entity->name), &then);
    crm_status status =
        crm__rows_get(undoing->store, entity, &version, 1, &id, 1, 0, &found, &rows);
    *gone = status >= 0 && !found;
    *changed = status >= 0 && found && rows.columns[0].integers[0] != then;
    crm__batch_free(&rows);
    return status;
}

static crm_status created_delete(struct undoing *undoing, enum convert_target target)
{
    const struct entity *entity =
        crm__service_entity(undoing->store, crm__conversion_entity(target));
    int64_t id = undoing->undo->ids[target];
    bool gone = false;
    bool stays = false;
    crm_status status = is_changed(undoing, entity, id, &gone, &stays);
    if (status >= 0 && !gone && !stays)
        status = is_used(undoing, entity, id, &stays);
    if (status < 0 || gone)
        return status;
    undoing->undo->kept[target] = stays;
    undoing->undo->deleted[target] = !stays;
    return stays ? CRM_OK : crm__save_delete(undoing->store, entity, id);
}

/* --- the lead -------------------------------------------------------------------------------- */

/* As the acting user: whoever may not change the lead may not undo its conversion. */
static crm_status lead_restore(struct undoing *undoing)
{
    struct store *store = undoing->store;
    const struct entity *entity = crm__service_entity(store, "lead");
    const struct field *field = crm__service_field(entity, "status");
    struct text before = TEXT_NONE;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    (void)crm__json_text(member(undoing->journal, "status"), &before);
    crm_status status =
        crm__rows_get(store, entity, &field, 1, &undoing->lead, 1, 0, NULL, &rows);
    bool still = status >= 0 && crm__text_is(crm__batch_at(&rows, 0, 0).text, "converted");
    const struct save_field fields[] = {
        {"converted_at", VALUE_OF_NULL},      {"converted_account", VALUE_OF_NULL},
        {"converted_contact", VALUE_OF_NULL}, {"converted_opportunity", VALUE_OF_NULL},
        {"status", crm__value_text(before)},
    };
    size_t count = sizeof fields / sizeof *fields - (still ? 0 : 1);
    if (status >= 0)
        status = crm__save_fields(store, entity, undoing->lead, ROW_UNCONVERT, fields, count, NULL);
    crm__batch_free(&rows);
    return status;
}

static crm_status conversion_close(struct undoing *undoing)
{
    struct store *store = undoing->store;
    int64_t user = store->actor.user_id;
    const struct save_field fields[] = {
        {"undone_at", crm__value_int(store->env->now_us)},
        {"undone_by", user ? crm__value_int(user) : VALUE_OF_NULL},
    };
    return crm__save_fields(store, crm__service_entity(store, "conversion"), undoing->conversion,
                            0, fields, sizeof fields / sizeof *fields, NULL);
}

static crm_status steps_run(struct undoing *undoing)
{
    crm_status status = lead_restore(undoing);
    crm__store_elevate(undoing->store);
    if (status >= 0)
        status = entries_empty(undoing, "relinked");
    if (status >= 0)
        status = links_delete(undoing);
    if (status >= 0)
        status = entries_empty(undoing, "filled");
    for (int target = CONVERT_TARGETS; status >= 0 && target-- > 0;) {
        if (undoing->created[target])
            status = created_delete(undoing, (enum convert_target)target);
    }
    if (status >= 0)
        status = conversion_close(undoing);
    crm__store_restore(undoing->store);
    return status;
}

crm_status crm__conversion_undo(struct store *store, int64_t lead, struct conversion_undo *undo)
{
    struct undoing undoing = {.store = store, .undo = undo, .lead = lead};
    uint8_t visible = 0;
    *undo = (struct conversion_undo){0};
    crm__arena_init(&undoing.arena, store->env);
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = crm__rows_visible(store, crm__service_entity(store, "lead"), &lead, 1, &visible);
    if (status >= 0 && !visible)
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "lead", NULL, "no lead %lld",
                                 (long long)lead);
    if (status >= 0)
        status = conversion_read(&undoing);
    if (status >= 0)
        status = steps_run(&undoing);
    crm__json_free(undoing.journal);
    crm__arena_free(&undoing.arena);
    status = crm__store_end(store, status);
    if (status < 0)
        *undo = (struct conversion_undo){0};
    return status;
}
