/* The review queue. A pair is shown to who may read both of its records, and decided by him. */
#include "service/pair_review.h"

#include "service/table.h"

#include <inttypes.h>

/* Fields of a pair that are read, in this order. */
enum { PAIR_ID, ENTITY_A, ID_A, ENTITY_B, ID_B, KINDS, FOUND_AT, STATE };
#define PAIR_FIELDS TEXT("id,entity_a,id_a,entity_b,id_b,kinds,found_at,state")

enum { SIDES = 2, SHOWN_COLUMNS = 9 };

struct review {
    struct query *query;
    struct reader *pairs;
    struct batch page;
    int64_t left; /* pairs still to be shown; negative: no limit */
};

/* --- names of a page ------------------------------------------------------------------------- */

/* The names of a page's records, by side and row. */
struct names {
    struct arena arena;
    struct text *texts; /* row * SIDES + side */
    uint8_t *visible;
};

static crm_status names_init(struct names *names, struct store *store, size_t rows)
{
    crm__arena_init(&names->arena, store->env);
    names->texts = crm__arena_alloc_zero(&names->arena, rows * SIDES, sizeof *names->texts);
    names->visible = crm__arena_alloc_zero(&names->arena, rows * SIDES, sizeof *names->visible);
    return names->texts && names->visible ? CRM_OK : CRM_E_NOMEM;
}

/* Of the records of one entity on one side, all at once. */
static crm_status names_read(struct names *names, struct store *store, const struct batch *page,
                             const struct entity *entity, size_t side)
{
    struct batch found_names;
    size_t count = 0;
    int64_t *ids = crm__arena_alloc_zero(&names->arena, page->row_count, sizeof *ids);
    size_t *places = crm__arena_alloc_zero(&names->arena, page->row_count, sizeof *places);
    uint8_t *found = crm__arena_alloc_zero(&names->arena, page->row_count, sizeof *found);
    if (!ids || !places || !found)
        return CRM_E_NOMEM;
    size_t entity_column = side ? ENTITY_B : ENTITY_A;
    for (size_t row = 0; row < page->row_count; row++) {
        if (!crm__text_equal(crm__table_text(page, entity_column, row), entity->name))
            continue;
        ids[count] = crm__table_int(page, entity_column + 1, row, 0);
        places[count++] = row * SIDES + side;
    }
    if (count == 0)
        return CRM_OK;
    crm__batch_init(&found_names, store->env);
    crm_status status =
        crm__rows_get(store, entity, &entity->name_field, 1, ids, count, 0, found, &found_names);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        struct text name = crm__table_text(&found_names, 0, i);
        names->visible[places[i]] = found[i];
        names->texts[places[i]] = crm__arena_text(&names->arena, name);
        if (name.size && !names->texts[places[i]].data)
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&found_names);
    return status;
}

static crm_status names_of_page(struct names *names, struct store *store, const struct batch *page)
{
    crm_status status = names_init(names, store, page->row_count);
    for (size_t i = 0; status >= 0 && i < store->catalogue->entity_count; i++) {
        const struct entity *entity = store->catalogue->entities[i];
        if (!(entity->flags & ENTITY_CUSTOMER))
            continue;
        for (size_t side = 0; status >= 0 && side < SIDES; side++)
            status = names_read(names, store, page, entity, side);
    }
    return status;
}

/* --- listing --------------------------------------------------------------------------------- */

