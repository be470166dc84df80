/*
 * Per-customer totals. Most customer keys are a few letters and digits, so such a key is its own
 * hash tag and comparing tags compares keys. The tables are larger than the caches, and
 * waiting for one line at a time would be most of the cost; so rows go in blocks through three
 * loops (read keys, look ahead, add), each of which fetches what the next one touches.
 */
#include "engine/order_totals.h"

#include <assert.h>
#include <string.h>

enum {
    BLOCK = 64,
    PACKED_KEY = 10, /* letters, digits, - and _: six bits each */
    SHORT_KEY = 7,   /* any bytes */
    SLOTS_FIRST = 1024,
    CACHE_LINE = 64,
};
static_assert(CACHE_LINE % sizeof(struct order_total) == 0, "totals would cross cache lines");

/* The four highest bits of a tag: how many characters are packed; bytes as they are; a hash. */
#define BYTES_TAG (UINT64_C(11) << 60)
#define LONG_TAG (UINT64_C(3) << 62)

struct block {
    size_t first; /* row */
    size_t count;
    uint64_t tags[BLOCK]; /* 0: skipped */
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
static void look_ahead(const struct order_totals *totals, const struct block *block);
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
    crm__free(totals->env, totals->block);
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
        look_ahead(totals, &block);
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

static uint64_t mix(uint64_t tag)
{
    return (tag ^ tag >> 29) * UINT64_C(0x9E3779B97F4A7C15);
}

static size_t slot_of(const struct order_totals *totals, uint64_t mixed)
{
    return (size_t)(mixed >> 32) & (totals->slot_count - 1);
}

/* A block of totals that begins with a cache line. */
static crm_status grow_totals(struct order_totals *totals, size_t need)
{
    if (need <= totals->capacity)
        return CRM_OK;
    size_t capacity = totals->capacity * 2 > need ? totals->capacity * 2 : need;
    size_t spare = CACHE_LINE / sizeof(struct order_total);
    char *block = crm__realloc_array(totals->env, NULL, capacity + spare,
                                     sizeof(struct order_total));
    if (!block)
        return CRM_E_NOMEM;
    size_t off = (uintptr_t)block % CACHE_LINE;
    struct order_total *aligned = (void *)(block + (off ? CACHE_LINE - off : 0));
    if (totals->count > 0)
        memcpy(aligned, totals->totals, totals->count * sizeof(*aligned));
    crm__free(totals->env, totals->block);
    totals->block = block;
    totals->totals = aligned;
    totals->capacity = capacity;
    return CRM_OK;
}

/* Keeps at least half of the slots free for one more block of new customers. */
static crm_status grow(struct order_totals *totals)
{
    size_t need = totals->count + BLOCK;
    if (need > UINT32_MAX)
        return crm__fail(totals->env, CRM_E_LIMIT, "customers: more than %lld",
                         (long long)UINT32_MAX);
    crm_status status = grow_totals(totals, need);
    if (status == CRM_OK)
        status = crm__array_reserve(totals->env, (void **)&totals->keys, &totals->key_capacity,
                                    need, sizeof(*totals->keys));
    if (status != CRM_OK || need * 2 <= totals->slot_count)
        return status;

    size_t slot_count = totals->slot_count ? totals->slot_count * 2 : SLOTS_FIRST;
    struct order_slot *slots = crm__alloc_zero(totals->env, slot_count, sizeof(*slots));
    if (!slots)
        return CRM_E_NOMEM;
    crm__free(totals->env, totals->slots);
    totals->slots = slots;
    totals->slot_count = slot_count;
    for (size_t i = 0; i < totals->count; i++) {
        uint64_t mixed = mix(totals->totals[i].tag);
        size_t at = slot_of(totals, mixed);
        while (slots[at].index)
            at = (at + 1) & (slot_count - 1);
        slots[at] = (struct order_slot){(uint32_t)i + 1, (uint32_t)mixed};
    }
    return CRM_OK;
}

/* 1 to 64 for the bytes that six bits can tell apart. */
static const uint8_t packed_letters[128] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['G'] = 17, ['H'] = 18, ['I'] = 19, ['J'] = 20, ['K'] = 21, ['L'] = 22, ['M'] = 23, ['N'] = 24,
    ['O'] = 25, ['P'] = 26, ['Q'] = 27, ['R'] = 28, ['S'] = 29, ['T'] = 30, ['U'] = 31, ['V'] = 32,
    ['W'] = 33, ['X'] = 34, ['Y'] = 35, ['Z'] = 36, ['a'] = 37, ['b'] = 38, ['c'] = 39, ['d'] = 40,
    ['e'] = 41, ['f'] = 42, ['g'] = 43, ['h'] = 44, ['i'] = 45, ['j'] = 46, ['k'] = 47, ['l'] = 48,
    ['m'] = 49, ['n'] = 50, ['o'] = 51, ['p'] = 52, ['q'] = 53, ['r'] = 54, ['s'] = 55, ['t'] = 56,
    ['u'] = 57, ['v'] = 58, ['w'] = 59, ['x'] = 60, ['y'] = 61, ['z'] = 62, ['-'] = 63, ['_'] = 64,
};

