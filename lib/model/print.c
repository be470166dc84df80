/* The catalogue as Markdown and as JSON. */
#include "model/print.h"

static const struct area {
    const char *letter, *label_en, *label_zh;
} areas[] = {
    {"A", "Ground", "基础"},
    {"B", "Leads", "线索（售前）"},
    {"C", "Sales", "售中"},
    {"D", "Marketing", "营销"},
    {"E", "Members", "会员"},
    {"F", "Service", "服务（售后）"},
    {"G", "Partners and risk", "伙伴与风控"},
    {"H", "Insight", "分析"},
    {"X", "Custom", "自定义"},
};

static const struct flag_name {
    uint32_t flag;
    const char *name;
} flag_names[] = {
    {FIELD_REQUIRED, "required"},     {FIELD_UNIQUE, "unique"},   {FIELD_INDEXED, "indexed"},
    {FIELD_SEARCHABLE, "searchable"}, {FIELD_PII, "pii"},         {FIELD_NO_HISTORY, "no_history"},
    {FIELD_SYSTEM, "system"},         {FIELD_DERIVED, "derived"},
};
enum { FLAG_COUNT = sizeof flag_names / sizeof *flag_names };

static void print_area(const struct catalogue *catalogue, const struct area *area,
                       struct buffer *buffer);
static void print_system_fields(const struct entity *entity, struct buffer *buffer);
static void print_entity(const struct entity *entity, struct buffer *buffer);
static void print_notes(const struct entity *entity, struct buffer *buffer);
static void print_keys(const struct entity *entity, bool unique, struct buffer *buffer);
static void print_field_head(struct buffer *buffer);
static void print_field(const struct field *field, struct buffer *buffer);
static void print_type(const struct field *field, struct buffer *buffer);
static void print_choice_sets(const struct catalogue *catalogue, struct buffer *buffer);
static void print_cell(struct buffer *buffer, struct text text);
static uint32_t flags_of(const struct field *field);
static bool is_listed(const struct field *field);
static void write_label(struct json_writer *writer, struct text label_en, struct text label_zh);
static void write_field(struct json_writer *writer, const struct field *field);
static void write_target(struct json_writer *writer, const struct field *field);
static void write_keys(struct json_writer *writer, const struct entity *entity, bool unique);

void crm__catalogue_to_markdown(const struct catalogue *catalogue, struct buffer *buffer)
{
    crm__buffer_cstr(buffer,
                     "# Entities\n\n"
                     "Printed by `lcrm schema --markdown`. Sizes are bytes of UTF-8. A phone or "
                     "e-mail field is followed in the database by `NAME_normal`, the form in which "
                     "it is compared; where such a field is unique or indexed, that form is.\n");
    print_system_fields(catalogue->entities[0], buffer);
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        print_area(catalogue, &areas[i], buffer);
    print_choice_sets(catalogue, buffer);
}

void crm__entity_to_json(const struct entity *entity, struct json_writer *writer)
{
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "name");
    crm__json_write_text(writer, entity->name);
    write_label(writer, entity->label_en, entity->label_zh);
    crm__json_write_name(writer, "area");
    crm__json_write_text(writer, entity->area);
    crm__json_write_name(writer, "custom");
    crm__json_write_bool(writer, entity->flags & ENTITY_CUSTOM);
    crm__json_write_name(writer, "internal");
    crm__json_write_bool(writer, entity->flags & ENTITY_INTERNAL);
    crm__json_write_name(writer, "append_only");
    crm__json_write_bool(writer, entity->flags & ENTITY_APPEND_ONLY);
    crm__json_write_name(writer, "history");
    crm__json_write_bool(writer, !(entity->flags & ENTITY_NO_HISTORY));
    crm__json_write_name(writer, "name_field");
    crm__json_write_text(writer, entity->name_field->name);

    crm__json_write_name(writer, "fields");
    crm__json_begin_array(writer);
    for (size_t i = 0; i < entity->field_count; i++) {
        if (is_listed(entity->fields[i]))
            write_field(writer, entity->fields[i]);
    }
    crm__json_end_array(writer);
    crm__json_write_name(writer, "unique");
    write_keys(writer, entity, true);
    crm__json_write_name(writer, "indexes");
    write_keys(writer, entity, false);
    crm__json_end_object(writer);
}

void crm__catalogue_to_json(const struct catalogue *catalogue, struct json_writer *writer)
{
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "entities");
    crm__json_begin_array(writer);
    for (size_t i = 0; i < catalogue->entity_count; i++)
        crm__entity_to_json(catalogue->entities[i], writer);
    crm__json_end_array(writer);
    crm__json_end_object(writer);
}

