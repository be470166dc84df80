/* Tag rules: an observer of all records, and of the rules themselves. */
#include "service/tag_rules.h"

#include "base/time.h"
#include "service/rule_rows.h"
#include "service/rule_verdicts.h"
#include "store/observer.h"

enum { TAG_BATCH = 256, TAG_RULES_LIMIT = 100 };

enum { RULE_ID, RULE_TAG, RULE_CONDITION, RULE_CONFIDENCE, RULE_DAYS, RULE_TAKES };
static const char rule_fields[] = "id,tag,condition,confidence,expires_days,take_away";

enum { LINK_ID, LINK_SUBJECT, LINK_TAG, LINK_SOURCE, LINK_RULE, LINK_EXPIRES };
static const char link_fields[] = "id,subject_id,tag,source,rule,expires_at";

static const char *const written_fields[] = {"tag",  "subject_entity", "subject_id", "source",
                                             "rule", "confidence",     "tagged_at",  "expires_at"};
enum { WRITTEN_FIELDS = sizeof written_fields / sizeof *written_fields };

/* The rules of one entity, asked of a batch of its records. */
struct tagging {
    struct store *store;
    const struct entity *entity;
    struct batch rules; /* by position */
    struct rule **compiled;
    const int64_t *ids;
    size_t count;
    uint8_t *verdicts; /* by rule, by record */
    struct batch links;
    struct table given;
};

static void tagging_free(struct tagging *tagging)
{
    for (size_t i = 0; tagging->compiled && i < tagging->rules.row_count; i++)
        crm__rule_free(tagging->compiled[i]);
    crm__free(tagging->store->env, tagging->compiled);
    crm__free(tagging->store->env, tagging->verdicts);
    crm__batch_free(&tagging->rules);
    crm__batch_free(&tagging->links);
}

static crm_status rules_load(struct tagging *tagging)
{
    struct store *store = tagging->store;
    const struct entity *rule = crm__service_entity(store, "tag_rule");
    struct query *query;
    crm_status status = crm__query_new(store, rule, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(rule, "entity_name"),
                           crm__value_text(tagging->entity->name));
    crm__query_where_equal(query, crm__service_field(rule, "enabled"), crm__value_int(1));
    crm__query_fields(query, TEXT(rule_fields));
    crm__query_sort(query, TEXT("position"));
    crm__query_limit(query, TAG_RULES_LIMIT);
    status = crm__query_all(query, &tagging->rules);
    crm__query_free(query);
    return status;
}

/* A rule that has become unreadable, as when its field was retired, is true of nothing. */
static crm_status rules_compile(struct tagging *tagging)
{
    struct env *env = tagging->store->env;
    const struct rule_scope scope = {.entity = tagging->entity};
    size_t count = tagging->rules.row_count;
    tagging->compiled = crm__alloc_zero(env, count, sizeof(struct rule *));
    tagging->verdicts = crm__alloc_zero(env, count * TAG_BATCH, 1);
    if (!tagging->compiled || !tagging->verdicts)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        struct text text = crm__table_text(&tagging->rules, RULE_CONDITION, i);
        crm_status status = crm__rule_compile(env, &scope, text, RULE_BOOL, &tagging->compiled[i]);
        if (status == CRM_E_NOMEM)
            return status;
        if (status < 0) {
            crm__log(env, CRM_LOG_WARNING, "tag rule %lld: %s",
                     (long long)crm__table_int(&tagging->rules, RULE_ID, i, 0), env->error.message);
            crm__error_clear(env);
        }
    }
    return CRM_OK;
}

static crm_status verdicts_make(struct tagging *tagging)
{
    size_t count = tagging->count;
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < tagging->rules.row_count; i++) {
        uint8_t *verdicts = tagging->verdicts + i * count;
        for (size_t record = 0; record < count; record++)
            verdicts[record] = RULE_FALSE;
        if (tagging->compiled[i])
            status = crm__rules_test(tagging->store, tagging->entity, &tagging->compiled[i], 1,
                                     tagging->ids, count, verdicts);
    }
    return status;
}

static crm_status links_load(struct tagging *tagging)
{
    struct buffer where;
    crm__buffer_init(&where, tagging->store->env);
    crm__buffer_format(&where, "subject_entity == \"%s\" && subject_id in [",
                       tagging->entity->name.data);
    for (size_t i = 0; i < tagging->count; i++)
        crm__buffer_format(&where, "%s%lld", i ? "," : "", (long long)tagging->ids[i]);
    crm__buffer_byte(&where, ']');
    crm_status status = crm__buffer_status(&where);
    crm__batch_free(&tagging->links);
    if (status >= 0)
        status = crm__table_query(tagging->store, "tag_link", crm__buffer_view(&where),
                                  TEXT(link_fields), TEXT("id"), &tagging->links);
    crm__buffer_free(&where);
    return status;
}

/* --- giving and taking ------------------------------------------------------------------------ */

static bool is_true(const struct tagging *tagging, size_t rule, size_t record)
{
    return tagging->verdicts[rule * tagging->count + record] == RULE_TRUE;
}

