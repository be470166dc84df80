/*
 * Duplicates by exact keys: a hash table for each kind of key, then pairs, then clusters. Rows go
 * through in ascending order, so groups, pairs and placeholders need no clock and no luck to come
 * out in the same order each time.
 */
#include "engine/dedup.h"

#include <stdlib.h>

#define NO_ROW UINT32_MAX

/* The rows that hold one key; no more of them are kept than may be paired. */
struct group {
    uint64_t hash;
    struct text key;
    uint32_t first; /* entry */
    uint32_t last;  /* entry */
    uint32_t last_row;
    size_t row_count;
};

struct entry {
    uint32_t row;
    uint32_t next;
};

struct grouping {
    struct env *env;
    const struct dedup_spec *spec;
    enum dedup_kind kind;
    size_t cap;
    struct group *groups;
    size_t group_count;
    size_t group_capacity;
    struct entry *entries;
    size_t entry_count;
    size_t entry_capacity;
    uint32_t *slots; /* group + 1 */
    size_t slot_count;
};

static crm_status check_spec(struct env *env, const struct dedup_spec *spec);
static crm_status find_kind(struct env *env, const struct dedup_spec *spec, enum dedup_kind kind,
                            struct dedup_result *result);
static size_t count_keys(const struct dedup_spec *spec, enum dedup_kind kind);
static crm_status group_rows(struct grouping *grouping);
static crm_status add_key(struct grouping *grouping, uint32_t row, struct text key);
static crm_status emit_group(const struct grouping *grouping, const struct group *group,
                             struct dedup_result *result);
static void merge_pairs(struct dedup_result *result);
static crm_status cluster(struct env *env, size_t row_count, struct dedup_result *result);

crm_status crm__dedup_find(struct env *env, const struct dedup_spec *spec,
                           struct dedup_result *result_out)
{
    struct dedup_result result = {.env = env, .row_count = spec->row_count};
    *result_out = (struct dedup_result){0};
    crm_status status = check_spec(env, spec);
    for (int kind = 0; kind < DEDUP_KINDS && status == CRM_OK; kind++)
        status = find_kind(env, spec, (enum dedup_kind)kind, &result);
    if (status == CRM_OK) {
        merge_pairs(&result);
        status = cluster(env, spec->row_count, &result);
    }
    if (status == CRM_OK)
        *result_out = result;
    else
        crm__dedup_free(&result);
    return status;
}

void crm__dedup_free(struct dedup_result *result)
{
    if (!result || !result->env)
        return;
    crm__free(result->env, result->pairs);
    crm__free(result->env, result->clusters);
    crm__free(result->env, result->placeholders);
    *result = (struct dedup_result){0};
}

const char *crm__dedup_kind_name(enum dedup_kind kind)
{
    static const char *const names[] = {"phone", "email", "wechat", "registration", "other"};
    return names[kind];
}

static crm_status check_spec(struct env *env, const struct dedup_spec *spec)
{
    if (spec->row_count >= NO_ROW)
        return crm__fail(env, CRM_E_LIMIT, "rows to compare: %zu, at most %lld", spec->row_count,
                         (long long)NO_ROW - 1);
    if (spec->frequency_cap > DEDUP_FREQUENCY_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "frequency cap: %zu, at most %d", spec->frequency_cap,
                         DEDUP_FREQUENCY_LIMIT);
    for (size_t i = 0; i < spec->column_count; i++) {
        const struct column *keys = spec->columns[i].keys;
        if (keys->kind != VALUE_TEXT || keys->count != spec->row_count)
            return crm__fail(env, CRM_E_MISUSE, "key column %zu: not text of %zu rows", i,
                             spec->row_count);
    }
    return CRM_OK;
}

static crm_status find_kind(struct env *env, const struct dedup_spec *spec, enum dedup_kind kind,
                            struct dedup_result *result)
{
    struct grouping grouping = {
        .env = env,
        .spec = spec,
        .kind = kind,
        .cap = spec->frequency_cap ? spec->frequency_cap : DEDUP_FREQUENCY_CAP,
        .slot_count = 16,
    };
    size_t key_count = count_keys(spec, kind);
    if (key_count == 0)
        return CRM_OK;
    while (grouping.slot_count < 2 * key_count)
        grouping.slot_count *= 2;
    grouping.slots = crm__alloc_zero(env, grouping.slot_count, sizeof(*grouping.slots));
    crm_status status = grouping.slots ? group_rows(&grouping) : CRM_E_NOMEM;
    for (size_t i = 0; i < grouping.group_count && status == CRM_OK; i++)
        if (grouping.groups[i].row_count > 1)
            status = emit_group(&grouping, &grouping.groups[i], result);
    crm__free(env, grouping.slots);
    crm__free(env, grouping.groups);
    crm__free(env, grouping.entries);
    return status;
}

static size_t count_keys(const struct dedup_spec *spec, enum dedup_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < spec->column_count; i++)
        if (spec->columns[i].kind == kind)
            count += spec->row_count - spec->columns[i].keys->null_count;
    return count;
}

/* Row by row, not column by column, so that a row which holds a key twice is noticed. */
static crm_status group_rows(struct grouping *grouping)
{
    const struct dedup_spec *spec = grouping->spec;
    for (size_t row = 0; row < spec->row_count; row++) {
        for (size_t i = 0; i < spec->column_count; i++) {
            const struct column *keys = spec->columns[i].keys;
            if (spec->columns[i].kind != grouping->kind || crm__column_is_null(keys, row))
                continue;
            struct text key = crm__column_text_at(keys, row);
            crm_status status =
                key.size > 0 ? add_key(grouping, (uint32_t)row, key) : CRM_OK;
            if (status != CRM_OK)
                return status;
        }
    }
    return CRM_OK;
}

