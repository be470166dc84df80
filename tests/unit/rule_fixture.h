/* A small catalogue for the tests of rules: `thing` with a field of every type, and `crew`. */
#ifndef CRM_TESTS_RULE_FIXTURE_H
#define CRM_TESTS_RULE_FIXTURE_H

#include "suite.h"

#include <stdio.h>

#include "model/entity.h"
#include "rule/rule.h"

struct fixture {
    struct test_heap heap;
    struct env env;
    struct catalogue catalogue;
    const struct entity *thing;
};

static inline const struct entity *fixture_entity(struct fixture *fixture, const char *name)
{
    const struct entity *entity = NULL;
    ck_assert_int_eq(crm__catalogue_add_entity(&fixture->catalogue, crm__text_of(name),
                                               crm__text_of(name), crm__text_of(name), 0, 0,
                                               &entity),
                     CRM_OK);
    return entity;
}

static inline void fixture_field(struct fixture *fixture, const struct entity *entity,
                                 const char *name, enum field_type type, int32_t size,
                                 const char *target)
{
    const struct choice grades[] = {
        {TEXT("gold"), TEXT("gold"), TEXT("金")},
        {TEXT("silver"), TEXT("silver"), TEXT("银")},
        {TEXT("new"), TEXT("new"), TEXT("新")},
    };
    bool chosen = type == FIELD_CHOICE || type == FIELD_CHOICES;
    struct field_definition definition = {.name = crm__text_of(name),
                                          .type = type,
                                          .size = size,
                                          .target = target ? crm__text_of(target) : TEXT_NONE,
                                          .label_en = crm__text_of(name),
                                          .label_zh = crm__text_of(name),
                                          .choices = chosen ? grades : NULL,
                                          .choice_count = chosen ? 3 : 0};
    const struct field *field = NULL;
    crm_status status = crm__catalogue_add_field(&fixture->catalogue, entity, &definition, &field);
    ck_assert_msg(status == CRM_OK, "%s: %s", name, fixture->env.error.message);
}

static inline void fixture_open(struct fixture *fixture)
{
    *fixture = (struct fixture){0};
    crm_host host = test_host(&fixture->heap);
    crm__env_init(&fixture->env, &host);
    ck_assert_int_eq(crm__catalogue_init(&fixture->catalogue, &fixture->env), CRM_OK);
    const struct entity *crew = fixture_entity(fixture, "crew");
    fixture_field(fixture, crew, "title", FIELD_TEXT, 0, NULL);
    fixture_field(fixture, crew, "head_count", FIELD_INTEGER, 0, NULL);
    fixture_field(fixture, crew, "founded", FIELD_DATE, 0, NULL);
    const struct entity *thing = fixture->thing = fixture_entity(fixture, "thing");
    fixture_field(fixture, thing, "note", FIELD_TEXT, 0, NULL);
    fixture_field(fixture, thing, "n", FIELD_INTEGER, 0, NULL);
    fixture_field(fixture, thing, "m", FIELD_INTEGER, 0, NULL);
    fixture_field(fixture, thing, "price", FIELD_DECIMAL, 2, NULL);
    fixture_field(fixture, thing, "ratio", FIELD_DECIMAL, 4, NULL);
    fixture_field(fixture, thing, "amount", FIELD_MONEY, 0, NULL);
    fixture_field(fixture, thing, "active", FIELD_BOOL, 0, NULL);
    fixture_field(fixture, thing, "vip", FIELD_BOOL, 0, NULL);
    fixture_field(fixture, thing, "born", FIELD_DATE, 0, NULL);
    fixture_field(fixture, thing, "seen", FIELD_TIME, 0, NULL);
    fixture_field(fixture, thing, "due", FIELD_TIME, 0, NULL);
    fixture_field(fixture, thing, "grade", FIELD_CHOICE, 0, NULL);
    fixture_field(fixture, thing, "labels", FIELD_CHOICES, 0, NULL);
    fixture_field(fixture, thing, "crew", FIELD_REFERENCE, 0, "crew");
    fixture_field(fixture, thing, "friends", FIELD_REFERENCES, 0, "thing");
}

static inline void fixture_close(struct fixture *fixture)
{
    crm__catalogue_free(&fixture->catalogue);
    ck_assert_uint_eq(fixture->heap.live, 0);
}

static inline struct rule *fixture_rule(struct fixture *fixture, const char *text)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = fixture->thing};
    crm_status status =
        crm__rule_compile(&fixture->env, &scope, crm__text_of(text), RULE_DYN, &rule);
    ck_assert_msg(status == CRM_OK, "%s\n%s", text, fixture->env.error.message);
    return rule;
}

/* "crew.title" of a path. */
static inline void fixture_path_name(const struct rule_path *path, char *out, size_t size)
{
    size_t at = 0;
    for (size_t i = 0; i < path->count; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s", i > 0 ? "." : "",
                               path->fields[i]->name.data);
}

#endif