/* Position of a rule by its id; SIZE_MAX: it is not enabled any more. */
static size_t rule_find(const struct tagging *tagging, int64_t id)
{
    for (size_t i = 0; i < tagging->rules.row_count; i++) {
        if (crm__table_int(&tagging->rules, RULE_ID, i, 0) == id)
            return i;
    }
    return SIZE_MAX;
}

static size_t link_find(const struct tagging *tagging, int64_t record, int64_t tag)
{
    for (size_t i = 0; i < tagging->links.row_count; i++) {
        if (crm__table_int(&tagging->links, LINK_SUBJECT, i, 0) == record &&
            crm__table_int(&tagging->links, LINK_TAG, i, 0) == tag)
            return i;
    }
    return SIZE_MAX;
}

static bool has_expired(const struct tagging *tagging, size_t link)
{
    return crm__table_int(&tagging->links, LINK_EXPIRES, link, INT64_MAX) <=
           tagging->store->env->now_us;
}

static bool is_by_rule(const struct tagging *tagging, size_t link)
{
    return crm__text_is(crm__table_text(&tagging->links, LINK_SOURCE, link), "rule");
}

/* The first rule that gives the tag to the record; SIZE_MAX: none does. */
static size_t giver_find(const struct tagging *tagging, size_t record, int64_t tag)
{
    for (size_t i = 0; i < tagging->rules.row_count; i++) {
        if (crm__table_int(&tagging->rules, RULE_TAG, i, 0) == tag && is_true(tagging, i, record))
            return i;
    }
    return SIZE_MAX;
}

/* Does the link say already what the rules say? By hand it holds; a rule's while the rule does. */
static bool link_stands(const struct tagging *tagging, size_t link, size_t record)
{
    if (link == SIZE_MAX || has_expired(tagging, link))
        return false;
    if (!is_by_rule(tagging, link))
        return true;
    size_t rule = rule_find(tagging, crm__table_int(&tagging->links, LINK_RULE, link, 0));
    return rule != SIZE_MAX && is_true(tagging, rule, record);
}

static crm_status tag_give(struct tagging *tagging, size_t rule, size_t record, size_t link)
{
    int64_t now_us = tagging->store->env->now_us;
    int64_t days = crm__table_int(&tagging->rules, RULE_DAYS, rule, 0);
    bool expires = days > 0 && days < (TIME_MAX_US - now_us) / DAY_US;
    const struct value values[WRITTEN_FIELDS] = {
        crm__batch_at(&tagging->rules, RULE_TAG, rule),
        crm__value_text(tagging->entity->name),
        crm__value_int(tagging->ids[record]),
        crm__value_text(TEXT("rule")),
        crm__batch_at(&tagging->rules, RULE_ID, rule),
        crm__batch_at(&tagging->rules, RULE_CONFIDENCE, rule),
        crm__value_int(now_us),
        expires ? crm__value_int(now_us + days * DAY_US) : VALUE_OF_NULL,
    };
    int64_t id = link == SIZE_MAX ? 0 : crm__table_int(&tagging->links, LINK_ID, link, 0);
    return crm__table_add(&tagging->given, id, values);
}

static crm_status tags_give(struct tagging *tagging)
{
    crm_status status = crm__table_init(&tagging->given, tagging->store, "tag_link", written_fields,
                                        WRITTEN_FIELDS);
    for (size_t rule = 0; status >= 0 && rule < tagging->rules.row_count; rule++) {
        int64_t tag = crm__table_int(&tagging->rules, RULE_TAG, rule, 0);
        for (size_t record = 0; status >= 0 && record < tagging->count; record++) {
            if (giver_find(tagging, record, tag) != rule)
                continue;
            size_t link = link_find(tagging, tagging->ids[record], tag);
            if (!link_stands(tagging, link, record))
                status = tag_give(tagging, rule, record, link);
        }
    }
    if (status >= 0)
        status = crm__table_save(&tagging->given, 0);
    crm__table_free(&tagging->given);
    return status;
}

static size_t record_find(const struct tagging *tagging, int64_t id)
{
    size_t record = 0;
    while (tagging->ids[record] != id)
        record++;
    return record;
}

/* A rule that is gone, or off, takes its tags with it. */
static crm_status tags_take(struct tagging *tagging)
{
    struct store *store = tagging->store;
    size_t count = 0;
    int64_t *taken =
        crm__realloc_array(store->env, NULL, tagging->links.row_count + 1, sizeof *taken);
    if (!taken)
        return CRM_E_NOMEM;
    for (size_t link = 0; link < tagging->links.row_count; link++) {
        size_t record =
            record_find(tagging, crm__table_int(&tagging->links, LINK_SUBJECT, link, 0));
        int64_t tag = crm__table_int(&tagging->links, LINK_TAG, link, 0);
        size_t rule = rule_find(tagging, crm__table_int(&tagging->links, LINK_RULE, link, 0));
        bool takes = rule == SIZE_MAX || crm__table_int(&tagging->rules, RULE_TAKES, rule, 1);
        if (is_by_rule(tagging, link) && takes && !link_stands(tagging, link, record) &&
            giver_find(tagging, record, tag) == SIZE_MAX)
            taken[count++] = crm__table_int(&tagging->links, LINK_ID, link, 0);
    }
    crm_status status =
        crm__save_delete_all(store, crm__service_entity(store, "tag_link"), taken, count);
    crm__free(store->env, taken);
    return status;
}