static void print_area(const struct catalogue *catalogue, const struct area *area,
                       struct buffer *buffer)
{
    bool headed = false;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *entity = catalogue->entities[i];
        if (!crm__text_is(entity->area, area->letter))
            continue;
        if (!headed)
            crm__buffer_format(buffer, "\n## %s. %s · %s\n", area->letter, area->label_en,
                               area->label_zh);
        headed = true;
        print_entity(entity, buffer);
    }
}

static void print_system_fields(const struct entity *entity, struct buffer *buffer)
{
    crm__buffer_cstr(buffer, "\n## Fields of every entity\n\n");
    print_field_head(buffer);
    for (int i = 0; i < SYSTEM_FIELD_COUNT; i++)
        print_field(entity->fields[i], buffer);
    crm__buffer_cstr(buffer, "\nUnique: `external_source` + `external_id`.\n");
}

static void print_entity(const struct entity *entity, struct buffer *buffer)
{
    crm__buffer_format(buffer, "\n### `%s` ", entity->name.data);
    print_cell(buffer, entity->label_en);
    crm__buffer_cstr(buffer, " · ");
    print_cell(buffer, entity->label_zh);
    crm__buffer_cstr(buffer, "\n\n");
    print_notes(entity, buffer);
    print_field_head(buffer);
    for (size_t i = SYSTEM_FIELD_COUNT; i < entity->field_count; i++) {
        if (is_listed(entity->fields[i]))
            print_field(entity->fields[i], buffer);
    }
    print_keys(entity, true, buffer);
    print_keys(entity, false, buffer);
}

static void print_notes(const struct entity *entity, struct buffer *buffer)
{
    static const struct {
        uint32_t flag;
        const char *sentence;
    } notes[] = {
        {ENTITY_CUSTOMER, "Takes part in duplicate checks across entities."},
        {ENTITY_APPEND_ONLY, "Rows are never changed."},
        {ENTITY_NO_HISTORY, "Keeps no history of changes."},
        {ENTITY_INTERNAL, "Kept by the library: neither imported nor referred to."},
    };
    bool any = false;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (!(entity->flags & notes[i].flag))
            continue;
        crm__buffer_format(buffer, "%s%s", any ? " " : "", notes[i].sentence);
        any = true;
    }
    if (any)
        crm__buffer_cstr(buffer, "\n\n");
}

/* Keys of several fields; those of one field are in the table. */
static void print_keys(const struct entity *entity, bool unique, struct buffer *buffer)
{
    const struct field *source = crm__system_field(entity, SYSTEM_EXTERNAL_SOURCE);
    size_t printed = 0;
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct key *key = &entity->keys[i];
        if (key->unique != unique || key->count < 2 || key->fields[0] == source)
            continue;
        crm__buffer_cstr(buffer, printed++ ? ", " : unique ? "\nUnique: " : "\nIndexes: ");
        for (size_t j = 0; j < key->count; j++)
            crm__buffer_format(buffer, "%s`%s`", j ? " + " : "", key->fields[j]->name.data);
    }
    if (printed)
        crm__buffer_cstr(buffer, ".\n");
}

static void print_field_head(struct buffer *buffer)
{
    crm__buffer_cstr(buffer, "| field | type | English | 中文 | properties |\n"
                             "|---|---|---|---|---|\n");
}

static void print_field(const struct field *field, struct buffer *buffer)
{
    crm__buffer_format(buffer, "| `%s` | ", field->name.data);
    print_type(field, buffer);
    crm__buffer_cstr(buffer, " | ");
    print_cell(buffer, field->label_en);
    crm__buffer_cstr(buffer, " | ");
    print_cell(buffer, field->label_zh);
    crm__buffer_cstr(buffer, " | ");
    uint32_t flags = flags_of(field) & ~(uint32_t)FIELD_SYSTEM;
    bool any = false;
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (!(flags & flag_names[i].flag))
            continue;
        crm__buffer_format(buffer, "%s%s", any ? ", " : "", flag_names[i].name);
        any = true;
    }
    if (field->initial.size) {
        crm__buffer_format(buffer, "%sinitially `", any ? ", " : "");
        print_cell(buffer, field->initial);
        crm__buffer_byte(buffer, '`');
    }
    crm__buffer_cstr(buffer, " |\n");
}

