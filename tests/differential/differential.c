/*
 * Does every database answer the same? Drives seeded operations against several at once and
 * compares every answer, order and error; then the whole content.
 *
 *     differential [--seed N] [--operations N] [--trace] DATABASE DATABASE…
 *
 * A database is a URI, or "file" for a new file, or "server" for a new schema on the server that
 * CRM_TEST_POSTGRES names. The first difference is printed with the seed and the operation; exit
 * status 1.
 */
#define _POSIX_C_SOURCE 200809L

#include "place.h"
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world worlds[WORLD_LIMIT];
static size_t world_count;
static struct place places[WORLD_LIMIT];
static struct known known;

static size_t kind_of(uint64_t *state)
{
    size_t sum = 0;
    for (size_t i = 0; i < op_count(); i++)
        sum += op_weight(i);
    size_t left = dice_below(state, sum);
    size_t kind = 0;
    while (left >= op_weight(kind))
        left -= op_weight(kind++);
    return kind;
}

static bool answers_equal(const struct world *a, const struct world *b)
{
    return a->answer.size == b->answer.size &&
           memcmp(a->answer.bytes, b->answer.bytes, a->answer.size) == 0;
}

/* Both answers from a little before the place where they part. */
static void difference_print(const struct world *a, const struct world *b)
{
    size_t same = 0;
    while (same < a->answer.size && same < b->answer.size &&
           a->answer.bytes[same] == b->answer.bytes[same])
        same++;
    size_t from = same > 300 ? same - 300 : 0;
    printf("# %s answers\n%.700s\n# %s answers\n%.700s\n", a->uri, a->answer.bytes + from, b->uri,
           b->answer.bytes + from);
}

static bool all_equal(void)
{
    for (size_t i = 1; i < world_count; i++) {
        if (answers_equal(&worlds[0], &worlds[i]))
            continue;
        difference_print(&worlds[0], &worlds[i]);
        return false;
    }
    return true;
}

static bool step(uint64_t *state, bool trace)
{
    size_t kind = kind_of(state);
    uint64_t seed = dice(state);
    world_now_us += (int64_t)dice_below(state, 3600) * 1000000;
    for (size_t i = 0; i < world_count; i++)
        op_run(&worlds[i], &known, kind, seed);
    if (trace)
        printf("%s", worlds[0].answer.bytes);
    op_learn(&worlds[0], &known, kind, seed);
    return all_equal();
}

static bool content_equal(void)
{
    int64_t problems = 0;
    for (size_t i = 0; i < world_count; i++) {
        worlds[i].answer.size = 0;
        while (crm_db_rollback(worlds[i].db) == CRM_OK)
            continue;
        problems += world_describe(&worlds[i]);
    }
    if (problems)
        printf("# %" PRId64 " problems: %.500s\n", problems, worlds[0].answer.bytes);
    return all_equal() && problems == 0;
}

static void users_learn(void)
{
    static const char *const logins[] = {"wang", "li", "bob"};
    for (size_t i = 0; i < 3; i++) {
        crm_record *user;
        if (crm_record_find(worlds[0].db, "user", "login", logins[i], CRM_NUL, &user) < 0)
            abort();
        known.users[i] = crm_record_id(user);
        crm_record_free(user);
    }
}

static int run(uint64_t seed, long operations, bool trace)
{
    uint64_t state = seed;
    uint64_t model_state = seed ^ 99;
    struct model *model = model_new();
    for (long i = 0; i < operations; i++) {
        bool modelled = known.depth == 0 && i % 4 == 3;
        bool equal = modelled ? model_step(model, worlds, world_count, dice(&model_state)) == 0
                              : step(&state, trace);
        if (equal)
            continue;
        printf("not ok - operation %ld of seed %" PRIu64 " is answered in two ways\n", i, seed);
        return 1;
    }
    model_free(model);
    bool equal = content_equal();
    printf("%sok - %ld operations of seed %" PRIu64 " on %zu databases, and what they left\n",
           equal ? "" : "not ", operations, seed, world_count);
    return equal ? 0 : 1;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    long operations = 2000;
    bool trace = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
            seed = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--operations") == 0 && i + 1 < argc)
            operations = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--trace") == 0)
            trace = true;
        else if (world_count < WORLD_LIMIT) {
            place_set(&places[world_count], argv[i], "differential");
            world_open(&worlds[world_count], places[world_count].uri);
            world_count++;
        }
    }
    if (world_count == 0) {
        fprintf(stderr,
                "usage: differential [--seed N] [--operations N] [--trace] DATABASE DATABASE…\n");
        return 2;
    }
    users_learn();
    int failed = run(seed, operations, trace);
    for (size_t i = 0; i < world_count; i++) {
        world_close(&worlds[i]);
        place_remove(&places[i]);
    }
    return failed;
}
