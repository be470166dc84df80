/* Converting a lead: what each part becomes, and the order of the steps. */
#include "service/conversion.h"

#include "service/conversion_run.h"

const char *crm__conversion_entity(enum convert_target target)
{
    static const char *const names[] = {"account", "contact", "opportunity"};
    return names[target];
}

struct value crm__conversion_value(const struct conversion *conversion, const char *field)
{
    return crm__record_value(&conversion->lead, crm__service_field(conversion->lead.entity, field));
}

static bool has(const struct conversion *conversion, const char *field)
{
    return crm__conversion_value(conversion, field).kind != VALUE_NULL;
}

static crm_status refuse(struct conversion *conversion, crm_status status, const char *why)
{
    crm__fail_field(conversion->store->env, status, "lead", NULL, "lead %lld %s",
                    (long long)conversion->lead_id, why);
    conversion->store->env->error.record_id = conversion->lead_id;
    return status;
}

static crm_status lead_load(struct conversion *conversion)
{
    crm_status status = crm__row_load(conversion->store, conversion->lead_id, 0, &conversion->lead);
    if (status < 0)
        return status;
    if (has(conversion, "converted_at"))
        return refuse(conversion, CRM_E_REFUSED, "is converted already");
    struct value owner = crm__conversion_value(conversion, "owner");
    conversion->owner = conversion->options->owner ? conversion->options->owner
                        : owner.kind == VALUE_INT  ? owner.integer
                                                   : 0;
    return conversion->owner
               ? CRM_OK
               : refuse(conversion, CRM_E_INVALID, "has no owner; say whose the new records are");
}

/* Does the lead say enough to make such a record? */
static bool can_name(const struct conversion *conversion, enum convert_target target)
{
    if (target == CONVERT_CONTACT)
        return has(conversion, "name");
    return has(conversion, "company") || has(conversion, "name") ||
           (target == CONVERT_OPPORTUNITY && conversion->options->opportunity_name.size);
}

static crm_status target_convert(struct conversion *conversion, enum convert_target target)
{
    const struct conversion_options *options = conversion->options;
    enum convert_mode mode = options->modes[target];
    int64_t id = mode == CONVERT_LINK ? options->ids[target] : 0;
    if (mode == CONVERT_SKIP)
        return CRM_OK;
    if (mode == CONVERT_FIND_OR_CREATE) {
        crm_status status = crm__conversion_find(conversion, target, &id);
        if (status < 0)
            return status;
        if (!id && !can_name(conversion, target))
            return CRM_OK;
    }
    return crm__conversion_fill(conversion, target, id);
}

static struct value id_value(int64_t id)
{
    return id ? crm__value_int(id) : VALUE_OF_NULL;
}

static crm_status lead_write(struct conversion *conversion)
{
    const struct conversion_result *result = conversion->result;
    const struct save_field fields[] = {
        {"status", crm__value_text(TEXT("converted"))},
        {"converted_at", crm__value_int(conversion->store->env->now_us)},
        {"converted_account", id_value(result->ids[CONVERT_ACCOUNT])},
        {"converted_contact", id_value(result->ids[CONVERT_CONTACT])},
        {"converted_opportunity", id_value(result->ids[CONVERT_OPPORTUNITY])},
    };
    struct value status = crm__conversion_value(conversion, "status");
    crm__json_write_name(&conversion->writer, "status");
    crm__json_write_text(&conversion->writer, status.kind == VALUE_TEXT ? status.text : TEXT_NONE);
    return crm__save_fields(conversion->store, conversion->lead.entity, conversion->lead_id,
                            ROW_CONVERT, fields, sizeof fields / sizeof *fields, NULL);
}

/* The versions at which what was created left the conversion: later ones were changed since. */
static crm_status versions_write(struct conversion *conversion)
{
    struct store *store = conversion->store;
    crm_status status = CRM_OK;
    crm__json_write_name(&conversion->writer, "versions");
    crm__json_begin_object(&conversion->writer);
    for (int target = 0; status >= 0 && target < CONVERT_TARGETS; target++) {
        if (!conversion->result->created[target])
            continue;
        const char *name = crm__conversion_entity((enum convert_target)target);
        const struct entity *entity = crm__service_entity(store, name);
        const struct field *version = crm__system_field(entity, SYSTEM_VERSION);
        struct batch rows;
        crm__batch_init(&rows, store->env);
        crm__store_elevate(store);
        status = crm__rows_get(store, entity, &version, 1, &conversion->result->ids[target], 1, 0,
                               NULL, &rows);
        crm__store_restore(store);
        if (status >= 0) {
            crm__json_write_name(&conversion->writer, name);
            crm__json_write_int64(&conversion->writer, rows.columns[0].integers[0]);
        }
        crm__batch_free(&rows);
    }
    crm__json_end_object(&conversion->writer);
    return status;
}

