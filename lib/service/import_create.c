/* Making the records that imported rows name and nobody has. */
#include "service/import_create.h"

struct text crm__import_source(const struct pending *pending)
{
    struct text source = pending->references->map->options->source;
    return source.size ? source : TEXT("import");
}

/* Records that an import may make because rows name them; never people, teams or rules. */
static bool may_create(const struct pending *pending)
{
    static const char *const simple[] = {"account", "channel", "lead_source", "product", "tag"};
    if (pending->references->map->options->references_must_exist)
        return false;
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
        if (crm__text_is(pending->reference->field->target->name, simple[i]))
            return true;
    }
    return false;
}

enum { CREATE_FIELDS = 32 };

/* The fields of the new records, and the targets that give them; SIZE_MAX: the name that the rows
 * use, SIZE_MAX - 1: the source of external ids. */
struct creation {
    const struct field *fields[CREATE_FIELDS];
    size_t targets[CREATE_FIELDS];
    size_t count;
    struct batch batch;
    size_t *positions;
};
#define BY_NAME SIZE_MAX
#define BY_SOURCE (SIZE_MAX - 1)

static void creation_field(struct creation *creation, const struct field *field, size_t target)
{
    for (size_t i = 0; i < creation->count; i++) {
        if (creation->fields[i] == field)
            return;
    }
    if (creation->count == CREATE_FIELDS)
        return;
    creation->fields[creation->count] = field;
    creation->targets[creation->count++] = target;
}

static void creation_plan(const struct pending *pending, struct creation *creation)
{
    const struct import_reference *reference = pending->reference;
    const struct import_map *map = pending->references->map;
    const struct entity *entity = reference->field->target;
    if (reference->key_field)
        creation_field(creation, reference->key_field, BY_NAME);
    for (size_t i = 0; i < map->target_count; i++) {
        const struct field *path = map->targets[i].path;
        if (map->targets[i].field == reference->field && path && path->type != FIELD_REFERENCE)
            creation_field(creation, path, i);
    }
    creation_field(creation, entity->name_field, BY_NAME);
    if (reference->key_field && reference->key_field->index == SYSTEM_EXTERNAL_ID)
        creation_field(creation, crm__system_field(entity, SYSTEM_EXTERNAL_SOURCE), BY_SOURCE);
}

static crm_status creation_value(const struct pending *pending, const struct creation *creation,
                                 size_t field, size_t position, struct value *value)
{
    size_t target = creation->targets[field];
    struct text typed = pending_name(pending, position);
    if (target == BY_SOURCE)
        typed = crm__import_source(pending);
    else if (target != BY_NAME)
        typed = crm__import_target_text(&pending->references->map->targets[target], pending->rows,
                                        pending->first[position], pending->reading->arena);
    bool is_name = creation->fields[field] == creation->fields[field]->entity->name_field;
    if (typed.size == 0 && is_name)
        typed = pending_name(pending, position);
    return crm__import_value(pending->reading, creation->fields[field], TEXT_NONE, typed, value);
}

/* The row that named the record first says what its maker cannot take. */
static crm_status refuse(struct pending *pending, size_t position, struct text message)
{
    struct arena *arena = pending->reading->arena;
    const struct field *field = pending->reference->field;
    struct import_row *row = &pending->rows->rows[pending->first[position]];
    row->refused = crm__text_of(
        crm__arena_format(arena, "%s.%.*s", field->name.data, (int)message.size, message.data));
    row->refused_field = field->name;
    return row->refused.data ? CRM_OK : CRM_E_NOMEM;
}

static crm_status creation_add(struct pending *pending, struct creation *creation, size_t position)
{
    struct env *env = pending->reading->env;
    struct value values[CREATE_FIELDS];
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < creation->count; i++)
        status = creation_value(pending, creation, i, position, &values[i]);
    if (status == CRM_E_INVALID || status == CRM_E_UNKNOWN || status == CRM_E_LIMIT) {
        status = refuse(pending, position, crm__text_of(env->error.message));
        crm__error_clear(env);
        return status;
    }
    for (size_t i = 0; status >= 0 && i < creation->count; i++)
        status = crm__column_value(&creation->batch, &creation->batch.columns[i], values[i]);
    if (status >= 0)
        creation->positions[creation->batch.row_count++] = position;
    return status;
}

static crm_status creation_fill(struct pending *pending, struct creation *creation)
{
    for (size_t i = 0; i < creation->count; i++) {
        if (!crm__batch_add(&creation->batch, creation->fields[i]->name,
                            crm__field_kind(creation->fields[i]->type)))
            return CRM_E_NOMEM;
    }
    for (size_t i = 0; i < pending->names.count; i++) {
        crm_status status = pending->ids[i] ? CRM_OK : creation_add(pending, creation, i);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status creation_save(struct pending *pending, struct creation *creation)
{
    struct import_references *references = pending->references;
    struct save save = {.entity = pending->reference->field->target,
                        .fields = creation->fields,
                        .field_count = creation->count,
                        .rows = &creation->batch,
                        .region = references->map->options->region,
                        .on_match = SAVE_MATCH_REVIEW,
                        .arena = pending->reading->arena};
    crm_status status = crm__save_rows(references->store, &save);
    for (size_t i = 0; status >= 0 && i < creation->batch.row_count; i++) {
        pending->ids[creation->positions[i]] = save.results[i].id;
        if (save.results[i].outcome == SAVE_REJECTED)
            status = refuse(pending, creation->positions[i], save.results[i].message);
    }
    if (status >= 0)
        references->created += (int64_t)save.created;
    return status;
}

crm_status crm__import_create(struct pending *pending)
{
    struct creation creation = {0};
    size_t missing = 0;
    for (size_t i = 0; i < pending->names.count; i++)
        missing += pending->ids[i] == 0;
    if (missing == 0 || !may_create(pending))
        return CRM_OK;
    creation.positions =
        crm__arena_alloc_zero(pending->reading->arena, missing, sizeof *creation.positions);
    if (!creation.positions)
        return CRM_E_NOMEM;
    creation_plan(pending, &creation);
    crm__batch_init(&creation.batch, pending->references->store->env);
    crm_status status = creation_fill(pending, &creation);
    if (status >= 0)
        status = creation_save(pending, &creation);
    crm__batch_free(&creation.batch);
    return status;
}
