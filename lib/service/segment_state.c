/* The state of shared segment runs, as JSON. */
#include "service/segment_state.h"

#include "base/json.h"

#include <string.h>

enum { CUTS = RFM_BINS_MAX - 1 };

static crm_status done_make(struct segment_state *state, struct text done)
{
    state->done = crm__arena_alloc_zero(&state->arena, (size_t)state->count + 1, 1);
    if (!state->done)
        return CRM_E_NOMEM;
    memset(state->done, '0', (size_t)state->count);
    if (done.size == (size_t)state->count)
        memcpy(state->done, done.data, done.size);
    return CRM_OK;
}

crm_status crm__segment_state_begin(const struct segment_work *work, struct segment_state *state)
{
    const struct segment_options *options = work->options;
    *state = (struct segment_state){
        .count = options->partition.count ? options->partition.count : 1,
        .as_of_us = work->as_of_us,
        .bins = work->count ? work->scores.bins : 0,
        .order_value_milli = work->quadrant.order_value_milli,
        .frequency_milli = work->quadrant.frequency_milli,
    };
    crm__arena_init(&state->arena, work->store->env);
    memcpy(state->cuts, work->scores.cuts, sizeof state->cuts);
    memcpy(state->cut_ids, work->scores.cut_ids, sizeof state->cut_ids);
    state->key = crm__arena_text(&state->arena, options->run_key);
    return state->key.data ? done_make(state, TEXT_NONE) : CRM_E_NOMEM;
}

void crm__segment_state_free(struct segment_state *state)
{
    crm__arena_free(&state->arena);
    *state = (struct segment_state){0};
}

int64_t crm__segment_state_open(const struct segment_state *state)
{
    int64_t open = 0;
    for (int64_t i = 0; i < state->count; i++)
        open += state->done[i] == '0';
    return open;
}

crm_status crm__segment_state_add(struct segment_state *state, const struct segment_total *part)
{
    size_t i = 0;
    while (i < state->total_count && !crm__text_equal(state->totals[i].code, part->code))
        i++;
    if (i == state->total_count) {
        size_t bytes = state->total_count * sizeof *state->totals;
        struct segment_total *totals =
            crm__arena_alloc_zero(&state->arena, i + 1, sizeof *totals);
        struct text code = crm__arena_text(&state->arena, part->code);
        if (!totals || !code.data)
            return CRM_E_NOMEM;
        if (bytes)
            memcpy(totals, state->totals, bytes);
        totals[i].code = code;
        state->totals = totals;
        state->total_count++;
    }
    state->totals[i].members += part->members;
    state->totals[i].entered += part->entered;
    state->totals[i].left += part->left;
    return CRM_OK;
}

struct segment_total crm__segment_state_total(const struct segment_state *state, struct text code)
{
    for (size_t i = 0; i < state->total_count; i++) {
        if (crm__text_equal(state->totals[i].code, code))
            return state->totals[i];
    }
    return (struct segment_total){.code = code};
}

/* --- writing ---------------------------------------------------------------------------------- */

static void number_write(struct json_writer *json, const char *name, int64_t number)
{
    crm__json_write_name(json, name);
    crm__json_write_int64(json, number);
}

static void cuts_write(struct json_writer *json, const char *name,
                       const struct segment_state *state,
                       const int64_t cuts[RFM_DIMENSIONS][CUTS])
{
    crm__json_write_name(json, name);
    crm__json_begin_array(json);
    for (size_t d = 0; d < RFM_DIMENSIONS; d++) {
        crm__json_begin_array(json);
        for (int32_t k = 0; k < state->bins - 1; k++)
            crm__json_write_int64(json, cuts[d][k]);
        crm__json_end_array(json);
    }
    crm__json_end_array(json);
}

static void totals_write(struct json_writer *json, const struct segment_state *state)
{
    crm__json_write_name(json, "named");
    crm__json_begin_array(json);
    for (size_t i = 0; i < state->total_count; i++) {
        crm__json_begin_object(json);
        crm__json_write_name(json, "segment");
        crm__json_write_text(json, state->totals[i].code);
        number_write(json, "members", state->totals[i].members);
        number_write(json, "entered", state->totals[i].entered);
        number_write(json, "left", state->totals[i].left);
        crm__json_end_object(json);
    }
    crm__json_end_array(json);
}

static void state_write(const struct segment_state *state, struct buffer *out)
{
    struct json_writer json;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    crm__json_write_name(&json, "key");
    crm__json_write_text(&json, state->key);
    number_write(&json, "count", state->count);
    number_write(&json, "as_of_us", state->as_of_us);
    number_write(&json, "bins", state->bins);
    cuts_write(&json, "cuts", state, state->cuts);
    cuts_write(&json, "cut_ids", state, state->cut_ids);
    number_write(&json, "order_value_milli", state->order_value_milli);
    number_write(&json, "orders_milli", state->frequency_milli);
    number_write(&json, "named_run", state->named_run);
    crm__json_write_name(&json, "done");
    crm__json_write_cstr(&json, state->done);
    totals_write(&json, state);
    crm__json_end_object(&json);
}

