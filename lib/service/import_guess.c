/* Which entity a file is about, by its columns. */
#include "service/import_map.h"

/* In order of likelihood: of two that take as much, the first is it. */
static const char *const candidates[] = {
    "lead",       "order", "account",     "contact",  "product", "opportunity",
    "order_line", "user",  "lead_source", "activity", "task",    "exchange_rate"};

/* Columns that find a field speak for an entity; required fields that find none against it. */
static int map_score(const struct import_map *map)
{
    const struct entity *entity = map->entity;
    int score = 2 * (int)map->target_count;
    for (size_t i = SYSTEM_FIELD_COUNT; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        bool is_number = field == entity->name_field && crm__text_is(field->name, "number");
        if (!(field->flags & FIELD_REQUIRED) || field->initial.data ||
            field->flags & (FIELD_DERIVED | FIELD_RETIRED) || field == entity->currency ||
            is_number)
            continue;
        bool given = false;
        for (size_t j = 0; j < map->target_count; j++)
            given |= map->targets[j].field == field;
        score -= given ? 0 : 6;
    }
    return score;
}

crm_status crm__import_guess(const struct catalogue *catalogue, struct env *env,
                             const struct import_options *options, const struct text *names,
                             const struct text *sample, size_t count,
                             const struct entity **entity_out)
{
    enum { CONVINCING = 4 };
    int best = CONVINCING - 1;
    *entity_out = NULL;
    struct import_options guess = *options;
    guess.map = TEXT_NONE;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        struct import_map map;
        guess.entity = crm__entity_find(catalogue, crm__text_of(candidates[i]));
        crm__import_map_init(&map, env, &guess);
        crm_status status = crm__import_map_columns(&map, names, sample, count);
        int score = status < 0 ? 0 : map_score(&map);
        crm__import_map_free(&map);
        if (status < 0)
            return status;
        if (score > best) {
            best = score;
            *entity_out = guess.entity;
        }
    }
    return *entity_out ? CRM_OK
                       : crm__fail(env, CRM_E_INVALID,
                                   "the columns fit no entity; say which one the rows are");
}
