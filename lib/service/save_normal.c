/*
 * Normal forms: the E.164 form of phones, the exact key of e-mail addresses, and whether a lead
 * can be reached at all. What was typed stays as it is, in its own field.
 */
#include "service/save_run.h"

#include <string.h>

#include "engine/wechat.h"
#include "service/normal.h"

/* The normal form of one typed value; null when it has none. */
static crm_status normal_set(struct save_run *run, const struct field *field, struct value typed,
                             struct value *normal_out)
{
    union normal room;
    *normal_out = VALUE_OF_NULL;
    struct text normal = typed.kind == VALUE_TEXT
                             ? crm__normal_of(run->env, field, typed.text, run->region, &room)
                             : TEXT_NONE;
    if (normal.size == 0)
        return CRM_OK;
    normal = crm__arena_text(run->save->arena, normal);
    *normal_out = crm__value_text(normal);
    return normal.data ? CRM_OK : CRM_E_NOMEM;
}

static crm_status normals_fill(struct save_run *run)
{
    for (size_t column = 0; column < run->given; column++) {
        const struct field *field = run->fields[column];
        if (!field->normal)
            continue;
        size_t target = crm__save_column(run, field->normal);
        for (size_t row = 0; row < run->row_count; row++) {
            crm_status status = normal_set(run, field, *crm__save_cell(run, row, column),
                                           crm__save_cell(run, row, target));
            if (status < 0)
                return status;
        }
    }
    return CRM_OK;
}

/* --- validity: can this lead be reached? ------------------------------------------------------ */

enum { CHANNEL_COUNT = 4 };

static const char *const channel_fields[CHANNEL_COUNT] = {"phone_normal", "mobile_normal",
                                                          "email_normal", "wechat"};
static const char *const channel_names[CHANNEL_COUNT] = {"phone", "mobile", "email", "wechat"};

struct channels {
    const struct field *fields[CHANNEL_COUNT];
    size_t columns[CHANNEL_COUNT]; /* in the line, or SIZE_MAX */
    size_t count;
};

static void channels_find(const struct save_run *run, struct channels *channels)
{
    channels->count = 0;
    for (size_t i = 0; i < CHANNEL_COUNT; i++) {
        const struct field *field =
            crm__field_find(run->save->entity, crm__text_of(channel_fields[i]));
        if (!field)
            continue;
        channels->fields[channels->count] = field;
        channels->columns[channels->count++] = crm__save_column(run, field);
    }
}

static bool reaches(const struct save_run *run, const struct field *field, struct value value)
{
    if (value.kind != VALUE_TEXT)
        return false;
    if (!crm__text_is(field->name, "wechat"))
        return true;
    struct wechat wechat;
    crm__wechat_clean(value.text, crm__text_of(run->region), &wechat);
    return wechat.kind != WECHAT_NONE;
}

/* The reason names the channels that reach: "mobile,wechat". */
static crm_status validity_set(struct save_run *run, size_t row, const struct channels *channels,
                               const struct batch *stored)
{
    struct buffer reason;
    crm__buffer_init(&reason, run->env);
    for (size_t i = 0; i < channels->count; i++) {
        size_t column = channels->columns[i];
        struct value value = VALUE_OF_NULL;
        if (column != SIZE_MAX)
            value = *crm__save_cell(run, row, column);
        bool is_kept = column == SIZE_MAX || crm__save_keeps(run, row, column);
        if (is_kept && stored)
            value = crm__batch_at(stored, i, row);
        if (!reaches(run, channels->fields[i], value))
            continue;
        if (reason.size)
            crm__buffer_byte(&reason, ',');
        for (size_t name = 0; name < CHANNEL_COUNT; name++) {
            if (crm__text_is(channels->fields[i]->name, channel_fields[name]))
                crm__buffer_cstr(&reason, channel_names[name]);
        }
    }
    bool valid = reason.size != 0;
    if (!valid)
        crm__buffer_cstr(&reason, "no_channel");
    struct text kept = crm__arena_text(run->save->arena, crm__buffer_view(&reason));
    bool failed = reason.failed || !kept.data;
    crm__buffer_free(&reason);
    if (failed)
        return CRM_E_NOMEM;
    size_t verdict = crm__save_column(run, crm__field_find(run->save->entity, TEXT("validity")));
    *crm__save_cell(run, row, verdict) = crm__value_text(valid ? TEXT("valid") : TEXT("invalid"));
    const struct field *why = crm__field_find(run->save->entity, TEXT("validity_reason"));
    size_t reason_column = why ? crm__save_column(run, why) : SIZE_MAX;
    if (reason_column != SIZE_MAX && reason_column >= run->given)
        *crm__save_cell(run, row, reason_column) = crm__value_text(kept);
    return CRM_OK;
}

/* An update that gives one channel leaves the others as stored, so they are read. */
static crm_status stored_channels(struct save_run *run, const struct channels *channels,
                                  struct batch *stored)
{
    int64_t *ids = crm__arena_alloc_zero(run->save->arena, run->row_count, sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(run->save->arena, run->row_count, 1);
    if (!ids || !found)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < run->row_count; row++)
        ids[row] = run->rows[row].state == ROW_CHANGE ? run->rows[row].id : 0;
    crm__store_elevate(run->store);
    crm_status status = crm__rows_get(run->store, run->save->entity, channels->fields,
                                      channels->count, ids, run->row_count, 0, found, stored);
    crm__store_restore(run->store);
    return status;
}

crm_status crm__save_validity(struct save_run *run)
{
    const struct field *validity = crm__field_find(run->save->entity, TEXT("validity"));
    size_t column = validity ? crm__save_column(run, validity) : SIZE_MAX;
    if (column == SIZE_MAX || column < run->given)
        return CRM_OK;
    struct channels channels;
    channels_find(run, &channels);
    bool updates = false;
    for (size_t row = 0; row < run->row_count; row++)
        updates |= run->rows[row].state == ROW_CHANGE && column < run->changing;
    struct batch stored;
    crm__batch_init(&stored, run->env);
    crm_status status = updates ? stored_channels(run, &channels, &stored) : CRM_OK;
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        enum save_state state = run->rows[row].state;
        bool judged = state == ROW_INSERT || (state == ROW_CHANGE && column < run->changing);
        if (judged)
            status = validity_set(run, row, &channels, updates ? &stored : NULL);
    }
    crm__batch_free(&stored);
    return status;
}

static crm_status region_find(struct save_run *run)
{
    struct text region = run->save->region;
    if (region.size == 0)
        return crm__normal_region(run->store, run->region);
    if (region.size < sizeof run->region)
        memcpy(run->region, region.data, region.size);
    return CRM_OK;
}

crm_status crm__save_normalise(struct save_run *run)
{
    if (run->changing == run->given)
        return CRM_OK;
    crm_status status = region_find(run);
    return status < 0 ? status : normals_fill(run);
}
