/* The environment: host defaults, error detail, heap, progress and log. */
#include "base/env.h"
#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__linux__)
#include <sys/random.h>
#endif

static void *default_resize(void *context, void *block, size_t bytes);
static int64_t default_now_us(void *context);
static uint64_t default_random(void *context);
static bool tail_is_zero(const crm_host *host);
static void message_set(struct error *error, const char *format, va_list arguments);
static void message_clean(char *message, size_t size);
static void name_set(char out[ERROR_NAME_SIZE], const char *name);

crm_status crm__env_init(struct env *env, const crm_host *host)
{
    assert(env);

    *env = (struct env){.host.size = sizeof(crm_host)};
    env->host.resize = default_resize;
    env->host.now_us = default_now_us;
    env->host.random = default_random;
    if (!host)
        return CRM_OK;

    if (host->size < offsetof(crm_host, context))
        return crm__fail(env, CRM_E_MISUSE, "host: size is %zu, at least %zu", host->size,
                         offsetof(crm_host, context));
    if (!tail_is_zero(host))
        return crm__fail(env, CRM_E_MISUSE, "host: of a newer library, %zu bytes, at most %zu",
                         host->size, sizeof *host);

    crm_host given = {0};
    memcpy(&given, host, host->size < sizeof given ? host->size : sizeof given);
    env->host.context = given.context;
    env->host.log = given.log;
    env->host.progress = given.progress;
    if (given.resize)
        env->host.resize = given.resize;
    if (given.now_us)
        env->host.now_us = given.now_us;
    if (given.random)
        env->host.random = given.random;
    return CRM_OK;
}

void crm__env_pause(int64_t pause_us)
{
    struct timespec left = {.tv_sec = (time_t)(pause_us / 1000000),
                            .tv_nsec = (long)(pause_us % 1000000) * 1000};
    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        continue;
}

void crm__env_enter(struct env *env)
{
    crm__error_clear(env);
    env->now_us = env->host.now_us(env->host.context);
}

crm_status crm__fail(struct env *env, crm_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message_set(&env->error, format, arguments);
    va_end(arguments);
    env->error.status = status;
    return status;
}

crm_status crm__fail_field(struct env *env, crm_status status, const char *entity,
                           const char *field, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message_set(&env->error, format, arguments);
    va_end(arguments);
    env->error.status = status;
    if (entity)
        name_set(env->error.entity, entity);
    if (field)
        name_set(env->error.field, field);
    return status;
}

crm_status crm__fail_at(struct env *env, crm_status status, int64_t line, int64_t column,
                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message_set(&env->error, format, arguments);
    va_end(arguments);
    env->error.status = status;
    env->error.line = line;
    env->error.column = column;
    return status;
}

crm_status crm__fail_nomem(struct env *env)
{
    return crm__fail(env, CRM_E_NOMEM, "no memory");
}

void crm__error_clear(struct env *env)
{
    struct error *error = &env->error;
    error->status = CRM_OK;
    error->message[0] = error->entity[0] = error->field[0] = '\0';
    error->row = error->line = error->column = error->record_id = 0;
}

void *crm__alloc(struct env *env, size_t size)
{
    return crm__realloc_array(env, NULL, 1, size);
}

void *crm__alloc_zero(struct env *env, size_t count, size_t size)
{
    void *block = crm__realloc_array(env, NULL, count, size);
    if (block)
        memset(block, 0, count * size);
    return block;
}

void *crm__realloc_array(struct env *env, void *block, size_t count, size_t size)
{
    if (size != 0 && count > PTRDIFF_MAX / size) {
        crm__fail_nomem(env);
        return NULL;
    }

    /* resize() with 0 bytes would free, so an empty block has one byte. */
    size_t bytes = count * size;
    void *grown = env->host.resize(env->host.context, block, bytes ? bytes : 1);
    if (!grown)
        crm__fail_nomem(env);
    return grown;
}

void crm__free(struct env *env, void *block)
{
    if (block)
        env->host.resize(env->host.context, block, 0);
}

crm_status crm__progress(struct env *env, const char *stage, int64_t done, int64_t total)
{
    if (!env->host.progress || env->host.progress(env->host.context, stage, done, total) == 0)
        return CRM_OK;
    return crm__fail(env, CRM_E_CANCELLED, "cancelled by the host during %s", stage);
}

void crm__log(struct env *env, int32_t level, const char *format, ...)
{
    if (!env->host.log)
        return;

    char line[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    message_clean(line, sizeof line);
    env->host.log(env->host.context, level, line);
}

static void *default_resize(void *context, void *block, size_t bytes)
{
    (void)context;
    if (bytes == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, bytes);
}

static int64_t default_now_us(void *context)
{
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static uint64_t default_random(void *context)
{
    (void)context;
    uint64_t bits = 0;
#if defined(__linux__)
    if (getrandom(&bits, sizeof bits, 0) == (ssize_t)sizeof bits)
        return bits;
#endif
    /* Splitmix64 over the clock: these bits seed samples and rotations, they guard no secret. */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    bits = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
    bits += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

/* Members that this library does not know must be unused: it could not honour them. */
static bool tail_is_zero(const crm_host *host)
{
    const unsigned char *bytes = (const unsigned char *)host;
    for (size_t at = sizeof *host; at < host->size; at++)
        if (bytes[at] != 0)
            return false;
    return true;
}

/* Formats aside first: an argument may be the old message. */
static void message_set(struct error *error, const char *format, va_list arguments)
{
    char message[ERROR_MESSAGE_SIZE];
    vsnprintf(message, sizeof message, format, arguments);
    message_clean(message, sizeof message);
    memcpy(error->message, message, strlen(message) + 1);
}

/* Messages quote foreign bytes and may be cut: keep them one line of valid UTF-8. */
static void message_clean(char *message, size_t size)
{
    struct text text = {message, strlen(message)};
    bool cut = text.size + 1 == size;
    size_t at = crm__utf8_valid_prefix(text);
    while (at < text.size) {
        if (cut && text.size - at < 4 && ((unsigned char)message[at] & 0xc0) == 0xc0) {
            message[at] = '\0';
            text.size = at;
            break;
        }
        message[at] = '?';
        at += 1 + crm__utf8_valid_prefix(crm__text_slice(text, at + 1, text.size));
    }
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)message[i] < 0x20 || message[i] == 0x7f)
            message[i] = ' ';
}

static void name_set(char out[ERROR_NAME_SIZE], const char *name)
{
    char copy[ERROR_NAME_SIZE];
    snprintf(copy, sizeof copy, "%s", name);
    message_clean(copy, sizeof copy);
    memcpy(out, copy, strlen(copy) + 1);
}
