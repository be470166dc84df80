/* Tags: rows of tag and tag_link. */
#include "service/tag.h"

#include "store/query.h"

static crm_status record_check(struct store *store, const struct entity *entity, int64_t id,
                               bool changes)
{
    uint8_t visible = 0;
    uint8_t writable = 0;
    crm_status status = crm__rows_visible(store, entity, &id, 1, &visible);
    if (status >= 0 && changes)
        status = crm__rows_writable(store, entity, &id, 1, &writable);
    if (status < 0)
        return status;
    if (!visible) {
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, entity->name.data, NULL,
                                 "no %s %lld", entity->name.data, (long long)id);
        store->env->error.record_id = id;
        return status;
    }
    if (changes && !writable)
        return crm__fail_field(store->env, CRM_E_DENIED, entity->name.data, NULL,
                               "user %lld may not change %s %lld",
                               (long long)store->actor.user_id, entity->name.data, (long long)id);
    return CRM_OK;
}

/* The id of the tag; 0 when there is none of that name. */
static crm_status tag_find(struct store *store, struct text name, int64_t *id_out)
{
    const struct entity *entity = crm__service_entity(store, "tag");
    struct query *query;
    *id_out = 0;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, "name"), crm__value_text(name));
    status = crm__query_first_id(query, id_out);
    crm__query_free(query);
    return status;
}

static crm_status link_query(struct store *store, const struct entity *entity, int64_t id,
                             struct query **query_out)
{
    const struct entity *link = crm__service_entity(store, "tag_link");
    crm_status status = crm__query_new(store, link, query_out);
    if (status < 0)
        return status;
    crm__query_where_equal(*query_out, crm__service_field(link, "subject_entity"),
                           crm__value_text(entity->name));
    crm__query_where_equal(*query_out, crm__service_field(link, "subject_id"), crm__value_int(id));
    return CRM_OK;
}

