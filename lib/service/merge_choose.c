/*
 * Which values survive. The survivor's own come first, then the others' in their order. Fields that
 * only make sense together (an address, a name, an amount and its currency) are taken together;
 * lists are united; a wish not to be contacted outlives the record that says so.
 */
#include "service/merge_part.h"

#include "engine/survive.h"

enum { BLOCK_FIELDS = 8 };

static const struct block {
    enum survive_policy policy;
    const char *names[BLOCK_FIELDS];
} blocks[] = {
    {SURVIVE_MOST_COMPLETE,
     {"country", "province", "city", "district", "address", "postcode"}},
    {SURVIVE_FIRST, {"name", "surname", "given_name"}},
};

/* They say where the survivor itself stands: with whom, since when, in which pool. */
static const char *const own_names[] = {
    "pool",           "pool_entered_at",      "owner_since", "collected_at", "hold_until",
    "previous_owner", "previous_owner_until", "locked",      "validity",     "validity_reason",
    "validity_at",    "nurture_track",        "nurture_state"};

static bool is_own(const struct field *field)
{
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++) {
        if (crm__text_is(field->name, own_names[i]))
            return true;
    }
    return false;
}

static bool has_name(const struct block *block, const struct field *field)
{
    for (size_t i = 0; i < BLOCK_FIELDS && block->names[i]; i++) {
        if (crm__text_is(field->name, block->names[i]))
            return true;
    }
    return false;
}

static bool is_merged(const struct merge *merge, int64_t id)
{
    for (size_t i = 0; i < merge->count; i++) {
        if (merge->ids[i] == id)
            return true;
    }
    return false;
}

/* A reference to one of the records that become one says nothing about the one. */
static bool is_filled(const struct merge *merge, const struct field *field, struct value value)
{
    if (value.kind == VALUE_NULL)
        return false;
    bool inward = field->type == FIELD_REFERENCE && field->target == merge->entity;
    return !inward || !is_merged(merge, value.integer);
}

static struct value value_of(const struct merge *merge, size_t record, size_t field)
{
    struct value value = crm__batch_at(&merge->before, field, record);
    return is_filled(merge, merge->fields[field], value) ? value : VALUE_OF_NULL;
}

static void block_choose(struct merge *merge, const struct block *block)
{
    struct survive_value fills[MERGE_RECORDS_LIMIT] = {{0}};
    for (size_t record = 0; record < merge->count; record++) {
        for (size_t i = 0; i < merge->field_count; i++)
            fills[record].fill += has_name(block, merge->fields[i]) &&
                                  value_of(merge, record, i).kind != VALUE_NULL;
    }
    size_t best = crm__survive_choose(block->policy, fills, merge->count);
    for (size_t i = 0; best != SIZE_MAX && i < merge->field_count; i++) {
        if (has_name(block, merge->fields[i]))
            merge->chosen[i] = value_of(merge, best, i);
    }
}

/* Amounts of another currency than the chosen one do not count. */
static bool is_comparable(const struct merge *merge, size_t record, const struct field *field,
                          size_t currency)
{
    if (field->type != FIELD_MONEY || currency == SIZE_MAX)
        return true;
    return crm__value_equal(crm__batch_at(&merge->before, currency, record),
                            merge->chosen[currency]);
}

static void field_choose(struct merge *merge, size_t field, size_t currency)
{
    struct survive_value fills[MERGE_RECORDS_LIMIT] = {{0}};
    for (size_t record = 0; record < merge->count; record++)
        fills[record].fill = value_of(merge, record, field).kind != VALUE_NULL &&
                             is_comparable(merge, record, merge->fields[field], currency);
    size_t best = crm__survive_choose(SURVIVE_FIRST, fills, merge->count);
    merge->chosen[field] = best == SIZE_MAX ? VALUE_OF_NULL : value_of(merge, best, field);
}

static void wish_choose(struct merge *merge, size_t field)
{
    for (size_t record = 0; record < merge->count; record++) {
        struct value value = crm__batch_at(&merge->before, field, record);
        if (value.kind == VALUE_INT && value.integer)
            merge->chosen[field] = value;
    }
}

/* "|a|b|" in the order of the set. */
static crm_status choices_unite(struct merge *merge, size_t field)
{
    const struct choice_set *set = merge->fields[field]->choices;
    struct buffer united;
    crm__buffer_init(&united, merge->store->env);
    for (size_t i = 0; i < set->count; i++) {
        bool has = false;
        for (size_t record = 0; !has && record < merge->count; record++) {
            struct value value = crm__batch_at(&merge->before, field, record);
            has = value.kind == VALUE_TEXT && crm__choices_has(value.text, set->choices[i].name);
        }
        if (!has)
            continue;
        if (united.size == 0)
            crm__buffer_byte(&united, '|');
        crm__buffer_text(&united, set->choices[i].name);
        crm__buffer_byte(&united, '|');
    }
    crm_status status = crm__buffer_status(&united);
    if (status >= 0 && united.size) {
        struct text kept = crm__arena_text(&merge->arena, crm__buffer_view(&united));
        merge->chosen[field] = crm__value_text(kept);
        status = kept.data ? CRM_OK : CRM_E_NOMEM;
    }
    crm__buffer_free(&united);
    return status;
}

static crm_status references_unite(struct merge *merge, size_t field)
{
    struct id_map united;
    crm__id_map_init(&united, merge->store->env);
    crm_status status = CRM_OK;
    bool inward = merge->fields[field]->target == merge->entity;
    for (size_t record = 0; record < merge->count; record++) {
        struct value value = crm__batch_at(&merge->before, field, record);
        size_t count = 0;
        const int64_t *ids = crm__references_ids(value, &count);
        for (size_t i = 0; status >= 0 && i < count; i++) {
            if (!(inward && is_merged(merge, ids[i])) && !crm__id_map_put(&united, ids[i], 0))
                status = CRM_E_NOMEM;
        }
    }
    int64_t *ids = status < 0 ? NULL
                              : crm__arena_alloc_zero(&merge->arena, united.count + 1, sizeof *ids);
    if (!ids)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < united.count; i++)
        ids[i] = united.entries[i].key;
    if (status >= 0 && united.count)
        status = crm__references_make(&merge->arena, ids, united.count, &merge->chosen[field]);
    crm__id_map_free(&united);
    return status;
}

static size_t currency_index(const struct merge *merge)
{
    for (size_t i = 0; merge->entity->currency && i < merge->field_count; i++) {
        if (merge->fields[i] == merge->entity->currency)
            return i;
    }
    return SIZE_MAX;
}

crm_status crm__merge_choose(struct merge *merge)
{
    crm_status status = CRM_OK;
    size_t currency = currency_index(merge);
    if (currency != SIZE_MAX)
        field_choose(merge, currency, SIZE_MAX);
    for (size_t i = 0; status >= 0 && i < merge->field_count; i++) {
        const struct field *field = merge->fields[i];
        if (is_own(field))
            merge->chosen[i] = crm__batch_at(&merge->before, i, 0);
        else if (field->type == FIELD_CHOICES)
            status = choices_unite(merge, i);
        else if (field->type == FIELD_REFERENCES)
            status = references_unite(merge, i);
        else
            field_choose(merge, i, currency);
        if (crm__text_starts(field->name, TEXT("do_not_")) && field->type == FIELD_BOOL)
            wish_choose(merge, i);
    }
    for (size_t i = 0; status >= 0 && i < sizeof blocks / sizeof *blocks; i++)
        block_choose(merge, &blocks[i]);
    return status;
}