crm_status crm__segment_state_save(struct store *store, int64_t run,
                                   const struct segment_state *state)
{
    struct buffer parts;
    crm__buffer_init(&parts, store->env);
    state_write(state, &parts);
    const struct save_field fields[] = {
        {"open_parts", crm__value_or_null(crm__segment_state_open(state), 0)},
        {"parts", crm__value_text(crm__buffer_view(&parts))},
    };
    crm_status status = crm__buffer_status(&parts);
    if (status >= 0)
        status = crm__save_fields(store, crm__service_entity(store, "segment_run"), run, 0, fields,
                                  sizeof fields / sizeof *fields, NULL);
    crm__buffer_free(&parts);
    return status;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool number_read(const struct json *from, struct text name, int64_t *out)
{
    const struct json *number = crm__json_find(from, name);
    return number && crm__json_int64(number, out);
}

static bool cuts_read(const struct json *from, struct text name, const struct segment_state *state,
                      int64_t cuts[RFM_DIMENSIONS][CUTS])
{
    const struct json *all = crm__json_find(from, name);
    size_t count = state->bins ? (size_t)state->bins - 1 : 0;
    if (!all || crm__json_size(all) != RFM_DIMENSIONS)
        return false;
    for (size_t d = 0; d < RFM_DIMENSIONS; d++) {
        const struct json *some = crm__json_at(all, d);
        if (crm__json_size(some) != count)
            return false;
        for (size_t k = 0; k < count; k++) {
            if (!crm__json_int64(crm__json_at(some, k), &cuts[d][k]))
                return false;
        }
    }
    return true;
}

static bool numbers_read(const struct json *from, struct segment_state *state)
{
    int64_t bins = 0;
    if (!number_read(from, TEXT("count"), &state->count) || state->count < 1 ||
        state->count > PARTITION_LIMIT || !number_read(from, TEXT("bins"), &bins) || bins < 0 ||
        bins > RFM_BINS_MAX)
        return false;
    state->bins = (int32_t)bins;
    return number_read(from, TEXT("as_of_us"), &state->as_of_us) &&
           number_read(from, TEXT("order_value_milli"), &state->order_value_milli) &&
           number_read(from, TEXT("orders_milli"), &state->frequency_milli) &&
           number_read(from, TEXT("named_run"), &state->named_run) &&
           cuts_read(from, TEXT("cuts"), state, state->cuts) &&
           cuts_read(from, TEXT("cut_ids"), state, state->cut_ids);
}

static crm_status totals_read(const struct json *from, struct segment_state *state)
{
    const struct json *named = crm__json_find(from, TEXT("named"));
    crm_status status = named ? CRM_OK : CRM_E_CORRUPT;
    for (size_t i = 0; status >= 0 && i < crm__json_size(named); i++) {
        const struct json *item = crm__json_at(named, i);
        const struct json *code = crm__json_find(item, TEXT("segment"));
        struct segment_total total = {0};
        if (code && crm__json_text(code, &total.code) &&
            number_read(item, TEXT("members"), &total.members) &&
            number_read(item, TEXT("entered"), &total.entered) &&
            number_read(item, TEXT("left"), &total.left))
            status = crm__segment_state_add(state, &total);
        else
            status = CRM_E_CORRUPT;
    }
    return status;
}

static crm_status state_read(const struct json *from, struct segment_state *state)
{
    struct text text;
    const struct json *key = crm__json_find(from, TEXT("key"));
    const struct json *done = crm__json_find(from, TEXT("done"));
    if (!key || !done || !crm__json_text(key, &text) || !numbers_read(from, state))
        return CRM_E_CORRUPT;
    state->key = crm__arena_text(&state->arena, text);
    if (!crm__json_text(done, &text) || text.size != (size_t)state->count)
        return CRM_E_CORRUPT;
    crm_status status = state->key.data ? done_make(state, text) : CRM_E_NOMEM;
    return status < 0 ? status : totals_read(from, state);
}

crm_status crm__segment_state_load(struct store *store, int64_t run, struct segment_state *state)
{
    static const char *const names[] = {"parts"};
    struct batch rows;
    struct json *root = NULL;
    *state = (struct segment_state){0};
    crm__arena_init(&state->arena, store->env);
    crm__batch_init(&rows, store->env);
    crm_status status = crm__table_get(store, "segment_run", names, 1, &run, 1, NULL, &rows);
    if (status >= 0)
        status = crm__json_parse(store->env, crm__table_text(&rows, 0, 0), &root);
    if (status >= 0)
        status = state_read(root, state);
    if (status == CRM_E_CORRUPT || status == CRM_E_SYNTAX)
        status = crm__fail_field(store->env, CRM_E_CORRUPT, "segment_run", "parts",
                                 "segment run %lld: its parts cannot be read", (long long)run);
    crm__json_free(root);
    crm__batch_free(&rows);
    return status;
}