/* The link of the record to the tag, expired or not; 0: none. */
static crm_status link_find(struct store *store, const struct entity *entity, int64_t id,
                            int64_t tag, int64_t *link_out, bool *manual_out)
{
    struct query *query;
    struct batch rows;
    *link_out = 0;
    *manual_out = false;
    crm_status status = link_query(store, entity, id, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where_equal(
        query, crm__service_field(crm__service_entity(store, "tag_link"), "tag"),
        crm__value_int(tag));
    crm__query_fields(query, TEXT("id,source,expires_at"));
    status = crm__query_all(query, &rows);
    if (status >= 0 && rows.row_count) {
        struct value expires = crm__batch_at(&rows, 2, 0);
        bool expired = expires.kind == VALUE_INT && expires.integer <= store->env->now_us;
        *link_out = rows.columns[0].integers[0];
        *manual_out = !expired && crm__text_is(crm__batch_at(&rows, 1, 0).text, "manual");
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

static crm_status link_write(struct store *store, const struct entity *entity, int64_t id,
                             int64_t tag, const struct tag_options *options)
{
    static const char *const sources[] = {"manual", "rule", "import"};
    int64_t link;
    bool manual;
    crm_status status = link_find(store, entity, id, tag, &link, &manual);
    if (status < 0 || (manual && options->source != TAG_MANUAL))
        return status;
    const struct save_field fields[] = {
        {"tag", crm__value_int(tag)},
        {"subject_entity", crm__value_text(entity->name)},
        {"subject_id", crm__value_int(id)},
        {"source", crm__value_text(crm__text_of(sources[options->source]))},
        {"rule", options->rule ? crm__value_int(options->rule) : VALUE_OF_NULL},
        {"tagged_at", crm__value_int(store->env->now_us)},
        {"expires_at", options->expires_us ? crm__value_int(options->expires_us) : VALUE_OF_NULL},
    };
    return crm__save_fields(store, crm__service_entity(store, "tag_link"), link, 0, fields,
                            sizeof fields / sizeof *fields, NULL);
}

crm_status crm__tag_add(struct store *store, const struct entity *entity, int64_t id,
                        struct text name, const struct tag_options *options)
{
    int64_t tag;
    name = crm__text_trim(name);
    if (!name.size)
        return crm__fail_field(store->env, CRM_E_INVALID, "tag", "name", "tag: no name");
    if (options->expires_us && options->expires_us <= store->env->now_us)
        return crm__fail_field(store->env, CRM_E_INVALID, "tag_link", "expires_at",
                               "expires_at: it is past");
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = record_check(store, entity, id, true);
    crm__store_elevate(store); /* who may change the record may tag it */
    if (status >= 0)
        status = tag_find(store, name, &tag);
    const struct save_field field = {"name", crm__value_text(name)};
    if (status >= 0 && !tag)
        status = crm__save_fields(store, crm__service_entity(store, "tag"), 0, 0, &field, 1, &tag);
    if (status >= 0)
        status = link_write(store, entity, id, tag, options);
    crm__store_restore(store);
    return crm__store_end(store, status);
}

crm_status crm__tag_remove(struct store *store, const struct entity *entity, int64_t id,
                           struct text name)
{
    int64_t tag = 0;
    int64_t link = 0;
    bool manual;
    name = crm__text_trim(name);
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = record_check(store, entity, id, true);
    crm__store_elevate(store);
    if (status >= 0)
        status = tag_find(store, name, &tag);
    if (status >= 0 && tag)
        status = link_find(store, entity, id, tag, &link, &manual);
    if (status >= 0 && !link)
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "tag", "name",
                                 "%s %lld has no tag '%.*s'", entity->name.data, (long long)id,
                                 (int)name.size, name.data);
    if (status >= 0)
        status = crm__save_delete(store, crm__service_entity(store, "tag_link"), link);
    crm__store_restore(store);
    return crm__store_end(store, status);
}

static crm_status rows_fill(struct query *query, const struct reader_column *columns, size_t count,
                            struct batch *rows)
{
    crm__query_where(query, TEXT("!has(expires_at) || expires_at > now"));
    crm__query_fields(query, TEXT("tag.name,source,rule.name,tagged_at,expires_at"));
    crm__query_sort(query, TEXT("tag.name"));
    struct batch found;
    crm__batch_init(&found, rows->env);
    crm_status status = crm__query_all(query, &found);
    if (status >= 0)
        status = crm__reader_prepare(columns, count, rows);
    for (size_t row = 0; status >= 0 && row < found.row_count; row++) {
        for (size_t i = 0; status >= 0 && i < count; i++)
            status = crm__column_value(rows, &rows->columns[i], crm__batch_at(&found, i, row));
        if (status >= 0)
            crm__batch_finish_row(rows);
    }
    crm__batch_free(&found);
    return status;
}

crm_status crm__tag_list(struct store *store, const struct entity *entity, int64_t id,
                         struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("tag"), COLUMN_TEXT, TEXT("Tag"), TEXT("标签")),
        crm__reader_column(TEXT("source"), COLUMN_TEXT, TEXT("Given by"), TEXT("打标方式")),
        crm__reader_column(TEXT("rule"), COLUMN_TEXT, TEXT("Rule"), TEXT("打标规则")),
        crm__reader_column(TEXT("tagged_at"), COLUMN_TIME, TEXT("Tagged at"), TEXT("打标时间")),
        crm__reader_column(TEXT("expires_at"), COLUMN_TIME, TEXT("Expires at"), TEXT("过期时间")),
    };
    struct query *query;
    struct batch rows;
    *reader_out = NULL;
    crm_status status = record_check(store, entity, id, false);
    if (status >= 0)
        status = link_query(store, entity, id, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__store_elevate(store);
    status = rows_fill(query, columns, sizeof columns / sizeof *columns, &rows);
    crm__store_restore(store);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, columns, reader_out);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}
