/* The catalogue for hosts: reading it, and adding to it. */
#include "crm/schema.h"

#include "api/handle.h"
#include "base/options.h"
#include "model/print.h"
#include "store/schema.h"

static crm_status values_add(struct batch *batch, const struct value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        crm_status status = crm__column_value(batch, &batch->columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(batch);
    return CRM_OK;
}

static size_t fields_alive(const struct entity *entity)
{
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count; i++)
        count += !(entity->fields[i]->flags & FIELD_RETIRED);
    return count;
}

static crm_status entities_fill(const struct catalogue *catalogue, struct batch *batch)
{
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *entity = catalogue->entities[i];
        const struct value values[] = {
            crm__value_text(entity->name),
            crm__value_text(entity->label_en),
            crm__value_text(entity->label_zh),
            crm__value_text(entity->area),
            crm__value_int(entity->flags & ENTITY_CUSTOM ? 1 : 0),
            crm__value_int((int64_t)fields_alive(entity)),
        };
        crm_status status = values_add(batch, values, sizeof values / sizeof *values);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm_schema_entities(crm_db *db, crm_cursor **cursor_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("label_en"), COLUMN_TEXT, TEXT("English"), TEXT("英文名")),
        crm__reader_column(TEXT("label_zh"), COLUMN_TEXT, TEXT("Chinese"), TEXT("中文名")),
        crm__reader_column(TEXT("area"), COLUMN_TEXT, TEXT("Area"), TEXT("领域")),
        crm__reader_column(TEXT("custom"), COLUMN_BOOL, TEXT("Custom"), TEXT("自定义")),
        crm__reader_column(TEXT("fields"), COLUMN_INTEGER, TEXT("Fields"), TEXT("字段数")),
    };
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    struct batch batch;
    struct reader *reader = NULL;
    crm__batch_init(&batch, &db->env);
    status = crm__reader_prepare(columns, sizeof columns / sizeof *columns, &batch);
    if (status >= 0)
        status = entities_fill(db->store->catalogue, &batch);
    if (status >= 0)
        status = crm__reader_of_batch(&db->env, &batch, columns, &reader);
    crm__batch_free(&batch);
    return crm__api_answer(db, status, reader, cursor_out);
}

/* --- fields ----------------------------------------------------------------------------------- */

static void flags_write(const struct field *field, struct buffer *out)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {
        {FIELD_REQUIRED, "required"}, {FIELD_UNIQUE, "unique"},
        {FIELD_INDEXED, "indexed"},   {FIELD_SEARCHABLE, "searchable"},
        {FIELD_PII, "pii"},           {FIELD_NO_HISTORY, "no history"},
        {FIELD_SYSTEM, "system"},     {FIELD_DERIVED, "derived"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(field->flags & names[i].flag))
            continue;
        if (out->size)
            crm__buffer_cstr(out, ", ");
        crm__buffer_cstr(out, names[i].name);
    }
}

static void choices_write(const struct field *field, struct buffer *out)
{
    for (size_t i = 0; field->choices && i < field->choices->count; i++) {
        if (i)
            crm__buffer_byte(out, ',');
        crm__buffer_text(out, field->choices->choices[i].name);
    }
}

static crm_status field_add(const struct field *field, struct buffer *flags, struct buffer *choices,
                            struct batch *batch)
{
    crm__buffer_clear(flags);
    crm__buffer_clear(choices);
    flags_write(field, flags);
    choices_write(field, choices);
    if (flags->failed || choices->failed)
        return CRM_E_NOMEM;
    bool limited = crm__field_kind(field->type) == VALUE_TEXT && field->size_limit;
    const struct value values[] = {
        crm__value_text(field->name),
        crm__value_text(crm__text_of(crm__field_type_name(field->type))),
        field->target ? crm__value_text(field->target->name) : VALUE_OF_NULL,
        crm__value_text(crm__buffer_view(flags)),
        limited ? crm__value_int(field->size_limit) : VALUE_OF_NULL,
        field->type == FIELD_DECIMAL ? crm__value_int(field->scale) : VALUE_OF_NULL,
        crm__value_text(field->label_en),
        crm__value_text(field->label_zh),
        choices->size ? crm__value_text(crm__buffer_view(choices)) : VALUE_OF_NULL,
        field->initial.data ? crm__value_text(field->initial) : VALUE_OF_NULL,
        crm__value_int(field->number >= FIELD_NUMBER_CUSTOM ? 1 : 0),
    };
    return values_add(batch, values, sizeof values / sizeof *values);
}

static crm_status fields_fill(struct env *env, const struct entity *entity, struct batch *batch)
{
    struct buffer flags;
    struct buffer choices;
    crm__buffer_init(&flags, env);
    crm__buffer_init(&choices, env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < entity->field_count; i++) {
        if (!(entity->fields[i]->flags & FIELD_RETIRED))
            status = field_add(entity->fields[i], &flags, &choices, batch);
    }
    crm__buffer_free(&choices);
    crm__buffer_free(&flags);
    return status;
}

crm_status crm_schema_fields(crm_db *db, const char *entity_name, crm_cursor **cursor_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Field"), TEXT("字段")),
        crm__reader_column(TEXT("type"), COLUMN_TEXT, TEXT("Type"), TEXT("类型")),
        crm__reader_column(TEXT("target"), COLUMN_TEXT, TEXT("Refers to"), TEXT("引用")),
        crm__reader_column(TEXT("flags"), COLUMN_TEXT, TEXT("Flags"), TEXT("属性")),
        crm__reader_column(TEXT("size"), COLUMN_INTEGER, TEXT("Bytes"), TEXT("字节上限")),
        crm__reader_column(TEXT("scale"), COLUMN_INTEGER, TEXT("Decimals"), TEXT("小数位")),
        crm__reader_column(TEXT("label_en"), COLUMN_TEXT, TEXT("English"), TEXT("英文名")),
        crm__reader_column(TEXT("label_zh"), COLUMN_TEXT, TEXT("Chinese"), TEXT("中文名")),
        crm__reader_column(TEXT("choices"), COLUMN_TEXT, TEXT("Choices"), TEXT("选项")),
        crm__reader_column(TEXT("initial"), COLUMN_TEXT, TEXT("Default"), TEXT("默认值")),
        crm__reader_column(TEXT("custom"), COLUMN_BOOL, TEXT("Custom"), TEXT("自定义")),
    };
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(db, "cursor_out");
    const struct entity *entity;
    status = crm__api_entity(db, entity_name, &entity);
    if (status < 0)
        return status;
    struct batch batch;
    struct reader *reader = NULL;
    crm__batch_init(&batch, &db->env);
    status = crm__reader_prepare(columns, sizeof columns / sizeof *columns, &batch);
    if (status >= 0)
        status = fields_fill(&db->env, entity, &batch);
    if (status >= 0)
        status = crm__reader_of_batch(&db->env, &batch, columns, &reader);
    crm__batch_free(&batch);
    return crm__api_answer(db, status, reader, cursor_out);
}

crm_status crm_schema_markdown(crm_db *db, crm_write write, void *context)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!write)
        return crm__api_null(db, "write");
    struct buffer text;
    crm__buffer_init(&text, &db->env);
    crm__catalogue_to_markdown(db->store->catalogue, &text);
    status = crm__buffer_status(&text);
    if (status >= 0) {
        struct writer writer;
        crm__writer_init(&writer, &db->env, write, context);
        crm__writer_text(&writer, crm__buffer_view(&text));
        status = crm__writer_finish(&writer);
    }
    crm__buffer_free(&text);
    return status;
}
