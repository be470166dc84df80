/* Readers: the shared parts of every tabular answer. */
#include "model/reader.h"

#include <assert.h>

struct reader_column crm__reader_column_of(const struct field *field)
{
    static const enum column_type types[] = {
        [FIELD_TEXT] = COLUMN_TEXT,           [FIELD_INTEGER] = COLUMN_INTEGER,
        [FIELD_DECIMAL] = COLUMN_DECIMAL,     [FIELD_MONEY] = COLUMN_MONEY,
        [FIELD_BOOL] = COLUMN_BOOL,           [FIELD_DATE] = COLUMN_DATE,
        [FIELD_TIME] = COLUMN_TIME,           [FIELD_CHOICE] = COLUMN_CHOICE,
        [FIELD_CHOICES] = COLUMN_CHOICES,     [FIELD_PHONE] = COLUMN_TEXT,
        [FIELD_EMAIL] = COLUMN_TEXT,          [FIELD_URL] = COLUMN_TEXT,
        [FIELD_REFERENCE] = COLUMN_ID,        [FIELD_REFERENCES] = COLUMN_REFERENCES,
        [FIELD_JSON] = COLUMN_JSON,
    };
    struct reader_column column =
        crm__reader_column(field->name, types[field->type], field->label_en, field->label_zh);
    column.scale = field->scale;
    column.choices = field->choices;
    if (field->index == SYSTEM_ID)
        column.type = COLUMN_ID;
    return column;
}

enum value_kind crm__column_type_kind(enum column_type type)
{
    switch (type) {
    case COLUMN_TEXT:
    case COLUMN_CHOICE:
    case COLUMN_CHOICES:
    case COLUMN_JSON:
        return VALUE_TEXT;
    case COLUMN_DOUBLE:
    case COLUMN_PERCENT:
        return VALUE_DOUBLE;
    case COLUMN_REFERENCES:
        return VALUE_BLOB;
    default:
        return VALUE_INT;
    }
}

static crm_status columns_copy(struct reader *reader, const struct reader_column *columns,
                               size_t count)
{
    reader->columns = crm__arena_alloc_zero(&reader->arena, count, sizeof *columns);
    if (!reader->columns)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        struct reader_column *copy = &reader->columns[i];
        *copy = columns[i];
        copy->name = crm__arena_text(&reader->arena, columns[i].name);
        copy->label_en = crm__arena_text(&reader->arena, columns[i].label_en);
        copy->label_zh = crm__arena_text(&reader->arena, columns[i].label_zh);
        copy->currency = crm__arena_text(&reader->arena, columns[i].currency);
        if (!copy->name.data || !copy->label_en.data || !copy->label_zh.data ||
            !copy->currency.data)
            return CRM_E_NOMEM;
    }
    reader->column_count = count;
    return CRM_OK;
}

crm_status crm__reader_new(struct env *env, const struct reader_column *columns, size_t count,
                           struct reader **reader_out)
{
    assert(columns && count);
    *reader_out = NULL;
    struct reader *reader = crm__alloc_zero(env, 1, sizeof *reader);
    if (!reader)
        return CRM_E_NOMEM;
    reader->env = env;
    crm__arena_init(&reader->arena, env);
    crm_status status = columns_copy(reader, columns, count);
    if (status < 0) {
        crm__reader_free(reader);
        return status;
    }
    *reader_out = reader;
    return CRM_OK;
}

void crm__reader_free(struct reader *reader)
{
    if (!reader)
        return;
    struct env *env = reader->env;
    if (reader->close)
        reader->close(reader);
    crm__arena_free(&reader->arena);
    crm__free(env, reader);
}

crm_status crm__reader_prepare(const struct reader_column *columns, size_t count,
                               struct batch *batch)
{
    for (size_t i = 0; i < count; i++) {
        enum value_kind kind = crm__column_type_kind(columns[i].type);
        if (!crm__batch_add(batch, columns[i].name, kind))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

/* One batch, handed over on the first call. */
static crm_status batch_next(struct reader *reader, struct batch *batch)
{
    struct batch *held = reader->context;
    if (held->row_count == 0)
        return CRM_DONE;
    crm__batch_free(batch);
    *batch = *held;
    crm__batch_init(held, reader->env);
    return CRM_OK;
}

static void batch_close(struct reader *reader)
{
    if (!reader->context)
        return;
    crm__batch_free(reader->context);
    crm__free(reader->env, reader->context);
}

crm_status crm__reader_of_batch(struct env *env, struct batch *batch,
                                const struct reader_column *columns, struct reader **reader_out)
{
    *reader_out = NULL;
    struct reader *reader;
    crm_status status = crm__reader_new(env, columns, batch->column_count, &reader);
    if (status < 0)
        return status;
    struct batch *held = crm__alloc_zero(env, 1, sizeof *held);
    if (!held) {
        crm__reader_free(reader);
        return CRM_E_NOMEM;
    }
    *held = *batch;
    crm__batch_init(batch, env);
    reader->context = held;
    reader->next = batch_next;
    reader->close = batch_close;
    *reader_out = reader;
    return CRM_OK;
}
