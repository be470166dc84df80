/* Finding the account and the contact that a lead is already known as. */
#include "service/conversion_run.h"
#include "service/match_keys.h"
#include "store/query.h"

/* The oldest live record whose `field` has that value; 0: none. */
static crm_status equal_find(struct store *store, const char *entity_name, const char *field,
                             struct value value, int64_t *id_out)
{
    const struct entity *entity = crm__service_entity(store, entity_name);
    struct query *query;
    if (value.kind == VALUE_NULL)
        return CRM_OK;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, field), value);
    crm__query_sort(query, TEXT("id"));
    status = crm__query_first_id(query, id_out);
    crm__query_free(query);
    return status;
}

/* May this contact be taken, given the account? One of another firm is another person, to us. */
static crm_status contact_fits(struct conversion *conversion, int64_t id, bool *fits)
{
    struct store *store = conversion->store;
    const struct entity *entity = crm__service_entity(store, "contact");
    const struct field *account = crm__service_field(entity, "account");
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__rows_get(store, entity, &account, 1, &id, 1, 0, NULL, &rows);
    if (status >= 0) {
        struct value its = crm__batch_at(&rows, 0, 0);
        int64_t ours = conversion->result->ids[CONVERT_ACCOUNT];
        *fits = its.kind == VALUE_NULL || !ours || its.integer == ours;
    }
    crm__batch_free(&rows);
    return status;
}

static crm_status hits_choose(struct conversion *conversion, enum convert_target target,
                              const struct match_hits *hits, int64_t *id_out)
{
    for (size_t i = 0; i < hits->count; i++) {
        const struct match_hit *hit = &hits->items[i];
        bool fits = crm__text_is(hit->entity->name, crm__conversion_entity(target));
        crm_status status = CRM_OK;
        if (fits && target == CONVERT_CONTACT)
            status = contact_fits(conversion, hit->record_id, &fits);
        if (status < 0)
            return status;
        if (fits && (!*id_out || hit->record_id < *id_out))
            *id_out = hit->record_id;
    }
    return CRM_OK;
}

static crm_status keys_find(struct conversion *conversion, enum convert_target target,
                            bool registration, int64_t *id_out)
{
    const struct field *fields[MATCH_KEYS_LIMIT];
    struct value values[MATCH_KEYS_LIMIT];
    struct match_key keys[MATCH_KEYS_LIMIT];
    struct match_hits hits = {.env = conversion->store->env};
    size_t count = crm__match_fields(conversion->lead.entity, fields);
    for (size_t i = 0; i < count; i++)
        values[i] = crm__record_value(&conversion->lead, fields[i]);
    count = crm__match_keys_of(fields, values, count, 0, keys);
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        if ((keys[i].kind == MATCH_REGISTRATION) == registration)
            keys[wanted++] = keys[i];
    }
    crm_status status = CRM_OK;
    if (wanted)
        status = crm__match_keys_find(conversion->store, keys, wanted, MATCH_FREQUENCY_CAP, &hits);
    if (status >= 0)
        status = hits_choose(conversion, target, &hits, id_out);
    crm__match_hits_free(&hits);
    return status;
}

static crm_status account_find(struct conversion *conversion, int64_t *id_out)
{
    struct value company = crm__conversion_value(conversion, "company");
    crm_status status = keys_find(conversion, CONVERT_ACCOUNT, true, id_out);
    if (status >= 0 && !*id_out)
        status = equal_find(conversion->store, "account", "name", company, id_out);
    if (status >= 0 && !*id_out && company.kind == VALUE_NULL)
        status = keys_find(conversion, CONVERT_ACCOUNT, false, id_out);
    return status;
}

crm_status crm__conversion_find(struct conversion *conversion, enum convert_target target,
                                int64_t *id_out)
{
    *id_out = 0;
    if (target == CONVERT_ACCOUNT)
        return account_find(conversion, id_out);
    return target == CONVERT_CONTACT ? keys_find(conversion, target, false, id_out) : CRM_OK;
}