/* 0 when the key has another character. */
static uint64_t packed_tag(struct text key)
{
    uint64_t tag = 0;
    for (size_t i = 0; i < key.size; i++) {
        unsigned char byte = (unsigned char)key.data[i];
        unsigned letter = byte < sizeof packed_letters ? packed_letters[byte] : 0;
        if (letter == 0)
            return 0;
        tag = tag << 6 | (letter - 1);
    }
    return tag | (uint64_t)key.size << 60;
}

/* The key itself when it is short, its size with it; else a hash. Never 0. */
static uint64_t tag_of(struct text key)
{
    uint64_t tag = key.size <= PACKED_KEY ? packed_tag(key) : 0;
    if (tag)
        return tag;
    if (key.size > SHORT_KEY)
        return crm__hash_text(key, 0) | LONG_TAG;
    for (size_t i = 0; i < key.size; i++)
        tag = tag << 8 | (unsigned char)key.data[i];
    return tag | (uint64_t)key.size << 56 | BYTES_TAG;
}

static bool is_hash(uint64_t tag)
{
    return (tag & LONG_TAG) == LONG_TAG;
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
        prefetch(&totals->slots[slot_of(totals, mix(block->tags[i]))]);
    }
}

/* Only a guess by a part of the tag: what matters is that the line is there in time. */
static void look_ahead(const struct order_totals *totals, const struct block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        uint64_t mixed = mix(block->tags[i]);
        size_t at = slot_of(totals, mixed);
        while (totals->slots[at].index && totals->slots[at].part != (uint32_t)mixed)
            at = (at + 1) & (totals->slot_count - 1);
        if (totals->slots[at].index)
            prefetch(&totals->totals[totals->slots[at].index - 1]);
    }
}

static crm_status add_customer(struct order_totals *totals, struct text key, uint64_t tag,
                               struct order_slot *slot)
{
    struct text copy = crm__arena_text(&totals->arena, key);
    if (!copy.data)
        return CRM_E_NOMEM;
    totals->keys[totals->count] = copy;
    totals->totals[totals->count++] =
        (struct order_total){.first_day = INT32_MAX, .last_day = INT32_MIN, .tag = tag};
    *slot = (struct order_slot){(uint32_t)totals->count, (uint32_t)mix(tag)};
    return CRM_OK;
}

static crm_status find_customer(struct order_totals *totals, struct text key, uint64_t tag,
                                struct order_total **total_out)
{
    uint64_t mixed = mix(tag);
    size_t at = slot_of(totals, mixed);
    for (; totals->slots[at].index; at = (at + 1) & (totals->slot_count - 1)) {
        size_t index = totals->slots[at].index - 1;
        if (totals->slots[at].part == (uint32_t)mixed && totals->totals[index].tag == tag &&
            (!is_hash(tag) || crm__text_equal(totals->keys[index], key))) {
            *total_out = &totals->totals[index];
            return CRM_OK;
        }
    }
    crm_status status = add_customer(totals, key, tag, &totals->slots[at]);
    if (status == CRM_OK)
        *total_out = &totals->totals[totals->count - 1];
    return status;
}

static crm_status add_order(struct env *env, struct order_total *total, int64_t day,
                            int64_t amount)
{
    if (day < INT32_MIN || day > INT32_MAX)
        return crm__fail(env, CRM_E_LIMIT, "day: %lld, beyond any calendar", (long long)day);
    if (amount > 0 ? total->amount_minor > INT64_MAX - amount
                   : total->amount_minor < INT64_MIN - amount)
        return crm__fail(env, CRM_E_LIMIT, "amount of one customer: over %lld",
                         (long long)INT64_MAX);
    total->amount_minor += amount;
    total->order_count++;
    total->first_day = (int32_t)day < total->first_day ? (int32_t)day : total->first_day;
    total->last_day = (int32_t)day > total->last_day ? (int32_t)day : total->last_day;
    return CRM_OK;
}

static crm_status add_rows(struct order_totals *totals, const struct input *input,
                           const struct block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        size_t row = block->first + i;
        struct order_total *total;
        if (block->tags[i] == 0) {
            totals->skipped_count++;
            continue;
        }
        crm_status status = find_customer(totals, block->keys[i], block->tags[i], &total);
        if (status == CRM_OK)
            status = add_order(totals->env, total, input->day->integers[row],
                               input->amount->integers[row]);
        if (status != CRM_OK)
            return status;
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
