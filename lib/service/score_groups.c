/* Groups and grades: points with at most three decimals, as thousandths. */
#include "service/score_groups.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { MILLI_DECIMALS = 3 };

/* "12", "-0.5", "40.125": exact, or refused. */
static bool milli_of(struct text text, int64_t *milli_out)
{
    bool negative = crm__text_starts(text, TEXT("-"));
    int64_t milli = 0;
    int decimals = -1;
    size_t from = negative ? 1 : 0;
    for (size_t i = from; i < text.size; i++) {
        char digit = text.data[i];
        if (digit == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (digit < '0' || digit > '9' || milli > SCORE_MILLI_LIMIT)
            return false;
        if (decimals == MILLI_DECIMALS && digit != '0')
            return false;
        if (decimals == MILLI_DECIMALS)
            continue;
        milli = milli * 10 + (digit - '0');
        decimals += decimals >= 0;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < MILLI_DECIMALS; i++)
        milli *= 10;
    *milli_out = negative ? -milli : milli;
    return text.size > from && milli <= SCORE_MILLI_LIMIT;
}

static crm_status points_read(struct env *env, const struct json *json, struct text name,
                              int64_t *milli_out)
{
    struct text number;
    if (json && crm__json_number(json, &number) && milli_of(number, milli_out))
        return CRM_OK;
    return crm__fail(env, CRM_E_INVALID,
                     "%.*s: not a number of points with at most three decimals", (int)name.size,
                     name.data);
}

void crm__score_groups_init(struct score_groups *groups, struct arena *arena)
{
    *groups = (struct score_groups){.arena = arena};
}

crm_status crm__score_groups_need(struct score_groups *groups, struct text name, size_t *index_out)
{
    for (size_t i = 0; i < groups->count; i++) {
        *index_out = i;
        if (crm__text_equal(groups->names[i], name))
            return CRM_OK;
    }
    if (groups->count == SCORE_GROUP_LIMIT)
        return crm__fail(groups->arena->env, CRM_E_LIMIT, "score model: over %d groups",
                         SCORE_GROUP_LIMIT);
    if (!groups->groups) {
        groups->groups =
            crm__arena_alloc_zero(groups->arena, SCORE_GROUP_LIMIT, sizeof *groups->groups);
        groups->names =
            crm__arena_alloc_zero(groups->arena, SCORE_GROUP_LIMIT, sizeof *groups->names);
    }
    struct text copy = crm__arena_text(groups->arena, name);
    if (!groups->groups || !groups->names || !copy.data)
        return CRM_E_NOMEM;
    *index_out = groups->count;
    groups->names[groups->count] = copy;
    groups->groups[groups->count] = (struct score_group){
        .id = (int64_t)groups->count + 1, .min_milli = SCORE_NO_MIN, .max_milli = SCORE_NO_MAX};
    groups->count++;
    return CRM_OK;
}

static crm_status bound_read(struct env *env, const struct json *group, struct text name,
                             int64_t *milli)
{
    const struct json *bound = crm__json_find(group, name);
    return bound ? points_read(env, bound, name, milli) : CRM_OK;
}

static crm_status group_read(struct score_groups *groups, struct text name,
                             const struct json *json)
{
    struct env *env = groups->arena->env;
    size_t index;
    if (crm__json_kind(json) != JSON_OBJECT)
        return crm__fail(env, CRM_E_INVALID, "%.*s: %s, not an object with minimum and maximum",
                         (int)name.size, name.data, crm__json_kind_name(crm__json_kind(json)));
    crm_status status = crm__score_groups_need(groups, name, &index);
    if (status >= 0)
        status = bound_read(env, json, TEXT("minimum"), &groups->groups[index].min_milli);
    if (status >= 0)
        status = bound_read(env, json, TEXT("maximum"), &groups->groups[index].max_milli);
    return status;
}

/* The object in the text; NULL for an empty text. */
static crm_status object_parse(struct env *env, struct text text, struct json **root_out)
{
    *root_out = NULL;
    if (!text.size)
        return CRM_OK;
    crm_status status = crm__json_parse(env, text, root_out);
    if (status >= 0 && crm__json_kind(*root_out) != JSON_OBJECT) {
        status = crm__fail(env, CRM_E_INVALID, "%s, not an object",
                           crm__json_kind_name(crm__json_kind(*root_out)));
        crm__json_free(*root_out);
        *root_out = NULL;
    }
    return status;
}

crm_status crm__score_groups_read(struct score_groups *groups, struct text text)
{
    struct json *root;
    crm_status status = object_parse(groups->arena->env, text, &root);
    for (size_t i = 0; status >= 0 && root && i < crm__json_size(root); i++)
        status = group_read(groups, crm__json_key_at(root, i), crm__json_at(root, i));
    crm__json_free(root);
    return status;
}

static int grade_order(const void *left, const void *right)
{
    const struct score_grade *a = left;
    const struct score_grade *b = right;
    if (a->from_milli != b->from_milli)
        return a->from_milli > b->from_milli ? -1 : 1;
    return strcmp(a->letter, b->letter);
}

crm_status crm__score_grades_read(struct arena *arena, struct text text,
                                  struct score_grade **grades_out, size_t *count_out)
{
    struct json *root;
    crm_status status = object_parse(arena->env, text, &root);
    size_t count = status >= 0 && root ? crm__json_size(root) : 0;
    struct score_grade *grades = crm__arena_alloc_zero(arena, count + 1, sizeof *grades);
    if (status >= 0 && !grades)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        struct text letter = crm__arena_text(arena, crm__json_key_at(root, i));
        grades[i].letter = letter.data;
        status = letter.data ? points_read(arena->env, crm__json_at(root, i), letter,
                                           &grades[i].from_milli)
                             : CRM_E_NOMEM;
    }
    crm__json_free(root);
    if (status < 0)
        return status;
    qsort(grades, count, sizeof *grades, grade_order);
    *grades_out = grades;
    *count_out = count;
    return CRM_OK;
}
