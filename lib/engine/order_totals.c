/*
 * Per-customer totals. Most customer keys are numbers of up to seven characters, so such a key is
 * its own hash tag and comparing tags compares keys. Rows go in blocks through three loops (tag,
 * find, add), each of which fetches ahead what the next one touches: the tables are larger than
 * the caches, and waiting for one line at a time would be most of the cost.
 */
#include "engine/order_totals.h"

#include <assert.h>
#include <string.h>

enum {
    BLOCK = 64,
    SHORT_KEY = 7,
    SLOTS_FIRST = 1024,
};

#define LONG_TAG (UINT64_C(1) << 63)

struct block {
    size_t first; /* row */
    size_t count;
    uint64_t tags[BLOCK]; /* 0: skipped */
    uint32_t indices[BLOCK];
    char numbers[BLOCK][NUMBER_TEXT_SIZE]; /* keys of an int column */
    struct text keys[BLOCK];
};

struct input {
    const struct column *customer;
    const struct column *day;
    const struct column *amount;
};

static crm_status check_columns(struct order_totals *totals, const struct input *input);
static crm_status grow(struct order_totals *totals);
static void read_keys(struct order_totals *totals, const struct input *input,
                      struct block *block);
static crm_status find_customers(struct order_totals *totals, struct block *block);
static crm_status add_rows(struct order_totals *totals, const struct input *input,
                           const struct block *block);

static void prefetch(const void *address)
{
#if defined(__GNUC__)
    __builtin_prefetch(address, 1);
#else
    (void)address;
#endif
}

void crm__order_totals_init(struct order_totals *totals, struct env *env)
{
    *totals = (struct order_totals){.env = env};
    crm__arena_init(&totals->arena, env);
}

void crm__order_totals_free(struct order_totals *totals)
{
    if (!totals || !totals->env)
        return;
    crm__free(totals->env, totals->totals);
    crm__free(totals->env, totals->keys);
    crm__free(totals->env, totals->slots);
    crm__arena_free(&totals->arena);
    *totals = (struct order_totals){0};
}

crm_status crm__order_totals_add(struct order_totals *totals, const struct column *customer,
                                 const struct column *day, const struct column *amount_minor)
{
    struct input input = {customer, day, amount_minor};
    crm_status status = check_columns(totals, &input);
    struct block block;
    for (size_t row = 0; row < customer->count && status == CRM_OK; row += block.count) {
        block.first = row;
        block.count = customer->count - row < BLOCK ? customer->count - row : BLOCK;
        status = grow(totals);
        if (status != CRM_OK)
            break;
        read_keys(totals, &input, &block);
        status = find_customers(totals, &block);
        if (status == CRM_OK)
            status = add_rows(totals, &input, &block);
    }
    return status;
}

static crm_status check_columns(struct order_totals *totals, const struct input *input)
{
    if (input->customer->kind != VALUE_TEXT && input->customer->kind != VALUE_INT)
        return crm__fail(totals->env, CRM_E_MISUSE, "customer column: neither text nor int");
    if (input->day->kind != VALUE_INT || input->amount->kind != VALUE_INT)
        return crm__fail(totals->env, CRM_E_MISUSE, "day and amount columns: not both int");
    if (input->day->count != input->customer->count ||
        input->amount->count != input->customer->count)
        return crm__fail(totals->env, CRM_E_MISUSE, "columns: %zu, %zu and %zu rows, not the same",
                         input->customer->count, input->day->count, input->amount->count);
    return CRM_OK;
}

static size_t slot_of(const struct order_totals *totals, uint64_t tag)
{
    uint64_t mixed = (tag ^ tag >> 29) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> 32) & (totals->slot_count - 1);
}

/* Keeps at least half of the slots free for one more block of new customers. */
static crm_status grow(struct order_totals *totals)
{
    size_t need = totals->count + BLOCK;
    if (need > UINT32_MAX)
        return crm__fail(totals->env, CRM_E_LIMIT, "customers: more than %lld",
                         (long long)UINT32_MAX);
    crm_status status = crm__array_reserve(totals->env, (void **)&totals->totals,
                                           &totals->capacity, need, sizeof(*totals->totals));
    if (status == CRM_OK)
        status = crm__array_reserve(totals->env, (void **)&totals->keys, &totals->key_capacity,
                                    need, sizeof(*totals->keys));
    if (status != CRM_OK || need * 2 <= totals->slot_count)
        return status;

    size_t old_count = totals->slot_count;
    struct order_slot *old = totals->slots;
    size_t slot_count = old_count ? old_count * 4 : SLOTS_FIRST;
    struct order_slot *slots = crm__alloc_zero(totals->env, slot_count, sizeof(*slots));
    if (!slots)
        return CRM_E_NOMEM;
    totals->slots = slots;
    totals->slot_count = slot_count;
    for (size_t i = 0; i < old_count; i++) {
        size_t at = slot_of(totals, old[i].tag);
        while (old[i].tag && slots[at].tag)
            at = (at + 1) & (slot_count - 1);
        if (old[i].tag)
            slots[at] = old[i];
    }
    crm__free(totals->env, old);
    return CRM_OK;
}

