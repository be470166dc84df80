/* Check of the values of living records: that each could be written to its field today. */
#include "store/check_part.h"

#include "model/record.h"
#include "store/query.h"

enum { CHECKED_FIELDS = 100 }; /* of one reading */

struct values_check {
    struct check *check;
    const struct entity *entity;
    const struct field *fields[CHECKED_FIELDS];
    size_t count;
};

/* References and choices are checked as wholes; a normal form may be of any length. */
static bool is_checked(const struct field *field)
{
    return !(field->flags & (FIELD_SYSTEM | FIELD_RETIRED)) && !field->target && !field->choices &&
           !field->normal_of && crm__field_has_column(field);
}

static crm_status value_check(const struct values_check *work, const struct batch *rows, size_t row,
                              size_t i)
{
    struct env *env = work->check->store->env;
    crm_status status = crm__field_check(env, work->fields[i], crm__batch_at(rows, i + 1, row));
    if (status >= 0 || status == CRM_E_NOMEM)
        return status;
    struct error error = env->error;
    crm__error_clear(env);
    return crm__check_report(work->check, work->entity, rows->columns[0].integers[row], "%s",
                             error.message);
}

static crm_status rows_check(void *context, const struct batch *rows)
{
    const struct values_check *work = context;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < rows->row_count; row++) {
        for (size_t i = 0; status >= 0 && i < work->count; i++)
            status = value_check(work, rows, row, i);
    }
    return status;
}

static crm_status fields_check(struct values_check *work)
{
    struct query *query;
    crm_status status = crm__query_new(work->check->store, work->entity, &query);
    if (status < 0)
        return status;
    crm__query_id_fields(query, work->fields, work->count);
    status = crm__query_each(query, rows_check, work);
    crm__query_free(query);
    return status;
}

crm_status crm__check_values(struct check *check, const struct entity *entity)
{
    struct values_check work = {.check = check, .entity = entity};
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < entity->field_count; i++) {
        if (is_checked(entity->fields[i]))
            work.fields[work.count++] = entity->fields[i];
        bool last = i + 1 == entity->field_count;
        if (work.count == 0 || (work.count < CHECKED_FIELDS && !last))
            continue;
        status = fields_check(&work);
        work.count = 0;
    }
    return status;
}
