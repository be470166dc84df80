/*
 * Hashing and hash maps. Entries lie in an array in insertion order; an open-addressed table,
 * probed linearly and at most half full, finds them. A slot is the upper half of the hash and the
 * position plus one (zero is free), so that probing hardly ever touches a wrong entry.
 */
#include "base/memory.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FIRST_SLOTS = 16 };
static const size_t ENTRY_LIMIT = UINT32_MAX / 4;

static uint64_t map_seed(const struct map *map);
static uint64_t *map_slot(const struct map *map, struct text key, uint64_t hash);
static uint64_t *id_slot(const struct id_map *map, int64_t key, uint64_t hash);
static uint64_t slot_of(uint64_t hash, size_t index);
static size_t position(uint64_t slot);
static crm_status map_grow(struct map *map);
static crm_status id_map_grow(struct id_map *map);
static void slot_take(uint64_t *slots, size_t slot_count, uint64_t hash, size_t index);
static uint64_t *slots_new(struct env *env, size_t count, size_t *slot_count);
static uint64_t id_mix(int64_t key);

uint64_t crm__hash(const void *bytes, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

uint64_t crm__hash_text(struct text text, uint64_t seed)
{
    return XXH3_64bits_withSeed(text.data, text.size, seed);
}

uint64_t crm__hash_int64(int64_t key, uint64_t seed)
{
    unsigned char bytes[8]; /* Little-endian, so that the hash is the same on every machine. */
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)((uint64_t)key >> (8 * i));
    return XXH3_64bits_withSeed(bytes, sizeof bytes, seed);
}

uint64_t crm__checksum(const void *bytes, size_t size)
{
    return XXH64(bytes, size, 0);
}

void crm__map_init(struct map *map, struct env *env)
{
    *map = (struct map){.env = env};
    crm__arena_init(&map->keys, env);
}

void crm__map_free(struct map *map)
{
    if (!map->env)
        return;
    crm__free(map->env, map->entries);
    crm__free(map->env, map->slots);
    crm__arena_free(&map->keys);
    crm__map_init(map, map->env);
}

void crm__map_clear(struct map *map)
{
    crm__arena_reset(&map->keys);
    map->count = 0;
    if (map->slots)
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
}

int64_t *crm__map_find(const struct map *map, struct text key)
{
    if (map->count == 0)
        return NULL;
    uint64_t *slot = map_slot(map, key, crm__hash_text(key, map_seed(map)));
    return *slot ? &map->entries[position(*slot)].value : NULL;
}

int64_t *crm__map_put(struct map *map, struct text key, int64_t initial)
{
    if (map->count * 2 >= map->slot_count && map_grow(map) < 0)
        return NULL;

    uint64_t hash = crm__hash_text(key, map_seed(map));
    uint64_t *slot = map_slot(map, key, hash);
    if (*slot)
        return &map->entries[position(*slot)].value;

    if (crm__array_reserve(map->env, (void **)&map->entries, &map->capacity, map->count + 1,
                           sizeof *map->entries) < 0)
        return NULL;
    struct text copy = crm__arena_text(&map->keys, key);
    if (!copy.data)
        return NULL;
    struct map_entry *entry = &map->entries[map->count++];
    *entry = (struct map_entry){.key = copy, .value = initial, .hash = hash};
    *slot = slot_of(hash, map->count - 1);
    return &entry->value;
}

void crm__id_map_init(struct id_map *map, struct env *env)
{
    *map = (struct id_map){.env = env};
}

void crm__id_map_free(struct id_map *map)
{
    if (!map->env)
        return;
    crm__free(map->env, map->entries);
    crm__free(map->env, map->slots);
    crm__id_map_init(map, map->env);
}

void crm__id_map_clear(struct id_map *map)
{
    map->count = 0;
    if (map->slots)
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
}

int64_t *crm__id_map_find(const struct id_map *map, int64_t key)
{
    if (map->count == 0)
        return NULL;
    uint64_t *slot = id_slot(map, key, id_mix(key));
    return *slot ? &map->entries[position(*slot)].value : NULL;
}

