/* Arenas and growable arrays. */
#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ALIGNMENT = 8, FIRST_CHUNK = 1024, LARGEST_CHUNK = 256 * 1024, FIRST_ITEMS = 8 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* of bytes */
    size_t used;
    char bytes[];
};

static void *take(struct arena *arena, struct arena_chunk *chunk, size_t size);
static struct arena_chunk *chunk_add(struct arena *arena, size_t size);

void crm__arena_init(struct arena *arena, struct env *env)
{
    *arena = (struct arena){.env = env};
}

void crm__arena_free(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunks;
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        crm__free(arena->env, chunk);
        chunk = next;
    }
    arena->chunks = NULL;
    arena->used = 0;
}

void crm__arena_reset(struct arena *arena)
{
    struct arena_chunk *largest = arena->chunks;
    for (struct arena_chunk *chunk = largest; chunk; chunk = chunk->next)
        if (chunk->size > largest->size)
            largest = chunk;

    struct arena_chunk *chunk = arena->chunks;
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        if (chunk != largest)
            crm__free(arena->env, chunk);
        chunk = next;
    }
    if (largest) {
        largest->next = NULL;
        largest->used = 0;
    }
    arena->chunks = largest;
    arena->used = 0;
}

void *crm__arena_alloc(struct arena *arena, size_t size)
{
    assert(arena->env);
    if (size > PTRDIFF_MAX - ALIGNMENT - sizeof(struct arena_chunk)) {
        crm__fail_nomem(arena->env);
        return NULL;
    }

    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct arena_chunk *chunk = arena->chunks;
    if (chunk && size <= chunk->size - chunk->used)
        return take(arena, chunk, size);
    chunk = chunk_add(arena, size);
    return chunk ? take(arena, chunk, size) : NULL;
}

void *crm__arena_alloc_zero(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > PTRDIFF_MAX / size) {
        crm__fail_nomem(arena->env);
        return NULL;
    }
    void *block = crm__arena_alloc(arena, count * size);
    if (block)
        memset(block, 0, count * size);
    return block;
}

struct text crm__arena_text(struct arena *arena, struct text text)
{
    char *copy = crm__arena_alloc(arena, text.size + 1);
    if (!copy)
        return TEXT_NONE;
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return (struct text){copy, text.size};
}

char *crm__arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);

    char *text = size < 0 ? NULL : crm__arena_alloc(arena, (size_t)size + 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

crm_status crm__array_reserve(struct env *env, void **items, size_t *capacity, size_t need,
                              size_t item_size)
{
    if (need <= *capacity)
        return CRM_OK;

    size_t grown = *capacity <= PTRDIFF_MAX / 2 ? *capacity * 2 : need;
    if (grown < FIRST_ITEMS)
        grown = FIRST_ITEMS;
    if (grown < need)
        grown = need;

    /* `items` really points at a pointer to the item type; memcpy reads it without aliasing. */
    void *block;
    memcpy(&block, items, sizeof block);
    block = crm__realloc_array(env, block, grown, item_size);
    if (!block)
        return CRM_E_NOMEM;
    memcpy(items, &block, sizeof block);
    *capacity = grown;
    return CRM_OK;
}

static void *take(struct arena *arena, struct arena_chunk *chunk, size_t size)
{
    void *block = chunk->bytes + chunk->used;
    chunk->used += size;
    arena->used += size;
    return block;
}

/* Chunks double. A block too big for the next one gets its own, behind the chunk in use, whose
 * room is then not lost. */
static struct arena_chunk *chunk_add(struct arena *arena, size_t size)
{
    struct arena_chunk *head = arena->chunks;
    size_t chunk_size = FIRST_CHUNK;
    if (head)
        chunk_size = head->size < LARGEST_CHUNK / 2 ? head->size * 2 : LARGEST_CHUNK;
    bool own = size > chunk_size / 2;
    if (own && (head || size > chunk_size))
        chunk_size = size;

    struct arena_chunk *chunk = crm__alloc(arena->env, sizeof *chunk + chunk_size);
    if (!chunk)
        return NULL;
    chunk->size = chunk_size;
    chunk->used = 0;
    if (own && head) {
        chunk->next = head->next;
        head->next = chunk;
    } else {
        chunk->next = head;
        arena->chunks = chunk;
    }
    return chunk;
}