/* The key's bytes with its size above them when it is short; else a hash with the top bit set. */
static uint64_t tag_of(struct text key)
{
    uint64_t tag = 0;
    if (key.size > SHORT_KEY)
        return crm__hash_text(key, 0) | LONG_TAG;
    for (size_t i = 0; i < key.size; i++)
        tag = tag << 8 | (unsigned char)key.data[i];
    return tag | (uint64_t)key.size << 56;
}

static void read_keys(struct order_totals *totals, const struct input *input, struct block *block)
{
    const struct column *customer = input->customer;
    for (size_t i = 0; i < block->count; i++) {
        size_t row = block->first + i;
        block->tags[i] = 0;
        if (crm__column_is_null(customer, row) || crm__column_is_null(input->day, row) ||
            crm__column_is_null(input->amount, row))
            continue;
        if (customer->kind == VALUE_INT)
            block->keys[i] = (struct text){
                block->numbers[i],
                crm__int64_to_text(customer->integers[row], block->numbers[i])};
        else
            block->keys[i] = crm__column_text_at(customer, row);
        if (block->keys[i].size == 0)
            continue;
        block->tags[i] = tag_of(block->keys[i]);
        prefetch(&totals->slots[slot_of(totals, block->tags[i])]);
    }
}

static crm_status add_customer(struct order_totals *totals, struct text key, uint32_t *index_out)
{
    struct text copy = crm__arena_text(&totals->arena, key);
    if (!copy.data)
        return CRM_E_NOMEM;
    *index_out = (uint32_t)totals->count;
    totals->keys[totals->count] = copy;
    totals->totals[totals->count++] =
        (struct order_total){.first_day = INT32_MAX, .last_day = INT32_MIN};
    return CRM_OK;
}

static crm_status find_customers(struct order_totals *totals, struct block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        uint64_t tag = block->tags[i];
        if (tag == 0) {
            totals->skipped_count++;
            continue;
        }
        size_t at = slot_of(totals, tag);
        for (;; at = (at + 1) & (totals->slot_count - 1)) {
            struct order_slot *slot = &totals->slots[at];
            if (slot->tag == tag && (!(tag & LONG_TAG) ||
                                     crm__text_equal(totals->keys[slot->index], block->keys[i])))
                break;
            if (slot->tag != 0)
                continue;
            crm_status status = add_customer(totals, block->keys[i], &slot->index);
            if (status != CRM_OK)
                return status;
            slot->tag = tag;
            break;
        }
        block->indices[i] = totals->slots[at].index;
        prefetch(&totals->totals[block->indices[i]]);
    }
    return CRM_OK;
}

static crm_status add_rows(struct order_totals *totals, const struct input *input,
                           const struct block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        if (block->tags[i] == 0)
            continue;
        size_t row = block->first + i;
        int64_t day = input->day->integers[row];
        int64_t amount = input->amount->integers[row];
        struct order_total *total = &totals->totals[block->indices[i]];
        if (day < INT32_MIN || day > INT32_MAX)
            return crm__fail(totals->env, CRM_E_LIMIT, "day: %lld, beyond any calendar",
                             (long long)day);
        if (amount > 0 ? total->amount_minor > INT64_MAX - amount
                       : total->amount_minor < INT64_MIN - amount)
            return crm__fail(totals->env, CRM_E_LIMIT, "amount of one customer: over %lld",
                             (long long)INT64_MAX);
        total->amount_minor += amount;
        total->order_count++;
        total->first_day = (int32_t)day < total->first_day ? (int32_t)day : total->first_day;
        total->last_day = (int32_t)day > total->last_day ? (int32_t)day : total->last_day;
        totals->row_count++;
    }
    return CRM_OK;
}

void crm__order_totals_columns(const struct order_totals *totals, int64_t at_day,
                               int64_t *recency_days_out, int64_t *frequency_out,
                               int64_t *amount_minor_out)
{
    for (size_t i = 0; i < totals->count; i++) {
        const struct order_total *total = &totals->totals[i];
        if (recency_days_out)
            recency_days_out[i] = at_day - total->last_day;
        if (frequency_out)
            frequency_out[i] = total->order_count;
        if (amount_minor_out)
            amount_minor_out[i] = total->amount_minor;
    }
}
