/* Tags, for hosts. */
#include "crm/tag.h"

#include "api/handle.h"
#include "service/tag.h"

static crm_status tag_enter(crm_db *db, const char *entity_name, const struct entity **entity_out)
{
    crm_status status = crm__api_enter(db);
    if (status >= 0 && !entity_name)
        status = crm__api_null(db, "entity");
    return status < 0 ? status : crm__api_entity(db, entity_name, entity_out);
}

crm_status crm_record_tag(crm_db *db, const char *entity_name, int64_t id, const char *name,
                          int64_t expires_us)
{
    const struct entity *entity;
    const struct tag_options options = {.source = TAG_MANUAL, .expires_us = expires_us};
    crm_status status = tag_enter(db, entity_name, &entity);
    if (status >= 0 && !name)
        status = crm__api_null(db, "name");
    if (status >= 0)
        status = crm__text_check(&db->env, crm__text_of(name), "name");
    return status < 0 ? status
                      : crm__tag_add(db->store, entity, id, crm__text_of(name), &options);
}

crm_status crm_record_untag(crm_db *db, const char *entity_name, int64_t id, const char *name)
{
    const struct entity *entity;
    crm_status status = tag_enter(db, entity_name, &entity);
    if (status >= 0 && !name)
        status = crm__api_null(db, "name");
    if (status >= 0)
        status = crm__text_check(&db->env, crm__text_of(name), "name");
    return status < 0 ? status : crm__tag_remove(db->store, entity, id, crm__text_of(name));
}

crm_status crm_record_tags(crm_db *db, const char *entity_name, int64_t id,
                           crm_cursor **cursor_out)
{
    const struct entity *entity;
    if (cursor_out)
        *cursor_out = NULL;
    crm_status status = tag_enter(db, entity_name, &entity);
    if (status >= 0 && !cursor_out)
        status = crm__api_null(db, "cursor_out");
    struct reader *reader = NULL;
    if (status >= 0)
        status = crm__tag_list(db->store, entity, id, &reader);
    return status < 0 ? status : crm__api_answer(db, status, reader, cursor_out);
}
