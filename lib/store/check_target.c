/* Check of what leads to other records: references, and pairs of an entity's name and an id. */
#include "store/check_part.h"

#include "db/sql.h"
#include "store/tables.h"

/* Rows whose `id` leads nowhere; of all, or of those where `subject` is the name of the target. */
struct leading {
    const struct field *id;
    const struct field *subject;
    const struct entity *target;
};

static void leading_sql(const struct leading *leading, struct sql *sql)
{
    struct text id = leading->id->name;
    crm__sql_add(sql, "SELECT crm_row.id, crm_row.");
    crm__sql_name(sql, id);
    crm__sql_add(sql, " FROM ");
    crm__sql_name(sql, leading->id->entity->name);
    crm__sql_add(sql, " AS crm_row LEFT JOIN ");
    crm__sql_name(sql, leading->target->name);
    crm__sql_add(sql, " AS crm_target ON crm_target.id = crm_row.");
    crm__sql_name(sql, id);
    /* Said like this an index of the field can be used, which is small where few have a value. */
    crm__sql_add(sql, " WHERE crm_target.id IS NULL AND crm_row.");
    crm__sql_name(sql, id);
    crm__sql_add(sql, " >= ");
    crm__sql_int(sql, INT64_MIN);
    if (leading->subject) {
        crm__sql_add(sql, " AND crm_row.");
        crm__sql_name(sql, leading->subject->name);
        crm__sql_add(sql, " = ");
        crm__sql_text(sql, leading->target->name);
    }
    /* A record that was erased for good may still be named by others. */
    crm__sql_add(sql, " AND NOT EXISTS (SELECT 1 FROM ");
    crm__sql_name(sql, TABLE_HISTORY);
    crm__sql_add(sql, " AS crm_erased WHERE crm_erased.record_id = crm_row.");
    crm__sql_name(sql, id);
    crm__sql_add(sql, " AND crm_erased.entity = ");
    crm__sql_int(sql, leading->target->number);
    crm__sql_add(sql, " AND crm_erased.operation = ");
    crm__sql_int(sql, ROW_ERASE);
    crm__sql_add(sql, ") ORDER BY crm_row.id + 0");
}

static crm_status leading_check(struct check *check, const struct leading *leading)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    leading_sql(leading, &sql);
    return crm__check_rows(check, leading->id->entity, &sql,
                           " leads to a record that is not there:", leading->id->name.data);
}

crm_status crm__check_reference(struct check *check, const struct field *field)
{
    struct leading leading = {.id = field, .target = field->target};
    return leading_check(check, &leading);
}

/* --- an entity's name and an id --------------------------------------------------------------- */

static const struct subject_fields {
    const char *subject;
    const char *id;
} subject_fields[] = {
    {"subject_entity", "subject_id"},
    {"entity_name", "record_id"},
    {"entity_name", "survivor_id"},
    {"entity_name", "old_id"},
    {"from_entity", "from_id"},
    {"to_entity", "to_id"},
    {"entity_a", "id_a"},
    {"entity_b", "id_b"},
};

static crm_status half_check(struct check *check, const struct leading *leading)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT id FROM ");
    crm__sql_name(&sql, leading->id->entity->name);
    crm__sql_add(&sql, " WHERE (");
    crm__sql_name(&sql, leading->subject->name);
    crm__sql_add(&sql, " IS NULL) <> (");
    crm__sql_name(&sql, leading->id->name);
    crm__sql_add(&sql, " IS NULL) ORDER BY id");
    return crm__check_rows(check, leading->id->entity, &sql,
                           ": an entity without an id, or an id without an entity",
                           leading->id->name.data);
}

/* The first record of each name, as (name, id). */
static crm_status names_read(struct check *check, const struct leading *leading,
                             struct batch *names)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT ");
    crm__sql_name(&sql, leading->subject->name);
    crm__sql_add(&sql, ", min(id) FROM ");
    crm__sql_name(&sql, leading->id->entity->name);
    crm__sql_add(&sql, " WHERE ");
    crm__sql_name(&sql, leading->subject->name);
    crm__sql_add(&sql, " IS NOT NULL AND ");
    crm__sql_name(&sql, leading->id->name);
    crm__sql_add(&sql, " IS NOT NULL GROUP BY ");
    crm__sql_name(&sql, leading->subject->name);
    crm_status status = crm__batch_add(names, TEXT("name"), VALUE_TEXT) &&
                                crm__batch_add(names, TEXT("id"), VALUE_INT)
                            ? crm__sql_fetch(&sql, 0, names)
                            : CRM_E_NOMEM;
    crm__sql_free(&sql);
    return status;
}

static crm_status subject_check(struct check *check, struct leading *leading)
{
    struct batch names;
    crm__batch_init(&names, check->store->env);
    crm_status status = half_check(check, leading);
    if (status >= 0)
        status = names_read(check, leading, &names);
    for (size_t row = 0; status >= 0 && row < names.row_count; row++) {
        struct text name = crm__column_text_at(&names.columns[0], row);
        leading->target = crm__entity_find(check->store->catalogue, name);
        status = leading->target
                     ? leading_check(check, leading)
                     : crm__check_report(check, leading->id->entity, names.columns[1].integers[row],
                                         "%s: no entity '%.*s'", leading->subject->name.data,
                                         (int)name.size, name.data);
    }
    crm__batch_free(&names);
    return status;
}

crm_status crm__check_subjects(struct check *check, const struct entity *entity)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < sizeof subject_fields / sizeof *subject_fields; i++) {
        struct leading leading = {
            .subject = crm__field_find(entity, crm__text_of(subject_fields[i].subject)),
            .id = crm__field_find(entity, crm__text_of(subject_fields[i].id)),
        };
        if (leading.subject && leading.id && leading.id->type == FIELD_INTEGER &&
            leading.subject->type == FIELD_TEXT)
            status = subject_check(check, &leading);
    }
    return status;
}