static void print_type(const struct field *field, struct buffer *buffer)
{
    const char *name = crm__field_type_name(field->type);
    if (field->target)
        crm__buffer_format(buffer, "%s to `%s`", name, field->target->name.data);
    else if (field->choices)
        crm__buffer_format(buffer, "%s of `%s`", name, field->choices->name.data);
    else if (field->type == FIELD_DECIMAL)
        crm__buffer_format(buffer, "%s, %d places", name, field->scale);
    else if (field->size_limit)
        crm__buffer_format(buffer, "%s, %d", name, field->size_limit);
    else
        crm__buffer_cstr(buffer, name);
}

static void print_choice_sets(const struct catalogue *catalogue, struct buffer *buffer)
{
    crm__buffer_cstr(buffer, "\n## Choice sets\n\n| set | choices |\n|---|---|\n");
    for (size_t i = 0; i < catalogue->choice_set_count; i++) {
        const struct choice_set *set = catalogue->choice_sets[i];
        crm__buffer_format(buffer, "| `%s` | ", set->name.data);
        for (size_t j = 0; j < set->count; j++) {
            crm__buffer_format(buffer, "%s`", j ? ", " : "");
            print_cell(buffer, set->choices[j].name);
            crm__buffer_cstr(buffer, "` ");
            print_cell(buffer, set->choices[j].label_en);
            crm__buffer_cstr(buffer, " · ");
            print_cell(buffer, set->choices[j].label_zh);
        }
        crm__buffer_cstr(buffer, " |\n");
    }
}

/* What a host wrote into a label must not break the table. */
static void print_cell(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '|' || c == '\\' || c == '`' || c == '<')
            crm__buffer_byte(buffer, '\\');
        crm__buffer_byte(buffer, c == '\n' || c == '\r' ? ' ' : c);
    }
}

/* Unique and indexed stand at the field that people know, not at its normal form. */
static uint32_t flags_of(const struct field *field)
{
    uint32_t flags = field->flags;
    if (field->normal)
        flags |= field->normal->flags & (FIELD_UNIQUE | FIELD_INDEXED);
    return flags;
}

static bool is_listed(const struct field *field)
{
    return !field->normal_of && !(field->flags & FIELD_RETIRED);
}

static void write_label(struct json_writer *writer, struct text label_en, struct text label_zh)
{
    crm__json_write_name(writer, "label");
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "en");
    crm__json_write_text(writer, label_en);
    crm__json_write_name(writer, "zh");
    crm__json_write_text(writer, label_zh);
    crm__json_end_object(writer);
}

static void write_field(struct json_writer *writer, const struct field *field)
{
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "name");
    crm__json_write_text(writer, field->name);
    crm__json_write_name(writer, "type");
    crm__json_write_cstr(writer, crm__field_type_name(field->type));
    write_label(writer, field->label_en, field->label_zh);
    write_target(writer, field);
    if (field->initial.size) {
        crm__json_write_name(writer, "initial");
        crm__json_write_text(writer, field->initial);
    }
    crm__json_write_name(writer, "flags");
    crm__json_begin_array(writer);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flags_of(field) & flag_names[i].flag)
            crm__json_write_cstr(writer, flag_names[i].name);
    }
    crm__json_end_array(writer);
    crm__json_end_object(writer);
}

static void write_target(struct json_writer *writer, const struct field *field)
{
    if (field->target) {
        crm__json_write_name(writer, "target");
        crm__json_write_text(writer, field->target->name);
    } else if (field->choices) {
        crm__json_write_name(writer, "choices");
        crm__json_begin_array(writer);
        for (size_t i = 0; i < field->choices->count; i++) {
            const struct choice *choice = &field->choices->choices[i];
            crm__json_begin_object(writer);
            crm__json_write_name(writer, "name");
            crm__json_write_text(writer, choice->name);
            write_label(writer, choice->label_en, choice->label_zh);
            crm__json_end_object(writer);
        }
        crm__json_end_array(writer);
    } else if (field->type == FIELD_DECIMAL) {
        crm__json_write_name(writer, "scale");
        crm__json_write_int64(writer, field->scale);
    } else if (field->size_limit) {
        crm__json_write_name(writer, "size");
        crm__json_write_int64(writer, field->size_limit);
    }
}

static void write_keys(struct json_writer *writer, const struct entity *entity, bool unique)
{
    crm__json_begin_array(writer);
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct key *key = &entity->keys[i];
        if (key->unique != unique)
            continue;
        crm__json_begin_array(writer);
        for (size_t j = 0; j < key->count; j++)
            crm__json_write_text(writer, key->fields[j]->name);
        crm__json_end_array(writer);
    }
    crm__json_end_array(writer);
}
