/* Rules by themselves, for hosts. */
#include "crm/rule.h"

#include "api/handle.h"
#include "rule/rule.h"
#include "service/rule_stored.h"

/* Hands over what was written, unless it failed. */
static crm_status answer(crm_db *db, crm_status status, const struct buffer *buffer,
                         crm_write write, void *context)
{
    struct writer writer;
    if (status < 0)
        return status;
    crm__writer_init(&writer, &db->env, write, context);
    crm__writer_text(&writer, crm__buffer_view(buffer));
    return crm__writer_finish(&writer);
}

crm_status crm_rule_eval(crm_db *db, const char *expression, size_t size, const char *bindings,
                         int32_t form, crm_write write, void *context)
{
    struct buffer buffer;
    crm_status status = crm__api_enter_closed(db);
    if (status < 0)
        return status;
    if (!expression || !write)
        return crm__api_null(db, expression ? "write" : "expression");
    if (form != CRM_VALUE_TEXT && form != CRM_VALUE_TYPED)
        return crm__fail(&db->env, CRM_E_MISUSE, "form: %d is none of CRM_VALUE_…", (int)form);
    crm__buffer_init(&buffer, &db->env);
    status = crm__rule_eval_text(&db->env, crm__text_sized(expression, size),
                                 crm__text_of(bindings), form == CRM_VALUE_TYPED, db->env.now_us,
                                 &buffer);
    status = answer(db, status, &buffer, write, context);
    crm__buffer_free(&buffer);
    return status;
}

crm_status crm_rule_eval_line(crm_db *db, const char *line, size_t size, crm_write write,
                              void *context)
{
    struct buffer buffer;
    crm_status status = crm__api_enter_closed(db);
    if (status < 0)
        return status;
    if (!line || !write)
        return crm__api_null(db, line ? "write" : "line");
    crm__buffer_init(&buffer, &db->env);
    status = crm__rule_eval_line(&db->env, crm__text_sized(line, size), db->env.now_us, &buffer);
    status = answer(db, status, &buffer, write, context);
    crm__buffer_free(&buffer);
    return status;
}

static crm_status rule_enter(crm_db *db, const char *entity_name, const char *rule,
                             crm_write write, const struct entity **entity_out)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!entity_name || !rule || !write)
        return crm__api_null(db, !entity_name ? "entity" : rule ? "write" : "rule");
    return crm__api_entity(db, entity_name, entity_out);
}

crm_status crm_rule_describe(crm_db *db, const char *entity_name, const char *rule, size_t size,
                             crm_write write, void *context)
{
    struct buffer buffer;
    const struct entity *entity;
    crm_status status = rule_enter(db, entity_name, rule, write, &entity);
    if (status < 0)
        return status;
    crm__buffer_init(&buffer, &db->env);
    status = crm__rule_describe(db->store, entity, crm__text_sized(rule, size), &buffer);
    status = answer(db, status, &buffer, write, context);
    crm__buffer_free(&buffer);
    return status;
}

crm_status crm_rule_explain(crm_db *db, const char *entity_name, int64_t id, const char *rule,
                            size_t size, crm_write write, void *context)
{
    struct buffer buffer;
    const struct entity *entity;
    crm_status status = rule_enter(db, entity_name, rule, write, &entity);
    if (status < 0)
        return status;
    crm__buffer_init(&buffer, &db->env);
    status = crm__rule_explain_record(db->store, entity, id, crm__text_sized(rule, size), &buffer);
    status = answer(db, status, &buffer, write, context);
    crm__buffer_free(&buffer);
    return status;
}