/* `all`: also when there are no rules, for tags that are left of one. */
static crm_status records_tag(struct store *store, const struct entity *entity, const int64_t *ids,
                              size_t count, bool all, bool *any_out)
{
    struct tagging tagging = {.store = store, .entity = entity};
    crm__batch_init(&tagging.rules, store->env);
    crm__batch_init(&tagging.links, store->env);
    crm__store_elevate(store);
    crm_status status = rules_load(&tagging);
    bool any = all || tagging.rules.row_count;
    if (status >= 0 && any)
        status = rules_compile(&tagging);
    for (size_t done = 0; status >= 0 && any && done < count; done += tagging.count) {
        tagging.ids = ids + done;
        tagging.count = count - done < TAG_BATCH ? count - done : TAG_BATCH;
        status = verdicts_make(&tagging);
        if (status >= 0)
            status = links_load(&tagging);
        if (status >= 0)
            status = tags_give(&tagging);
        if (status >= 0)
            status = tags_take(&tagging);
    }
    crm__store_restore(store);
    *any_out = tagging.rules.row_count > 0;
    tagging_free(&tagging);
    return status;
}

/* --- observing -------------------------------------------------------------------------------- */

static bool is_tagged(const struct entity *entity)
{
    return !(entity->flags & (ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY | ENTITY_INTERNAL)) &&
           !crm__text_is(entity->name, "tag_link") && !crm__text_is(entity->name, "tag_rule") &&
           !crm__text_is(entity->name, "tag");
}

struct tag_observer {
    struct observer observer;
    struct env *env;
    /* Entities without rules, as of what the connection knew of other ones then: most saves are of
     * such, and need not ask. */
    struct id_map none;
    int64_t data_version;
};

static void none_forget(struct observer *observer)
{
    struct tag_observer *own = (struct tag_observer *)observer;
    crm__id_map_clear(&own->none);
}

static crm_status rows_changed(struct observer *observer, struct store *store,
                               const struct row_change *change)
{
    struct tag_observer *own = (struct tag_observer *)observer;
    bool any = false;
    if (crm__text_is(change->entity->name, "tag_rule") || own->data_version != store->data_version)
        none_forget(observer);
    own->data_version = store->data_version;
    if (!is_tagged(change->entity) || change->operation == ROW_DELETE ||
        change->operation == ROW_ERASE || crm__id_map_find(&own->none, change->entity->number))
        return CRM_OK;
    crm_status status = records_tag(store, change->entity, change->ids, change->count, false, &any);
    if (status >= 0 && !any && !crm__id_map_put(&own->none, change->entity->number, 1))
        status = CRM_E_NOMEM;
    return status;
}

static crm_status entity_retag(struct store *store, struct text name)
{
    const struct entity *entity = crm__entity_find(store->catalogue, name);
    int64_t *ids = NULL;
    size_t count = 0;
    bool any;
    if (!entity || !is_tagged(entity))
        return CRM_OK;
    crm__store_elevate(store);
    crm_status status = crm__rule_rows_ids(store, entity, TEXT_NONE, NULL, PARTITION_WHOLE,
                                            &ids, &count);
    crm__store_restore(store);
    if (status >= 0)
        status = records_tag(store, entity, ids, count, true, &any);
    crm__free(store->env, ids);
    return status;
}

static crm_status rules_changed(struct observer *observer, struct store *store,
                                const struct row_change *change)
{
    (void)observer;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < change->count; row++) {
        struct value before = crm__change_value(change, change->before, "entity_name", row);
        struct value after = crm__change_value(change, change->after, "entity_name", row);
        if (before.kind == VALUE_TEXT && !crm__value_equal(before, after))
            status = entity_retag(store, before.text);
        if (status >= 0 && after.kind == VALUE_TEXT)
            status = entity_retag(store, after.text);
    }
    return status;
}

static void observer_close(struct observer *observer)
{
    struct tag_observer *own = (struct tag_observer *)observer;
    crm__id_map_free(&own->none);
    crm__free(own->env, own);
}

static const char *const watched[] = {"entity_name", NULL};

static const struct observer observers[] = {
    {.name = "tag rules of records", .rows = rows_changed, .reset = none_forget},
    {.name = "tag rules", .entity = {"tag_rule", 8}, .fields = watched, .rows = rules_changed},
};

crm_status crm__tag_rules_attach(struct store *store)
{
    for (size_t i = 0; i < sizeof observers / sizeof *observers; i++) {
        struct tag_observer *own = crm__alloc_zero(store->env, 1, sizeof *own);
        if (!own)
            return CRM_E_NOMEM;
        own->env = store->env;
        own->observer = observers[i];
        crm__id_map_init(&own->none, store->env);
        own->observer.close = observer_close;
        crm__store_observe(store, &own->observer);
    }
    return CRM_OK;
}