int64_t *crm__id_map_put(struct id_map *map, int64_t key, int64_t initial)
{
    if (map->count * 2 >= map->slot_count && id_map_grow(map) < 0)
        return NULL;

    uint64_t hash = id_mix(key);
    uint64_t *slot = id_slot(map, key, hash);
    if (*slot)
        return &map->entries[position(*slot)].value;

    if (crm__array_reserve(map->env, (void **)&map->entries, &map->capacity, map->count + 1,
                           sizeof *map->entries) < 0)
        return NULL;
    struct id_entry *entry = &map->entries[map->count++];
    *entry = (struct id_entry){.key = key, .value = initial};
    *slot = slot_of(hash, map->count - 1);
    return &entry->value;
}

/* Differs from run to run, so that a file of colliding keys cannot be prepared. Nothing but
 * timing depends on it: entries keep insertion order. */
static uint64_t map_seed(const struct map *map)
{
    return (uint64_t)(uintptr_t)map->env;
}

/* The slot that holds the key, or the free one where it belongs. */
static uint64_t *map_slot(const struct map *map, struct text key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    for (size_t at = (size_t)hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = map->slots[at];
        if (slot == 0)
            return &map->slots[at];
        if ((slot ^ hash) >> 32 == 0 && crm__text_equal(map->entries[position(slot)].key, key))
            return &map->slots[at];
    }
}

static uint64_t *id_slot(const struct id_map *map, int64_t key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    for (size_t at = (size_t)hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = map->slots[at];
        if (slot == 0)
            return &map->slots[at];
        if ((slot ^ hash) >> 32 == 0 && map->entries[position(slot)].key == key)
            return &map->slots[at];
    }
}

static uint64_t slot_of(uint64_t hash, size_t index)
{
    return (hash & ~(uint64_t)UINT32_MAX) | (uint32_t)(index + 1);
}

static size_t position(uint64_t slot)
{
    return (uint32_t)slot - 1;
}

static crm_status map_grow(struct map *map)
{
    size_t slot_count;
    uint64_t *slots = slots_new(map->env, map->count, &slot_count);
    if (!slots)
        return map->env->error.status;
    for (size_t i = 0; i < map->count; i++)
        slot_take(slots, slot_count, map->entries[i].hash, i);
    crm__free(map->env, map->slots);
    map->slots = slots;
    map->slot_count = slot_count;
    return CRM_OK;
}

static crm_status id_map_grow(struct id_map *map)
{
    size_t slot_count;
    uint64_t *slots = slots_new(map->env, map->count, &slot_count);
    if (!slots)
        return map->env->error.status;
    for (size_t i = 0; i < map->count; i++)
        slot_take(slots, slot_count, id_mix(map->entries[i].key), i);
    crm__free(map->env, map->slots);
    map->slots = slots;
    map->slot_count = slot_count;
    return CRM_OK;
}

/* Enters a key that is known not to be there. */
static void slot_take(uint64_t *slots, size_t slot_count, uint64_t hash, size_t index)
{
    size_t mask = slot_count - 1;
    size_t at = (size_t)hash & mask;
    while (slots[at])
        at = (at + 1) & mask;
    slots[at] = slot_of(hash, index);
}

/* Free slots, a power of two, at most a quarter of them taken by `count` entries. */
static uint64_t *slots_new(struct env *env, size_t count, size_t *slot_count)
{
    if (count >= ENTRY_LIMIT) {
        crm__fail(env, CRM_E_LIMIT, "map: more than %zu keys", ENTRY_LIMIT);
        return NULL;
    }
    size_t want = FIRST_SLOTS;
    while (want < count * 4)
        want *= 2;
    *slot_count = want;
    return crm__alloc_zero(env, want, sizeof(uint64_t));
}

/* Ids are time-ordered, so their low bits say little; this mixes all bits down. */
static uint64_t id_mix(int64_t key)
{
    uint64_t bits = (uint64_t)key;
    bits = (bits ^ (bits >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return bits ^ (bits >> 32);
}