static crm_status find_group(struct grouping *grouping, struct text key, struct group **group_out)
{
    uint64_t hash = crm__hash_text(key, 0);
    size_t at = (size_t)hash & (grouping->slot_count - 1);
    for (; grouping->slots[at] != 0; at = (at + 1) & (grouping->slot_count - 1)) {
        struct group *group = &grouping->groups[grouping->slots[at] - 1];
        if (group->hash == hash && crm__text_equal(group->key, key)) {
            *group_out = group;
            return CRM_OK;
        }
    }
    crm_status status =
        crm__array_reserve(grouping->env, (void **)&grouping->groups, &grouping->group_capacity,
                           grouping->group_count + 1, sizeof(*grouping->groups));
    if (status != CRM_OK)
        return status;
    *group_out = &grouping->groups[grouping->group_count++];
    **group_out = (struct group){
        .hash = hash, .key = key, .first = NO_ROW, .last = NO_ROW, .last_row = NO_ROW};
    grouping->slots[at] = (uint32_t)grouping->group_count;
    return CRM_OK;
}

static crm_status add_key(struct grouping *grouping, uint32_t row, struct text key)
{
    struct group *group;
    crm_status status = find_group(grouping, key, &group);
    if (status != CRM_OK || group->last_row == row)
        return status;
    group->last_row = row;
    group->row_count++;
    if (group->row_count > grouping->cap)
        return CRM_OK;
    status = crm__array_reserve(grouping->env, (void **)&grouping->entries,
                                &grouping->entry_capacity, grouping->entry_count + 1,
                                sizeof(*grouping->entries));
    if (status != CRM_OK)
        return status;
    uint32_t entry = (uint32_t)grouping->entry_count++;
    grouping->entries[entry] = (struct entry){row, NO_ROW};
    if (group->first == NO_ROW)
        group->first = entry;
    else
        grouping->entries[group->last].next = entry;
    group->last = entry;
    return CRM_OK;
}

/* Every two rows of a group are a pair; a group beyond the cap is a placeholder. */
static crm_status emit_group(const struct grouping *grouping, const struct group *group,
                             struct dedup_result *result)
{
    const struct entry *entries = grouping->entries;
    if (group->row_count > grouping->cap) {
        crm_status status = crm__array_reserve(
            grouping->env, (void **)&result->placeholders, &result->placeholder_capacity,
            result->placeholder_count + 1, sizeof(*result->placeholders));
        if (status == CRM_OK)
            result->placeholders[result->placeholder_count++] =
                (struct dedup_placeholder){grouping->kind, group->key, group->row_count};
        return status;
    }
    crm_status status = crm__array_reserve(
        grouping->env, (void **)&result->pairs, &result->pair_capacity,
        result->pair_count + group->row_count * (group->row_count - 1) / 2,
        sizeof(*result->pairs));
    if (status != CRM_OK)
        return status;
    for (uint32_t a = group->first; a != NO_ROW; a = entries[a].next)
        for (uint32_t b = entries[a].next; b != NO_ROW; b = entries[b].next)
            result->pairs[result->pair_count++] =
                (struct dedup_pair){entries[a].row, entries[b].row, 1u << grouping->kind};
    return CRM_OK;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct dedup_pair *a = left;
    const struct dedup_pair *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return (a->kinds > b->kinds) - (a->kinds < b->kinds);
}

static void merge_pairs(struct dedup_result *result)
{
    size_t kept = 0;
    if (result->pair_count == 0)
        return;
    qsort(result->pairs, result->pair_count, sizeof(*result->pairs), compare_pairs);
    for (size_t i = 1; i < result->pair_count; i++) {
        struct dedup_pair *last = &result->pairs[kept];
        if (result->pairs[i].a == last->a && result->pairs[i].b == last->b)
            last->kinds |= result->pairs[i].kinds;
        else
            result->pairs[++kept] = result->pairs[i];
    }
    result->pair_count = kept + 1;
}

static uint32_t root_of(uint32_t *parents, uint32_t row)
{
    while (parents[row] != row) {
        parents[row] = parents[parents[row]];
        row = parents[row];
    }
    return row;
}

/* The lower root wins, so that a cluster is named after its first row. */
static crm_status cluster(struct env *env, size_t row_count, struct dedup_result *result)
{
    uint32_t *parents = crm__realloc_array(env, NULL, row_count + 1, sizeof(*parents));
    if (!parents)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < row_count; row++)
        parents[row] = (uint32_t)row;
    for (size_t i = 0; i < result->pair_count; i++) {
        uint32_t a = root_of(parents, result->pairs[i].a);
        uint32_t b = root_of(parents, result->pairs[i].b);
        if (a < b)
            parents[b] = a;
        else
            parents[a] = b;
    }
    for (size_t row = 0; row < row_count; row++)
        parents[row] = root_of(parents, (uint32_t)row);
    for (size_t i = 0; i < result->pair_count; i++) {
        /* A cluster's first row is in a pair, and the first of its pairs begins with that row. */
        uint32_t a = result->pairs[i].a;
        result->cluster_count += parents[a] == a && (i == 0 || result->pairs[i - 1].a != a);
    }
    result->clusters = parents;
    return CRM_OK;
}
