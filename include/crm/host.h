/*
 * The host: allocator, clock, randomness, log and progress that a program lends the library.
 *
 * libcrm has no global state and reads nothing behind the host's back: give it these callbacks
 * and a run is reproducible to the byte.
 */
#ifndef CRM_HOST_H
#define CRM_HOST_H

#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** As a `size` argument: the text ends at its NUL. */
#define CRM_NUL SIZE_MAX

#define CRM_LOG_ERROR 1
#define CRM_LOG_WARNING 2
#define CRM_LOG_INFO 3

/**
 * What the host lends. A NULL member means the default (malloc family, system clock, seed from
 * the system, no log, no progress). Callbacks run on the thread that called the library and must
 * not call back into the same handle.
 */
typedef struct crm_host {
    size_t size;   /* sizeof(crm_host) of the caller */
    void *context; /* handed to every callback */
    /* realloc contract: `block` NULL allocates, `bytes` 0 frees and returns NULL. */
    void *(*resize)(void *context, void *block, size_t bytes);
    /* Microseconds since 1970-01-01T00:00:00Z; read once per public call. */
    int64_t (*now_us)(void *context);
    /* 64 random bits; used for nothing that needs secrecy. */
    uint64_t (*random)(void *context);
    void (*log)(void *context, int32_t level, const char *text);
    /* `total` is -1 when not known. Returning non-zero cancels the call: CRM_E_CANCELLED. */
    int32_t (*progress)(void *context, const char *stage, int64_t done, int64_t total);
} crm_host;

/**
 * Receives long output in pieces, in order.
 * @return 0 to go on; anything else stops the call with CRM_E_IO.
 */
typedef int32_t (*crm_write)(void *context, const void *bytes, size_t size);

/** Supplies input in pieces: fills `bytes` with up to `size`, sets `*read_out`; 0 read is the end.
 * @return 0 to go on; anything else stops the call with CRM_E_IO. */
typedef int32_t (*crm_read)(void *context, void *bytes, size_t size, size_t *read_out);

/** Fills an options struct in place: CRM_OPTIONS(crm_open_options, .busy_limit_us = 5000000). */
#define CRM_OPTIONS(type, ...) (&(type){.size = sizeof(type), __VA_ARGS__})

/** Version of the library in use, as "major.minor.patch". @since 0.1 */
CRM_API const char *crm_version(void);

#ifdef __cplusplus
}
#endif

#endif
