/*
 * A store with records of every type of field: values at the edges, missing ones, references that
 * lead nowhere, to deleted records, and through them.
 */
#ifndef CRM_TESTS_WORLD_H
#define CRM_TESTS_WORLD_H

#include "service_fixture.h"

#include "rule/rule.h"

enum { THING_COUNT = 160, CREW_COUNT = 9, USER_COUNT = 6, TEAM_COUNT = 3, SKILL_COUNT = 4 };

/* All records of an entity, deleted ones too, read by id without rule and query. */
struct world_table {
    const struct entity *entity;
    int64_t ids[THING_COUNT];
    size_t count;
    struct batch rows; /* column i is entity->fields[i] */
};

enum { TABLE_THING, TABLE_CREW, TABLE_USER, TABLE_TEAM, TABLE_SKILL, TABLE_COUNT };

struct world {
    struct fixture fixture;
    struct world_table tables[TABLE_COUNT];
    const struct entity *thing;
    int64_t ids[THING_COUNT]; /* of things that live, ascending */
    size_t rows[THING_COUNT]; /* where they stand in the table */
    size_t count;
    uint64_t random;
    int64_t now_us; /* the clock of every evaluation */
};

void world_make(struct world *world, uint64_t seed);
void world_free(struct world *world);

/* What a path is for thing `index` of world->ids, step by step from record to record. */
struct value world_value(const struct world *world, const struct rule_path *path, size_t index);

#endif