static crm_status pair_show(const struct batch *page, size_t row, const struct names *names,
                            struct batch *shown)
{
    const struct text *texts = &names->texts[row * SIDES];
    const struct value values[SHOWN_COLUMNS] = {
        crm__batch_at(page, PAIR_ID, row),
        crm__batch_at(page, ENTITY_A, row),
        crm__batch_at(page, ID_A, row),
        texts[0].size ? crm__value_text(texts[0]) : VALUE_OF_NULL,
        crm__batch_at(page, ENTITY_B, row),
        crm__batch_at(page, ID_B, row),
        texts[1].size ? crm__value_text(texts[1]) : VALUE_OF_NULL,
        crm__batch_at(page, KINDS, row),
        crm__batch_at(page, FOUND_AT, row),
    };
    for (size_t i = 0; i < SHOWN_COLUMNS; i++) {
        crm_status status = crm__column_value(shown, &shown->columns[i], values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(shown);
    return CRM_OK;
}

static crm_status page_show(struct store *store, struct review *review, struct batch *shown)
{
    const struct batch *page = &review->page;
    struct names names;
    crm_status status = names_of_page(&names, store, page);
    for (size_t row = 0; status >= 0 && row < page->row_count && review->left != 0; row++) {
        if (!names.visible[row * SIDES] || !names.visible[row * SIDES + 1])
            continue;
        status = pair_show(page, row, &names, shown);
        review->left -= review->left > 0;
    }
    crm__arena_free(&names.arena);
    return status;
}

struct review_reader {
    struct store *store;
    struct review review;
};

static crm_status review_next(struct reader *reader, struct batch *batch)
{
    struct review_reader *own = reader->context;
    struct review *review = &own->review;
    crm_status status = CRM_OK;
    if (batch->column_count == 0)
        status = crm__reader_prepare(reader->columns, reader->column_count, batch);
    crm__batch_clear(batch);
    while (status >= 0 && batch->row_count == 0) {
        if (review->left == 0)
            return CRM_DONE;
        crm__batch_clear(&review->page);
        status = review->pairs->next(review->pairs, &review->page);
        if (status != CRM_OK)
            return status;
        status = page_show(own->store, review, batch);
    }
    return status;
}

static void review_close(struct reader *reader)
{
    struct review_reader *own = reader->context;
    if (!own)
        return;
    crm__reader_free(own->review.pairs);
    crm__query_free(own->review.query);
    crm__batch_free(&own->review.page);
    crm__free(reader->env, own);
}

/* The queue itself is the library's: which of its pairs are shown is decided by their records. */
static crm_status review_open(struct store *store, struct review *review)
{
    crm__store_elevate(store);
    crm_status status =
        crm__query_new(store, crm__service_entity(store, "duplicate_pair"), &review->query);
    if (status >= 0) {
        crm__query_where(review->query, TEXT("state == \"open\""));
        crm__query_fields(review->query, PAIR_FIELDS);
        crm__query_sort(review->query, TEXT("-found_at,id"));
        status = crm__query_run(review->query, &review->pairs);
    }
    crm__store_restore(store);
    return status;
}

crm_status crm__duplicates(struct store *store, int64_t limit, struct reader **reader_out)
{
    const struct entity *pair = crm__service_entity(store, "duplicate_pair");
    const struct reader_column columns[SHOWN_COLUMNS] = {
        crm__reader_column(TEXT("pair"), COLUMN_ID, TEXT("Pair"), TEXT("重复对")),
        crm__reader_column_of(crm__service_field(pair, "entity_a")),
        crm__reader_column(TEXT("id_a"), COLUMN_ID, TEXT("First id"), TEXT("编号一")),
        crm__reader_column(TEXT("name_a"), COLUMN_TEXT, TEXT("First name"), TEXT("名称一")),
        crm__reader_column_of(crm__service_field(pair, "entity_b")),
        crm__reader_column(TEXT("id_b"), COLUMN_ID, TEXT("Second id"), TEXT("编号二")),
        crm__reader_column(TEXT("name_b"), COLUMN_TEXT, TEXT("Second name"), TEXT("名称二")),
        crm__reader_column_of(crm__service_field(pair, "kinds")),
        crm__reader_column_of(crm__service_field(pair, "found_at")),
    };
    struct reader *reader;
    *reader_out = NULL;
    if (limit < 0)
        return crm__fail(store->env, CRM_E_INVALID, "limit: %" PRId64 " is negative", limit);
    crm_status status = crm__reader_new(store->env, columns, SHOWN_COLUMNS, &reader);
    if (status < 0)
        return status;
    struct review_reader *own = crm__alloc_zero(store->env, 1, sizeof *own);
    if (!own) {
        crm__reader_free(reader);
        return CRM_E_NOMEM;
    }
    own->store = store;
    own->review.left = limit ? limit : -1;
    crm__batch_init(&own->review.page, store->env);
    reader->context = own;
    reader->next = review_next;
    reader->close = review_close;
    status = review_open(store, &own->review);
    if (status < 0) {
        crm__reader_free(reader);
        return status;
    }
    *reader_out = reader;
    return CRM_OK;
}

/* --- deciding -------------------------------------------------------------------------------- */

static crm_status pair_none(struct store *store, int64_t pair)
{
    return crm__fail_field(store->env, CRM_E_NOT_FOUND, "duplicate_pair", NULL,
                           "no pair %" PRId64 " to review", pair);
}

/* The pair with its state, when the acting user may read both records. */
static crm_status pair_read(struct store *store, int64_t pair, struct text *state_out,
                            struct batch *page)
{
    static const char *const names[] = {"id",   "entity_a", "id_a",     "entity_b",
                                        "id_b", "kinds",    "found_at", "state"};
    uint8_t found = 0;
    struct names read;
    crm_status status = crm__table_get(store, "duplicate_pair", names, sizeof names / sizeof *names,
                                       &pair, 1, &found, page);
    if (status < 0)
        return status;
    if (!found)
        return pair_none(store, pair);
    *state_out = crm__table_text(page, STATE, 0);
    status = names_of_page(&read, store, page);
    bool both = status >= 0 && read.visible[0] && read.visible[1];
    crm__arena_free(&read.arena);
    return status < 0 || both ? status : pair_none(store, pair);
}

static crm_status pair_write(struct store *store, int64_t pair, bool distinct)
{
    int64_t user = store->actor.user_id;
    const struct save_field fields[] = {
        {"state", crm__value_text(distinct ? TEXT("distinct") : TEXT("open"))},
        {"decided_by", distinct ? crm__value_or_null(user, 0) : VALUE_OF_NULL},
        {"decided_at", distinct ? crm__value_int(store->env->now_us) : VALUE_OF_NULL},
    };
    crm__store_elevate(store);
    crm_status status = crm__save_fields(store, crm__service_entity(store, "duplicate_pair"), pair,
                                         ROW_UPDATE, fields, sizeof fields / sizeof *fields, NULL);
    crm__store_restore(store);
    return status;
}

crm_status crm__duplicate_decide(struct store *store, int64_t pair, bool distinct)
{
    struct text state = TEXT_NONE;
    struct batch page;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__batch_init(&page, store->env);
    status = pair_read(store, pair, &state, &page);
    if (status >= 0 && crm__text_is(state, "merged"))
        status = crm__fail_field(store->env, CRM_E_REFUSED, "duplicate_pair", "state",
                                 "pair %" PRId64 " was merged; undo the merge first", pair);
    if (status >= 0)
        status = pair_write(store, pair, distinct);
    crm__batch_free(&page);
    return crm__store_end(store, status);
}
