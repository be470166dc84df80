/*
 * The same calls on several databases at once. A world is one database behind its own handle; an
 * operation is a kind and a seed, so that every world does exactly the same; what it answers is
 * written down as text, which must be equal everywhere.
 */
#ifndef CRM_TESTS_DIFFERENTIAL_WORLD_H
#define CRM_TESTS_DIFFERENTIAL_WORLD_H

#include <crm/crm.h>

#include <stdbool.h>

enum { WORLD_LIMIT = 4, KNOWN_LIMIT = 4096, DEPTH_LIMIT = 4 };

/* What an operation answered: status, error, rows. */
struct answer {
    char *bytes;
    size_t size;
    size_t capacity;
};

struct world {
    const char *uri;
    crm_db *db;
    uint64_t random; /* what the host's randomness gives next */
    struct answer answer;
    int64_t made; /* the record that the operation made; 0: none */
};

/* What the generator knows of all worlds, which are equal. */
struct known {
    struct {
        size_t entity; /* of op_entities */
        int64_t id;
    } records[KNOWN_LIMIT];
    size_t count;
    int depth;      /* open transactions */
    int fields;     /* custom fields that were added */
    int64_t outbox; /* of the message taken last */
    int64_t merge;  /* the last one */
    int64_t users[3];
    char token[2048]; /* of the last page */
};

/* The clock of all worlds. */
extern int64_t world_now_us;

/* Pseudorandom numbers of an operation: splitmix64 (Steele, Lea and Flood 2014). */
uint64_t dice(uint64_t *state);
size_t dice_below(uint64_t *state, size_t limit);

/* Opens or makes the database, with teams, users, roles and pools in it. */
void world_open(struct world *world, const char *uri);
void world_close(struct world *world);

void answer_format(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "CRM_E_EXISTS: message [entity field record]". Returns the status. */
crm_status answer_status(struct world *world, const char *call, crm_status status);
/* The rows as NDJSON; frees the cursor. */
void answer_rows(struct world *world, const char *call, crm_status status, crm_cursor *cursor);

/* Operations by number. */
size_t op_count(void);
/* How often a kind comes, against the others. */
size_t op_weight(size_t kind);
void op_run(struct world *world, struct known *known, size_t kind, uint64_t seed);
/* What the generator learns from the first world's answer. */
void op_learn(const struct world *world, struct known *known, size_t kind, uint64_t seed);

extern const char *const op_entities[];

/* The whole content as an answer: records, changes and counts of every entity. Returns how many
 * problems the library finds in its own database. */
int64_t world_describe(struct world *world);

/* The in-memory model of one entity (model.c): the answer that the calls below must give. */
struct model;
struct model *model_new(void);
void model_free(struct model *model);
/* Runs the next operation on the model and on the worlds; the number of differences. */
int model_step(struct model *model, struct world *worlds, size_t count, uint64_t seed);

#endif
