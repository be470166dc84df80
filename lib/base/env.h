/*
 * The environment of a call: the host's services, the clock reading of this call, and the place
 * where the first failure writes its detail. Every layer takes one as its first parameter.
 */
#ifndef CRM_BASE_ENV_H
#define CRM_BASE_ENV_H

#include "crm/host.h"
#include "crm/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CRM__PRINTF(format_index, first_index)                                                     \
    __attribute__((format(printf, format_index, first_index)))
#else
#define CRM__PRINTF(format_index, first_index)
#endif

enum { ERROR_MESSAGE_SIZE = 512, ERROR_NAME_SIZE = 64 };

/* Fixed size, so that failing never allocates. */
struct error {
    crm_status status;
    char message[ERROR_MESSAGE_SIZE]; /* lower case, no full stop, value and limit */
    char entity[ERROR_NAME_SIZE];
    char field[ERROR_NAME_SIZE];
    int64_t row;       /* 1-based row of a batch or file; 0 unknown */
    int64_t line;      /* 1-based line of a text; 0 unknown */
    int64_t column;    /* 1-based column, in code points; 0 unknown */
    int64_t record_id; /* the record that stands in the way, as for CRM_E_EXISTS; 0 none */
};

struct phone_table; /* of the engine */

struct env {
    crm_host host; /* every member but log and progress is set */
    struct phone_table *phones; /* that the host has loaded; NULL: the built-in one */
    struct error error;
    int64_t now_us; /* of this public call */
};

/* Fills missing host members with defaults. `host` may be NULL. */
crm_status crm__env_init(struct env *env, const crm_host *host);

/* Sleeps, without touching the clock that the host lends. */
void crm__env_pause(int64_t pause_us);

/* At the entry of a public call: forgets the last error and reads the clock once. */
void crm__env_enter(struct env *env);

/*
 * Records a failure and returns `status`. It overwrites the message but keeps a position that
 * was set since the last crm__env_enter. printf formats are limited to integers and strings
 * (%d %lld %zu %s %.*s %c %x): no floating point, which is locale-dependent.
 */
crm_status crm__fail(struct env *env, crm_status status, const char *format, ...) CRM__PRINTF(3, 4);

/* The same, for a field of an entity; either name may be NULL. */
crm_status crm__fail_field(struct env *env, crm_status status, const char *entity,
                           const char *field, const char *format, ...) CRM__PRINTF(5, 6);

/* The same, with a position in a text (1-based). */
crm_status crm__fail_at(struct env *env, crm_status status, int64_t line, int64_t column,
                        const char *format, ...) CRM__PRINTF(5, 6);

crm_status crm__fail_nomem(struct env *env);

/* Forgets a failure that the caller has dealt with. */
void crm__error_clear(struct env *env);

/*
 * Heap. Every block comes from the host's resize. NULL means no memory, and the error says so.
 * Sizes are checked: count * size that overflows is "no memory", never a short block.
 */
void *crm__alloc(struct env *env, size_t size);
void *crm__alloc_zero(struct env *env, size_t count, size_t size);
void *crm__realloc_array(struct env *env, void *block, size_t count, size_t size);
void crm__free(struct env *env, void *block);

/* Calls the host's progress callback, if any; CRM_E_CANCELLED when it says stop. */
crm_status crm__progress(struct env *env, const char *stage, int64_t done, int64_t total);

void crm__log(struct env *env, int32_t level, const char *format, ...) CRM__PRINTF(3, 4);

#endif
