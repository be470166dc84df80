/* Worlds: opening, what is in them at first, and how answers are written down. */
#include "world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t world_now_us = INT64_C(1772438400000000); /* 2026-03-02T08:00:00Z */

uint64_t dice(uint64_t *state)
{
    uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

size_t dice_below(uint64_t *state, size_t limit)
{
    return (size_t)(dice(state) % limit);
}

static int64_t now_us(void *context)
{
    (void)context;
    return world_now_us;
}

static uint64_t host_random(void *context)
{
    return dice(&((struct world *)context)->random);
}

static void die(struct world *world, const char *what)
{
    fprintf(stderr, "%s: %s: %s\n", world->uri, what, crm_db_error(world->db)->message);
    exit(2);
}

static int64_t record(struct world *world, const char *entity, const char *const *pairs)
{
    crm_record *made;
    if (crm_record_new(world->db, entity, &made) < 0)
        die(world, entity);
    for (size_t i = 0; pairs[i]; i += 2)
        crm_record_set_named(made, pairs[i], pairs[i + 1], CRM_NUL);
    if (crm_record_save(made, NULL) < 0)
        die(world, entity);
    int64_t id = crm_record_id(made);
    crm_record_free(made);
    return id;
}

#define RECORD(entity, ...) record(world, entity, (const char *const[]){__VA_ARGS__, NULL})

static void furnish(struct world *world)
{
    char role[32];
    RECORD("team", "name", "华东");
    RECORD("team", "name", "North");
    int64_t seller = RECORD("role", "name", "seller");
    snprintf(role, sizeof role, "%" PRId64, seller);
    RECORD("role_permission", "role", role, "entity_name", "*", "read_scope", "team", "write_scope",
           "own", "delete_scope", "own");
    RECORD("user", "login", "wang", "name", "王磊", "team", "华东", "role", role);
    RECORD("user", "login", "li", "name", "李娜", "team", "华东", "role", role);
    RECORD("user", "login", "bob", "name", "Bob", "team", "North", "role", role);
    RECORD("pool", "name", "公海", "is_default", "true");
    RECORD("pool_rule", "name", "turns", "kind", "assign", "strategy", "round_robin", "members",
           "wang|li");
    RECORD("pool_rule", "name", "held", "kind", "recycle", "recycle_kind", "held", "days", "3");
    char model[32];
    snprintf(model, sizeof model, "%" PRId64,
             RECORD("score_model", "name", "m", "threshold", "10"));
    RECORD("score_rule", "model", model, "name", "acme", "condition", "company == 'ACME'", "points",
           "12");
    RECORD("score_rule", "model", model, "name", "rich", "condition", "has(budget)", "points", "7");
    RECORD("alert_rule", "name", "quiet", "absolute_days", "30");
    RECORD("lead_source", "name", "web");
    if (crm_schema_add_entity(world->db, "car", "Car", "车") < 0 ||
        crm_schema_add_field(world->db, "car", "plate", "text",
                             CRM_OPTIONS(crm_field_options, .unique = 1)) < 0 ||
        crm_schema_add_field(world->db, "car", "title", "text", NULL) < 0 ||
        crm_schema_add_field(world->db, "car", "seats", "integer", NULL) < 0)
        die(world, "car");
}

void world_open(struct world *world, const char *uri)
{
    *world = (struct world){.uri = uri, .random = 7};
    crm_host host = {
        .size = sizeof host, .context = world, .now_us = now_us, .random = host_random};
    if (crm_db_new(&host, &world->db) < 0 || crm_db_open(world->db, uri, NULL) < 0)
        die(world, "open");
    furnish(world);
}

void world_close(struct world *world)
{
    crm_db_free(world->db);
    free(world->answer.bytes);
    *world = (struct world){0};
}

static int32_t answer_write(void *context, const void *bytes, size_t size)
{
    struct answer *answer = context;
    if (answer->size + size + 1 > answer->capacity) {
        answer->capacity = 2 * (answer->size + size + 1);
        answer->bytes = realloc(answer->bytes, answer->capacity);
        if (!answer->bytes)
            abort();
    }
    memcpy(answer->bytes + answer->size, bytes, size);
    answer->size += size;
    answer->bytes[answer->size] = '\0';
    return 0;
}

void answer_format(struct world *world, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    answer_write(&world->answer, text, size < (int)sizeof text ? (size_t)size : sizeof text - 1);
}

crm_status answer_status(struct world *world, const char *call, crm_status status)
{
    const crm_error *error = crm_db_error(world->db);
    answer_format(world, "%s: %s", call, status == CRM_DONE ? "CRM_DONE" : crm_status_name(status));
    if (status < 0)
        answer_format(world, ": %s [%s %s %" PRId64 " %" PRId64 "]", error->message, error->entity,
                      error->field, error->row, error->record_id);
    answer_format(world, "\n");
    return status;
}

void answer_rows(struct world *world, const char *call, crm_status status, crm_cursor *cursor)
{
    if (answer_status(world, call, status) >= 0) {
        status = crm_cursor_write(cursor, CRM_FORMAT_NDJSON, NULL, answer_write, &world->answer);
        answer_status(world, "rows", status);
    }
    crm_cursor_free(cursor);
}

/* --- whole databases -------------------------------------------------------------------------- */

static void entity_describe(struct world *world, const char *entity)
{
    crm_query *query;
    crm_cursor *cursor = NULL;
    int64_t count = -1;
    if (crm_query_new(world->db, entity, &query) < 0)
        die(world, entity);
    crm_status status = crm_query_count(query, &count);
    answer_format(world, "%s %" PRId64 "\n", entity, count);
    if (status >= 0)
        status = crm_query_run(query, &cursor);
    answer_rows(world, entity, status, cursor);
    crm_query_free(query);
}

int64_t world_describe(struct world *world)
{
    crm_cursor *cursor = NULL;
    crm_cursor *entities;
    int64_t problems = -1;
    crm_db_act_as(world->db, 0);
    crm_status status = crm_db_check(world->db, &problems, &cursor);
    answer_format(world, "%" PRId64 " problems\n", problems);
    answer_rows(world, "check", status, cursor);
    cursor = NULL;
    status = crm_changes(world->db, 0, 0, &cursor);
    answer_rows(world, "changes", status, cursor);
    if (crm_schema_entities(world->db, &entities) < 0)
        die(world, "entities");
    while (crm_cursor_next(entities) == CRM_OK)
        entity_describe(world, crm_cursor_text(entities, 0));
    crm_cursor_free(entities);
    return problems;
}
