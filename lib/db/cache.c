/*
 * Statement cache: a hash table by key over all cached statements, a list by last use over the idle
 * ones, and a list of the statements in use, so that closing can finalise everything.
 */
#include "db/cache.h"

#include "db/db.h"

#include <assert.h>

enum { SLOT_COUNT = 512 }; /* A power of two; chains stay short up to some thousand statements. */

struct statement_cache {
    struct env *env;
    struct statement *slots[SLOT_COUNT];
    struct statement *newest; /* idle, linked by newer and older */
    struct statement *oldest;
    struct statement *used; /* in use, linked the same way */
    size_t idle_count;
    size_t limit;
    uint64_t generation;
};

static struct statement **slot_of(struct statement_cache *cache, uint64_t key);
static struct statement *find(struct statement_cache *cache, uint64_t key, struct text sql);
static void idle_push(struct statement_cache *cache, struct statement *statement);
static void idle_remove(struct statement_cache *cache, struct statement *statement);
static void used_push(struct statement_cache *cache, struct statement *statement);
static void used_remove(struct statement_cache *cache, struct statement *statement);
static void unfile(struct statement_cache *cache, struct statement *statement);
static void drop(struct statement_cache *cache, struct statement *statement);

crm_status crm__cache_new(struct env *env, size_t limit, struct statement_cache **cache_out)
{
    struct statement_cache *cache = crm__alloc_zero(env, 1, sizeof *cache);
    *cache_out = cache;
    if (!cache)
        return CRM_E_NOMEM;
    cache->env = env;
    cache->limit = limit ? limit : STATEMENT_LIMIT;
    return CRM_OK;
}

void crm__cache_free(struct statement_cache *cache, bool foreign)
{
    if (!cache)
        return;
    /* In a fork, finalising would take back locks that the parent holds. */
    if (!foreign) {
        crm__cache_clear(cache);
        while (cache->used) {
            struct statement *statement = cache->used;
            used_remove(cache, statement);
            drop(cache, statement);
        }
    }
    crm__free(cache->env, cache);
}

struct statement *crm__cache_take(struct statement_cache *cache, uint64_t key, struct text sql)
{
    struct statement *statement = find(cache, key, sql);
    if (!statement || statement->in_use)
        return NULL;
    idle_remove(cache, statement);
    used_push(cache, statement);
    return statement;
}

void crm__cache_adopt(struct statement_cache *cache, struct statement *statement, uint64_t key,
                      struct text sql)
{
    statement->key = key;
    statement->generation = cache->generation;
    used_push(cache, statement);
    if (find(cache, key, sql))
        return;
    if (sql.size > 0) {
        struct error kept = cache->env->error;
        char *copy = crm__alloc(cache->env, sql.size);
        if (!copy) {
            cache->env->error = kept; /* It is not cached, and works all the same. */
            return;
        }
        for (size_t i = 0; i < sql.size; i++)
            copy[i] = sql.data[i];
        statement->sql = (struct text){copy, sql.size};
    }
    struct statement **slot = slot_of(cache, key);
    statement->chain = *slot;
    *slot = statement;
    statement->cached = true;
}

void crm__cache_give(struct statement_cache *cache, struct statement *statement)
{
    used_remove(cache, statement);
    if (!statement->cached || statement->generation != cache->generation) {
        drop(cache, statement);
        return;
    }
    idle_push(cache, statement);
    if (cache->idle_count > cache->limit) {
        struct statement *oldest = cache->oldest;
        oldest->db->stats.evicted++;
        idle_remove(cache, oldest);
        drop(cache, oldest);
    }
}

void crm__cache_clear(struct statement_cache *cache)
{
    cache->generation++;
    while (cache->newest) {
        struct statement *statement = cache->newest;
        idle_remove(cache, statement);
        drop(cache, statement);
    }
    for (struct statement *used = cache->used; used; used = used->older)
        unfile(cache, used);
}

size_t crm__cache_count(const struct statement_cache *cache)
{
    return cache->idle_count;
}

static struct statement **slot_of(struct statement_cache *cache, uint64_t key)
{
    return &cache->slots[(key ^ (key >> 32)) & (SLOT_COUNT - 1)];
}

static struct statement *find(struct statement_cache *cache, uint64_t key, struct text sql)
{
    struct statement *statement = *slot_of(cache, key);
    while (statement && !(statement->key == key && crm__text_equal(statement->sql, sql)))
        statement = statement->chain;
    return statement;
}

static void idle_push(struct statement_cache *cache, struct statement *statement)
{
    statement->newer = NULL;
    statement->older = cache->newest;
    if (cache->newest)
        cache->newest->newer = statement;
    else
        cache->oldest = statement;
    cache->newest = statement;
    cache->idle_count++;
}

static void idle_remove(struct statement_cache *cache, struct statement *statement)
{
    if (statement->newer)
        statement->newer->older = statement->older;
    else
        cache->newest = statement->older;
    if (statement->older)
        statement->older->newer = statement->newer;
    else
        cache->oldest = statement->newer;
    cache->idle_count--;
}

static void used_push(struct statement_cache *cache, struct statement *statement)
{
    statement->in_use = true;
    statement->newer = NULL;
    statement->older = cache->used;
    if (cache->used)
        cache->used->newer = statement;
    cache->used = statement;
}

static void used_remove(struct statement_cache *cache, struct statement *statement)
{
    assert(statement->in_use);
    statement->in_use = false;
    if (statement->newer)
        statement->newer->older = statement->older;
    else
        cache->used = statement->older;
    if (statement->older)
        statement->older->newer = statement->newer;
}

/* No longer to be found by its key. */
static void unfile(struct statement_cache *cache, struct statement *statement)
{
    if (!statement->cached)
        return;
    struct statement **place = slot_of(cache, statement->key);
    while (*place != statement)
        place = &(*place)->chain;
    *place = statement->chain;
    statement->chain = NULL;
    statement->cached = false;
}

static void drop(struct statement_cache *cache, struct statement *statement)
{
    unfile(cache, statement);
    crm__free(cache->env, (void *)statement->sql.data);
    statement->db->driver->finalize(statement);
}
