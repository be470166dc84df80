/* Arena, growable arrays, and hash maps. */
#ifndef CRM_BASE_MEMORY_H
#define CRM_BASE_MEMORY_H

#include "base/env.h"
#include "base/text.h"

/* Blocks that live and die together. Zero-initialised plus crm__arena_init is usable. */
struct arena {
    struct env *env;
    struct arena_chunk *chunks;
    size_t used; /* bytes handed out since the last reset, for limits and reports */
};

void crm__arena_init(struct arena *arena, struct env *env);
void crm__arena_free(struct arena *arena);
void crm__arena_reset(struct arena *arena);               /* keeps the largest chunk */
void *crm__arena_alloc(struct arena *arena, size_t size); /* 8-aligned, not cleared */
void *crm__arena_alloc_zero(struct arena *arena, size_t count, size_t size);
/* Copies, NUL-terminated; data is NULL when there is no memory. */
struct text crm__arena_text(struct arena *arena, struct text text);
char *crm__arena_format(struct arena *arena, const char *format, ...) CRM__PRINTF(2, 3);

/*
 * Makes room for `need` items in a growable array kept as (pointer, capacity) in a struct:
 *     status = crm__array_reserve(env, (void **)&list->items, &list->capacity, n, sizeof *items);
 */
crm_status crm__array_reserve(struct env *env, void **items, size_t *capacity, size_t need,
                              size_t item_size);

/* XXH3 64-bit over bytes; for maps and keys. */
uint64_t crm__hash(const void *bytes, size_t size, uint64_t seed);
uint64_t crm__hash_text(struct text text, uint64_t seed);
uint64_t crm__hash_int64(int64_t key, uint64_t seed);
/* XXH64 with seed 0: the checksum of files that other programs write (`xxhsum -H64`). */
uint64_t crm__checksum(const void *bytes, size_t size);

/* Text to int64. Keys are copied. Iteration is in insertion order, so results do not depend on
 * hash seeds. */
struct map {
    struct env *env;
    struct arena keys;
    struct map_entry {
        struct text key;
        int64_t value;
        uint64_t hash;
    } * entries;
    size_t count;
    size_t capacity;
    uint64_t *slots;
    size_t slot_count;
};

void crm__map_init(struct map *map, struct env *env);
void crm__map_free(struct map *map);
void crm__map_clear(struct map *map);
/* The value's place, or NULL when absent. Valid until the next put. */
int64_t *crm__map_find(const struct map *map, struct text key);
/* Finds or adds with `initial`; NULL when there is no memory. */
int64_t *crm__map_put(struct map *map, struct text key, int64_t initial);

/* int64 to int64, the same contract; entries are kept in insertion order too. */
struct id_map {
    struct env *env;
    struct id_entry {
        int64_t key;
        int64_t value;
    } * entries;
    size_t count;
    size_t capacity;
    uint64_t *slots;
    size_t slot_count;
};

void crm__id_map_init(struct id_map *map, struct env *env);
void crm__id_map_free(struct id_map *map);
void crm__id_map_clear(struct id_map *map);
int64_t *crm__id_map_find(const struct id_map *map, int64_t key);
int64_t *crm__id_map_put(struct id_map *map, int64_t key, int64_t initial);

#endif
