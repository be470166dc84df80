/* Check of choices: each is one of its field's. All fields of an entity are read in one go. */
#include "store/check_part.h"

#include "db/sql.h"
#include "model/record.h"

#include <string.h>

enum { CHECKED_FIELDS = 100 }; /* of one reading */
enum { SEEN_LIMIT = 256 };     /* further values are looked up each time */

/* Values that were looked at, so that a column of few different ones is compared, not looked up. */
struct seen {
    struct text *values;
    size_t count;
    size_t capacity;
};

struct choices_check {
    struct check *check;
    struct arena arena;
    const struct field *fields[CHECKED_FIELDS];
    struct seen seen[CHECKED_FIELDS];
    size_t count;
};

static crm_status fields_check(struct choices_check *work);
static crm_status row_check(struct choices_check *work, struct statement *statement);
static crm_status value_check(struct choices_check *work, size_t index, int64_t id,
                              struct text value);
static bool is_seen(struct seen *seen, struct text value);
static crm_status remember(struct choices_check *work, struct seen *seen, struct text value);
static bool are_known(const struct field *field, struct text value);

crm_status crm__check_choices(struct check *check, const struct entity *entity)
{
    struct choices_check work = {.check = check};
    crm__arena_init(&work.arena, check->store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (field->choices && field->type != FIELD_REFERENCE && !(field->flags & FIELD_RETIRED))
            work.fields[work.count++] = field;
        bool last = i + 1 == entity->field_count;
        if (work.count == 0 || (work.count < CHECKED_FIELDS && !last))
            continue;
        status = fields_check(&work);
        work.count = 0;
    }
    crm__arena_free(&work.arena);
    return status;
}

static crm_status fields_check(struct choices_check *work)
{
    struct sql sql;
    crm__sql_init(&sql, work->check->store->db);
    crm__sql_add(&sql, "SELECT id");
    for (size_t i = 0; i < work->count; i++) {
        crm__sql_add(&sql, ", ");
        crm__sql_name(&sql, work->fields[i]->name);
    }
    crm__sql_add(&sql, " FROM ");
    crm__sql_name(&sql, work->fields[0]->entity->name);
    crm__sql_add(&sql, " ORDER BY id");
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        if (status == CRM_OK)
            status = row_check(work, statement);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    memset(work->seen, 0, sizeof work->seen);
    return status < 0 ? status : CRM_OK;
}

static crm_status row_check(struct choices_check *work, struct statement *statement)
{
    struct value values[CHECKED_FIELDS + 1];
    crm__statement_row(statement, values, work->count + 1);
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < work->count; i++) {
        const struct value *value = &values[i + 1];
        if (value->kind == VALUE_TEXT && !is_seen(&work->seen[i], value->text))
            status = value_check(work, i, values[0].integer, value->text);
    }
    return status;
}

/* A value that is no choice is told once, of the first record that has it, as long as not too many
 * others were seen before. */
static crm_status value_check(struct choices_check *work, size_t index, int64_t id,
                              struct text value)
{
    const struct field *field = work->fields[index];
    crm_status status = remember(work, &work->seen[index], value);
    if (status < 0 || are_known(field, value))
        return status;
    return crm__check_report(work->check, field->entity, id, "%s: no choice '%.*s' in %s",
                             field->name.data, (int)value.size, value.data,
                             field->choices->name.data);
}

/* What was found moves to the front, for neighbours are often alike. */
static bool is_seen(struct seen *seen, struct text value)
{
    for (size_t i = 0; i < seen->count; i++) {
        if (!crm__text_equal(seen->values[i], value))
            continue;
        struct text found = seen->values[i];
        seen->values[i] = seen->values[0];
        seen->values[0] = found;
        return true;
    }
    return false;
}

static crm_status remember(struct choices_check *work, struct seen *seen, struct text value)
{
    if (seen->count == SEEN_LIMIT)
        return CRM_OK;
    if (seen->count == seen->capacity) {
        size_t room = seen->capacity ? seen->capacity * 2 : 8;
        struct text *values = crm__arena_alloc(&work->arena, room * sizeof *values);
        if (!values)
            return CRM_E_NOMEM;
        if (seen->count > 0)
            memcpy(values, seen->values, seen->count * sizeof *values);
        seen->values = values;
        seen->capacity = room;
    }
    struct text copy = crm__arena_text(&work->arena, value);
    if (!copy.data)
        return CRM_E_NOMEM;
    seen->values[seen->count++] = copy;
    return CRM_OK;
}

static bool are_known(const struct field *field, struct text value)
{
    if (field->type == FIELD_CHOICE)
        return crm__choice_find(field->choices, value) != NULL;
    size_t offset = 0;
    struct text name;
    while (crm__choices_next(value, &offset, &name)) {
        if (!crm__choice_find(field->choices, name))
            return false;
    }
    return true;
}