static crm_status conversion_write(struct conversion *conversion)
{
    struct conversion_result *result = conversion->result;
    crm__json_end_object(&conversion->writer);
    crm_status status = crm__buffer_status(&conversion->journal);
    if (status < 0)
        return status;
    const struct save_field fields[] = {
        {"lead", crm__value_int(conversion->lead_id)},
        {"account", id_value(result->ids[CONVERT_ACCOUNT])},
        {"contact", id_value(result->ids[CONVERT_CONTACT])},
        {"opportunity", id_value(result->ids[CONVERT_OPPORTUNITY])},
        {"account_created", crm__value_int(result->created[CONVERT_ACCOUNT])},
        {"contact_created", crm__value_int(result->created[CONVERT_CONTACT])},
        {"opportunity_created", crm__value_int(result->created[CONVERT_OPPORTUNITY])},
        {"journal", crm__value_text(crm__buffer_view(&conversion->journal))},
        {"at", crm__value_int(conversion->store->env->now_us)},
    };
    crm__store_elevate(conversion->store); /* the journal is the library's own */
    status =
        crm__save_fields(conversion->store, crm__service_entity(conversion->store, "conversion"), 0,
                         0, fields, sizeof fields / sizeof *fields, &result->conversion);
    crm__store_restore(conversion->store);
    return status;
}

static crm_status steps_run(struct conversion *conversion)
{
    crm_status status = lead_load(conversion);
    if (status < 0)
        return status;
    crm__json_begin_object(&conversion->writer);
    crm__json_write_name(&conversion->writer, "filled");
    crm__json_begin_array(&conversion->writer);
    for (int target = 0; status >= 0 && target < CONVERT_TARGETS; target++)
        status = target_convert(conversion, (enum convert_target)target);
    crm__json_end_array(&conversion->writer);
    const int64_t *ids = conversion->result->ids;
    if (status >= 0 && !ids[CONVERT_ACCOUNT] && !ids[CONVERT_CONTACT] && !ids[CONVERT_OPPORTUNITY])
        status = refuse(conversion, CRM_E_INVALID,
                        "becomes nothing: it has no name, or all three were left out");
    if (status >= 0)
        status = crm__conversion_relink(conversion);
    if (status >= 0)
        status = lead_write(conversion);
    if (status >= 0)
        status = versions_write(conversion);
    return status < 0 ? status : conversion_write(conversion);
}

/* A dry run leaves nothing behind, ids of new records neither. */
static crm_status dry_end(struct conversion *conversion, crm_status status)
{
    struct conversion_result *result = conversion->result;
    crm__store_rollback(conversion->store);
    result->conversion = 0;
    for (int target = 0; target < CONVERT_TARGETS; target++) {
        if (result->created[target])
            result->ids[target] = 0;
    }
    return status;
}

crm_status crm__conversion_run(struct store *store, int64_t lead,
                               const struct conversion_options *options,
                               struct conversion_result *result)
{
    struct conversion conversion = {
        .store = store, .options = options, .result = result, .lead_id = lead};
    *result = (struct conversion_result){0};
    crm_status status =
        crm__record_init(&conversion.lead, store->env, crm__service_entity(store, "lead"));
    if (status < 0)
        return status;
    crm__buffer_init(&conversion.journal, store->env);
    crm__json_writer_init(&conversion.writer, &conversion.journal, 0);
    status = crm__store_begin(store);
    if (status >= 0) {
        status = steps_run(&conversion);
        status = options->dry_run ? dry_end(&conversion, status) : crm__store_end(store, status);
    }
    if (status < 0)
        *result = (struct conversion_result){0};
    crm__buffer_free(&conversion.journal);
    crm__record_free(&conversion.lead);
    return status;
}
