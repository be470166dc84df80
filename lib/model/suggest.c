/* "Did you mean": by name, and by labels in both languages. */
#include "model/suggest.h"

enum { CANDIDATE_LIMIT = 1024, EXCERPT_SIZE = 60 };

/* What may have been meant; every text is NUL-terminated. Beyond the limit nothing is suggested. */
struct candidates {
    size_t count;
    const char *names[CANDIDATE_LIMIT];
    const char *labels_en[CANDIDATE_LIMIT];
    const char *labels_zh[CANDIDATE_LIMIT];
};

static void add(struct candidates *candidates, struct text name, struct text label_en,
                struct text label_zh);
static const char *nearest(const struct candidates *candidates, struct text wrong);
static const char *find_label(const struct candidates *candidates, struct text wrong);
static crm_status fail(struct env *env, crm_status status, const struct field *field,
                       const char *what, struct text wrong, const char *where, const char *meant);

crm_status crm__fail_no_entity(const struct catalogue *catalogue, struct text name)
{
    struct candidates candidates = {.count = 0};
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *entity = catalogue->entities[i];
        add(&candidates, entity->name, entity->label_en, entity->label_zh);
    }
    return fail(catalogue->env, CRM_E_UNKNOWN, NULL, "no entity", name, "",
                nearest(&candidates, name));
}

crm_status crm__fail_no_field(struct env *env, const struct entity *entity, struct text name)
{
    struct candidates candidates = {.count = 0};
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (!(field->flags & FIELD_RETIRED))
            add(&candidates, field->name, field->label_en, field->label_zh);
    }
    char where[ERROR_NAME_SIZE + 4] = " in ";
    for (size_t i = 0; i < entity->name.size && i < ERROR_NAME_SIZE - 1; i++)
        where[4 + i] = entity->name.data[i];
    crm_status status =
        fail(env, CRM_E_UNKNOWN, NULL, "no field", name, where, nearest(&candidates, name));
    return status;
}

crm_status crm__fail_no_field_type(struct env *env, struct text name)
{
    struct candidates candidates = {.count = 0};
    for (int type = FIELD_TEXT; type <= FIELD_JSON; type++)
        add(&candidates, crm__text_of(crm__field_type_name((enum field_type)type)), TEXT_NONE,
            TEXT_NONE);
    return fail(env, CRM_E_UNKNOWN, NULL, "no field type", name, "", nearest(&candidates, name));
}

crm_status crm__fail_no_choice(struct env *env, const struct field *field, struct text name)
{
    struct candidates candidates = {.count = 0};
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        add(&candidates, choice->name, choice->label_en, choice->label_zh);
    }
    return fail(env, CRM_E_INVALID, field, "no choice", name, "", nearest(&candidates, name));
}

struct text crm__text_excerpt(struct text text)
{
    if (text.size <= EXCERPT_SIZE)
        return text;
    size_t size = EXCERPT_SIZE;
    while (size > 0 && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    return crm__text_slice(text, 0, size);
}

static void add(struct candidates *candidates, struct text name, struct text label_en,
                struct text label_zh)
{
    if (candidates->count == CANDIDATE_LIMIT)
        return;
    size_t index = candidates->count++;
    candidates->names[index] = name.data;
    candidates->labels_en[index] = label_en.data ? label_en.data : "";
    candidates->labels_zh[index] = label_zh.data ? label_zh.data : "";
}

/* A label that is meant exactly beats a name that is merely similar. */
static const char *nearest(const struct candidates *candidates, struct text wrong)
{
    const char *labelled = find_label(candidates, wrong);
    if (labelled)
        return labelled;

    const char *const *tried[] = {candidates->names, candidates->labels_en, candidates->labels_zh};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        size_t index = crm__text_nearest(wrong, tried[i], candidates->count);
        if (index != SIZE_MAX)
            return candidates->names[index];
    }
    return NULL;
}

static const char *find_label(const struct candidates *candidates, struct text wrong)
{
    for (size_t i = 0; i < candidates->count && wrong.size; i++) {
        if (crm__text_equal_nocase(wrong, crm__text_of(candidates->labels_en[i])) ||
            crm__text_equal_nocase(wrong, crm__text_of(candidates->names[i])) ||
            crm__text_is(wrong, candidates->labels_zh[i]))
            return candidates->names[i];
    }
    return NULL;
}

static crm_status fail(struct env *env, crm_status status, const struct field *field,
                       const char *what, struct text wrong, const char *where, const char *meant)
{
    struct text shown = crm__text_excerpt(wrong);
    const char *more = shown.size < wrong.size ? "…" : "";
    return crm__fail_field(env, status, field ? field->entity->name.data : NULL,
                           field ? field->name.data : NULL, "%s%s%s '%.*s%s'%s%s%s%s",
                           field ? field->name.data : "", field ? ": " : "", what, (int)shown.size,
                           shown.data ? shown.data : "", more, where,
                           meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
}
