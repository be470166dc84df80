/* What the files of the writers share: who writes, what they were told, and what is there. */
#ifndef CRM_TESTS_WRITERS_H
#define CRM_TESTS_WRITERS_H

#include "../differential/place.h"

#include <crm/crm.h>

#include <stdbool.h>

enum {
    PROCESS_LIMIT = 64,
    SELLERS = 5,
    TURNS = 3, /* users among whom turns go round */
    ACCOUNTS = 12,
    PARTS = 24,   /* accounts that are merged and taken apart */
    POOLED = 300, /* leads in a pool; those from BLENDED on are merged, too */
    BLENDED = 200,
    SHARED_KEYS = 40,
    CAPACITY = 9,
    DAILY_LIMIT = 5, /* for each second of the run */
    IMPORT_ROWS = 4
};

/* What a process was told, for the comparison at the end. */
struct told {
    int64_t calls;
    int64_t leads;
    int64_t orders;
    int64_t amount_minor;
    int64_t claims;
    int64_t claims_unblended; /* of leads that nobody merges */
    int64_t releases_unblended;
    int64_t releases;
    int64_t assigned;
    int64_t merges[2]; /* of accounts, of leads */
    int64_t unmerges[2];
    int64_t shared[SHARED_KEYS];
    int64_t followed; /* changes of all that were read in order */
    int64_t refused;
    int64_t failed; /* calls that gave an answer which they must not give */
};

/* What is there before anybody writes. */
struct town {
    struct place place;
    int64_t sellers[SELLERS];
    int64_t accounts[ACCOUNTS + PARTS];
    int64_t pooled[POOLED];
    int64_t sequence; /* of the last change */
};

extern struct town town;
extern crm_db *db;

void die(const char *what);
void open_database(void);
crm_status record_make(crm_db *handle, const char *entity, const char *const *pairs,
                       int64_t *id_out);
#define MAKE(handle, id_out, entity, ...)                                                          \
    record_make((handle), (entity), (const char *const[]){__VA_ARGS__, NULL}, (id_out))
const char *digits(int64_t number);

/* Steps until the deadline; writes down what it was told. */
void steps_run(int process, double until, struct told *told);
double seconds_now(void);

void town_furnish(int seconds);
/* How many things are not as they were told. */
int town_compare(const struct told *sum, int seconds);

#endif
