/* Names of relations. */
#include "rule/related.h"

#include <stdio.h>
#include <string.h>

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

/* "opportunity" to "opportunities", "order" to "orders", "address" to "addresses". */
static size_t plural(const struct entity *entity, char out[RELATION_NAME_SIZE])
{
    const char *name = entity->name.data;
    size_t size = entity->name.size;
    if (size < 2 || size + 4 > RELATION_NAME_SIZE)
        return 0;
    char last = name[size - 1];
    char before = name[size - 2];
    const char *ending = "s";
    memcpy(out, name, size);
    if (last == 'y' && !is_vowel(before)) {
        size--;
        ending = "ies";
    } else if (last == 's' || last == 'x' || (last == 'h' && (before == 'c' || before == 's'))) {
        ending = "es";
    }
    memcpy(out + size, ending, strlen(ending) + 1);
    return size + strlen(ending);
}

static bool refers(const struct field *field, const struct entity *entity)
{
    return field->type == FIELD_REFERENCE && field->target == entity &&
           !(field->flags & FIELD_RETIRED);
}

/* The reference that the short name means: the only one, or the one named like the entity. */
static const struct field *main_reference(const struct entity *from, const struct entity *to)
{
    const struct field *found = NULL;
    size_t count = 0;
    for (size_t i = SYSTEM_FIELD_COUNT; i < from->field_count; i++) {
        const struct field *field = from->fields[i];
        if (!refers(field, to))
            continue;
        if (crm__text_equal(field->name, to->name))
            return field;
        found = field;
        count++;
    }
    return count == 1 ? found : NULL;
}

bool crm__relation_find(const struct entity *entity, struct text name, struct relation *out)
{
    const struct catalogue *catalogue = entity->catalogue;
    if (crm__field_find(entity, name))
        return false;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *from = catalogue->entities[i];
        char many[RELATION_NAME_SIZE];
        struct text start = {many, plural(from, many)};
        if (start.size == 0 || (from->flags & ENTITY_INTERNAL) || !crm__text_starts(name, start))
            continue;
        struct text rest = crm__text_slice(name, start.size, name.size);
        const struct field *back = NULL;
        if (rest.size == 0)
            back = main_reference(from, entity);
        else if (crm__text_starts(rest, TEXT("_by_")))
            back = crm__field_find(from, crm__text_slice(rest, 4, rest.size));
        if (back && refers(back, entity)) {
            *out = (struct relation){.entity = from, .back = back};
            return true;
        }
    }
    return false;
}

char (*crm__relation_names(struct compiler *compiler, const struct entity *entity,
                           size_t *count_out))[RELATION_NAME_SIZE]
{
    const struct catalogue *catalogue = entity->catalogue;
    char(*names)[RELATION_NAME_SIZE] =
        crm__arena_alloc(&compiler->rule->arena, (catalogue->entity_count + 1) * sizeof *names);
    *count_out = 0;
    for (size_t i = 0; names && i < catalogue->entity_count; i++) {
        const struct entity *from = catalogue->entities[i];
        if (!(from->flags & ENTITY_INTERNAL) && main_reference(from, entity) &&
            plural(from, names[*count_out]) > 0)
            ++*count_out;
    }
    return names;
}
