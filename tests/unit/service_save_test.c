/* Saving: what becomes of rows on their way to the store, and what goes wrong with them. */
#include "service_fixture.h"

#include "model/record.h"
#include "store/observer.h"

static struct fixture fixture;
static struct store *store;
static struct arena arena;

static void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    crm__arena_init(&arena, store->env);
}

static void tear_down(void)
{
    crm__arena_free(&arena);
    fixture_tear_down(&fixture);
}

/* Rows as texts: names of fields, then cells row by row; "" is null. */
enum { ROW_LIMIT = 32, FIELD_LIMIT = 8 };
struct rows {
    const struct field *fields[FIELD_LIMIT];
    size_t width;
    struct batch batch;
};

static void rows_begin(struct rows *rows, const char *entity, const char *const *names)
{
    rows->width = 0;
    for (; names[rows->width]; rows->width++)
        rows->fields[rows->width] = field_of(store, entity, names[rows->width]);
    crm__batch_init(&rows->batch, store->env);
    ck_assert_int_ge(crm__batch_add_fields(&rows->batch, rows->fields, rows->width), CRM_OK);
}

static void rows_add(struct rows *rows, const char *const *cells)
{
    for (size_t i = 0; i < rows->width; i++) {
        struct value value = VALUE_OF_NULL;
        if (cells[i][0] && crm__field_kind(rows->fields[i]->type) == VALUE_TEXT)
            value = crm__value_text(crm__text_of(cells[i]));
        else if (cells[i][0])
            ck_assert_int_ge(crm__field_parse(store->env, &arena, rows->fields[i], TEXT_NONE,
                                              crm__text_of(cells[i]), &value),
                             CRM_OK);
        ck_assert_int_ge(crm__column_value(&rows->batch, &rows->batch.columns[i], value), CRM_OK);
    }
    rows->batch.row_count++;
}

#define NAMES(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static crm_status rows_save(const char *entity, struct rows *rows, struct save *save)
{
    save->entity = entity_of(store, entity);
    save->fields = rows->fields;
    save->field_count = rows->width;
    save->rows = &rows->batch;
    save->arena = &arena;
    crm_status status = crm__save_rows(store, save);
    if (status >= 0)
        ck_assert_uint_eq(save->created + save->updated + save->duplicates + save->rejected,
                          rows->batch.row_count);
    crm__batch_free(&rows->batch);
    return status;
}

/* Two leads with the same mobile, saved in one batch. */
static void twins_save(struct save *save)
{
    struct rows rows;
    rows_begin(&rows, "lead", NAMES("name", "mobile", "company"));
    rows_add(&rows, NAMES("Ann", "+14155552671", ""));
    rows_add(&rows, NAMES("Anna", "+1 (415) 555-2671", "Acme"));
    ck_assert_done(&fixture, rows_save("lead", &rows, save));
}

START_TEST(a_new_record_takes_defaults_and_normal_forms)
{
    struct save save = {.region = TEXT("CN")};
    struct rows rows;
    rows_begin(&rows, "lead", NAMES("name", "mobile", "email"));
    rows_add(&rows, NAMES("张伟", "139 1234 5678", " Wei@Acme-Shop.CN "));
    ck_assert_done(&fixture, rows_save("lead", &rows, &save));
    int64_t id = save.results[0].id;
    assert_field(store, "lead", id, "status", "new");
    assert_field(store, "lead", id, "locked", "false");
    assert_field(store, "lead", id, "mobile", "139 1234 5678");
    assert_field(store, "lead", id, "mobile_normal", "+8613912345678");
    assert_field(store, "lead", id, "validity", "valid");
    assert_field(store, "lead", id, "validity_reason", "mobile,email");
}
END_TEST

START_TEST(a_lead_that_cannot_be_reached_is_invalid)
{
    struct save save = {0};
    struct rows rows;
    rows_begin(&rows, "lead", NAMES("name", "mobile"));
    rows_add(&rows, NAMES("Ann", "12"));
    ck_assert_done(&fixture, rows_save("lead", &rows, &save));
    assert_field(store, "lead", save.results[0].id, "validity", "invalid");
    assert_field(store, "lead", save.results[0].id, "validity_reason", "no_channel");
}
END_TEST

START_TEST(a_bad_row_is_rejected_and_the_others_are_saved)
{
    struct save save = {0};
    struct rows rows;
    rows_begin(&rows, "lead_source", NAMES("name", "description"));
    rows_add(&rows, NAMES("fair", ""));
    rows_add(&rows, NAMES("", "no name"));
    rows_add(&rows, NAMES("fair", "again"));
    rows_add(&rows, NAMES("web", ""));
    ck_assert_done(&fixture, rows_save("lead_source", &rows, &save));
    ck_assert_uint_eq(save.created, 2);
    ck_assert_uint_eq(save.rejected, 2);
    ck_assert_int_eq(save.results[1].status, CRM_E_INVALID);
    ck_assert_str_eq(save.results[1].field.data, "name");
    ck_assert_int_eq(save.results[2].status, CRM_E_EXISTS);
    ck_assert_int_eq(count_where(store, "lead_source", ""), 2);
}
END_TEST

START_TEST(with_all_or_none_a_bad_row_leaves_nothing)
{
    struct save save = {.all_or_none = true};
    struct rows rows;
    rows_begin(&rows, "lead_source", NAMES("name"));
    rows_add(&rows, NAMES("fair"));
    rows_add(&rows, NAMES(""));
    ck_assert_int_eq(rows_save("lead_source", &rows, &save), CRM_E_INVALID);
    ck_assert_int_eq(fixture.env.error.row, 2);
    ck_assert_int_eq(count_where(store, "lead_source", ""), 0);
}
END_TEST

START_TEST(a_dry_run_gives_the_results_and_writes_nothing)
{
    struct save save = {.dry_run = true, .on_match = SAVE_MATCH_SKIP};
    twins_save(&save);
    ck_assert_uint_eq(save.created, 1);
    ck_assert_uint_eq(save.duplicates, 1);
    ck_assert_int_eq(count_where(store, "lead", ""), 0);
}
END_TEST

START_TEST(two_rows_of_one_key_create_and_then_update)
{
    const struct entity *entity = entity_of(store, "lead_source");
    const struct field *name = field_of(store, "lead_source", "name");
    const struct key key = {.fields = &name, .count = 1, .unique = true};
    struct save save = {.key = &key};
    struct rows rows;
    rows_begin(&rows, "lead_source", NAMES("name", "description"));
    rows_add(&rows, NAMES("fair", "first"));
    rows_add(&rows, NAMES("web", ""));
    rows_add(&rows, NAMES("fair", "second"));
    rows_add(&rows, NAMES("fair", "third"));
    ck_assert_done(&fixture, rows_save(entity->name.data, &rows, &save));
    ck_assert_uint_eq(save.created, 2);
    ck_assert_uint_eq(save.updated, 2);
    ck_assert_int_eq(save.results[3].id, save.results[0].id);
    assert_field(store, "lead_source", save.results[0].id, "description", "third");
}
END_TEST

START_TEST(duplicates_of_one_batch_are_created_when_told_so)
{
    struct save save = {.on_match = SAVE_MATCH_CREATE};
    twins_save(&save);
    ck_assert_uint_eq(save.created, 2);
    ck_assert_int_eq(count_where(store, "duplicate_pair", ""), 0);
}
END_TEST

START_TEST(duplicates_of_one_batch_are_put_up_for_review)
{
    struct save save = {.on_match = SAVE_MATCH_REVIEW};
    twins_save(&save);
    ck_assert_uint_eq(save.created, 2);
    ck_assert_int_eq(save.results[1].match_id, save.results[0].id);
    int64_t pair = id_where(store, "duplicate_pair", "state == 'open'");
    assert_field(store, "duplicate_pair", pair, "kinds", "phone");
}
END_TEST

START_TEST(duplicates_of_one_batch_are_merged_and_keep_what_is_there)
{
    struct save save = {.on_match = SAVE_MATCH_MERGE, .nulls_keep = true};
    twins_save(&save);
    ck_assert_uint_eq(save.created, 1);
    ck_assert_uint_eq(save.updated, 1);
    assert_field(store, "lead", save.results[0].id, "name", "Ann");
    assert_field(store, "lead", save.results[0].id, "company", "Acme");
}
END_TEST

START_TEST(a_lead_that_is_a_contact_already_is_found)
{
    struct save contact = {.on_match = SAVE_MATCH_CREATE};
    struct rows rows;
    rows_begin(&rows, "contact", NAMES("name", "mobile"));
    rows_add(&rows, NAMES("Ann", "+14155552671"));
    ck_assert_done(&fixture, rows_save("contact", &rows, &contact));
    struct save save = {.on_match = SAVE_MATCH_SKIP};
    rows_begin(&rows, "lead", NAMES("name", "phone"));
    rows_add(&rows, NAMES("Ann", "+14155552671"));
    ck_assert_done(&fixture, rows_save("lead", &rows, &save));
    ck_assert_uint_eq(save.duplicates, 1);
    ck_assert_int_eq(save.results[0].match_id, contact.results[0].id);
    ck_assert_str_eq(save.results[0].match_entity->name.data, "contact");
}
END_TEST

START_TEST(a_switchboard_that_many_share_joins_nobody)
{
    struct save save = {.on_match = SAVE_MATCH_CREATE};
    struct rows rows;
    rows_begin(&rows, "lead", NAMES("name", "phone"));
    for (int i = 0; i < 11; i++)
        rows_add(&rows, NAMES("Somebody", "+14155552671"));
    ck_assert_done(&fixture, rows_save("lead", &rows, &save));
    struct save late = {.on_match = SAVE_MATCH_SKIP};
    rows_begin(&rows, "lead", NAMES("name", "phone"));
    rows_add(&rows, NAMES("Late", "+14155552671"));
    ck_assert_done(&fixture, rows_save("lead", &rows, &late));
    ck_assert_uint_eq(late.created, 1);
    ck_assert_uint_eq(late.duplicates, 0);
}
END_TEST

START_TEST(an_update_with_a_stale_version_conflicts_and_names_the_field)
{
    int64_t id = insert(store, "lead", "name", "Ann", NULL);
    ck_assert_done(&fixture, try_update(store, "lead", id, 1, "name", "Anna", NULL));
    int64_t version = 1;
    struct save save = {.ids = &id, .versions = &version, .all_or_none = true};
    struct rows rows;
    rows_begin(&rows, "lead", NAMES("name"));
    rows_add(&rows, NAMES("Anne"));
    ck_assert_int_eq(rows_save("lead", &rows, &save), CRM_E_CONFLICT);
    ck_assert_message(&fixture, "name");
    assert_field(store, "lead", id, "name", "Anna");
}
END_TEST

START_TEST(what_the_library_computes_cannot_be_given)
{
    struct save save = {0};
    struct rows rows;
    rows_begin(&rows, "lead", NAMES("name", "score"));
    rows_add(&rows, NAMES("Ann", "99"));
    ck_assert_int_eq(rows_save("lead", &rows, &save), CRM_E_MISUSE);
    ck_assert_message(&fixture, "computed by the library");
}
END_TEST

START_TEST(a_required_field_cannot_be_cleared_but_may_be_left_alone)
{
    int64_t id = insert(store, "lead_source", "name", "fair", NULL);
    struct save save = {.ids = &id};
    struct rows rows;
    rows_begin(&rows, "lead_source", NAMES("name", "description"));
    rows_add(&rows, NAMES("", "x"));
    ck_assert_done(&fixture, rows_save("lead_source", &rows, &save));
    ck_assert_uint_eq(save.rejected, 1);
    struct save keeping = {.ids = &id, .nulls_keep = true};
    rows_begin(&rows, "lead_source", NAMES("name", "description"));
    rows_add(&rows, NAMES("", "x"));
    ck_assert_done(&fixture, rows_save("lead_source", &rows, &keeping));
    ck_assert_uint_eq(keeping.updated, 1);
    assert_field(store, "lead_source", id, "name", "fair");
    assert_field(store, "lead_source", id, "description", "x");
}
END_TEST

/* Remembers sources, and can make nothing of one named "huge": which it finds out on flush. */
static struct gathering gathering = {.item_size = sizeof(bool)};
static int flushes;

static crm_status sources_gather(struct observer *observer, struct store *the_store,
                                 const struct row_change *change)
{
    for (size_t row = 0; row < change->count; row++) {
        bool *huge = crm__gather(the_store->env, observer->gathering);
        ck_assert_ptr_nonnull(huge);
        *huge = crm__text_is(crm__change_value(change, change->after, "name", row).text, "huge");
    }
    return CRM_OK;
}

static crm_status sources_flush(struct observer *observer, struct store *the_store, void *items,
                                size_t count)
{
    (void)observer;
    flushes++;
    for (size_t i = 0; i < count; i++) {
        if (((const bool *)items)[i])
            return crm__fail(the_store->env, CRM_E_LIMIT, "huge");
    }
    return CRM_OK;
}

static void sources_free(struct observer *observer)
{
    crm__gathering_free(observer->gathering, store->env);
}

static void sources_save(const char *const *names, crm_status expected, struct save *save)
{
    struct rows rows;
    rows_begin(&rows, "lead_source", NAMES("name"));
    for (; *names; names++)
        rows_add(&rows, names);
    ck_assert_int_eq(rows_save("lead_source", &rows, save), expected);
}

START_TEST(rows_are_not_tried_for_what_was_saved_before_them)
{
    struct observer observer = {.name = "sources",
                                .entity = TEXT("lead_source"),
                                .rows = sources_gather,
                                .gathering = &gathering,
                                .flush = sources_flush,
                                .close = sources_free};
    crm__store_observe(store, &observer);
    struct save save = {0};
    ck_assert_done(&fixture, crm__store_begin(store));
    insert(store, "lead_source", "name", "huge", NULL);
    flushes = 0;
    sources_save(NAMES("fair", "web"), CRM_E_LIMIT, &save);
    ck_assert_int_eq(flushes, 1);
    ck_assert_int_eq(crm__store_commit(store), CRM_E_LIMIT);
    ck_assert_int_eq(count_where(store, "lead_source", ""), 0);

    sources_save(NAMES("fair", "huge"), CRM_OK, &save);
    ck_assert_uint_eq(save.created, 1);
    ck_assert_uint_eq(save.rejected, 1);
    ck_assert_int_eq(save.results[1].status, CRM_E_LIMIT);
    tear_down(); /* while the observer is there */
    set_up();
}
END_TEST

START_TEST(running_out_of_memory_anywhere_saves_nothing)
{
    crm_status status = CRM_E_NOMEM;
    for (size_t fail_at = 1; status < 0; fail_at++) {
        int64_t id = 0;
        const struct save_field fields[] = {{"name", crm__value_text(TEXT("Ann"))},
                                            {"mobile", crm__value_text(TEXT("+14155552671"))}};
        fixture.heap.fail_at = fixture.heap.calls + fail_at;
        status = crm__save_fields(store, entity_of(store, "lead"), 0, 0, fields, 2, &id);
        fixture.heap.fail_at = 0;
        if (status < 0)
            ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_int_eq(count_where(store, "lead", ""), status < 0 ? 0 : 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service save");
    TCase *tests = tcase_create("save");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_new_record_takes_defaults_and_normal_forms);
    tcase_add_test(tests, a_lead_that_cannot_be_reached_is_invalid);
    tcase_add_test(tests, a_bad_row_is_rejected_and_the_others_are_saved);
    tcase_add_test(tests, with_all_or_none_a_bad_row_leaves_nothing);
    tcase_add_test(tests, a_dry_run_gives_the_results_and_writes_nothing);
    tcase_add_test(tests, two_rows_of_one_key_create_and_then_update);
    tcase_add_test(tests, duplicates_of_one_batch_are_created_when_told_so);
    tcase_add_test(tests, duplicates_of_one_batch_are_put_up_for_review);
    tcase_add_test(tests, duplicates_of_one_batch_are_merged_and_keep_what_is_there);
    tcase_add_test(tests, a_lead_that_is_a_contact_already_is_found);
    tcase_add_test(tests, a_switchboard_that_many_share_joins_nobody);
    tcase_add_test(tests, an_update_with_a_stale_version_conflicts_and_names_the_field);
    tcase_add_test(tests, what_the_library_computes_cannot_be_given);
    tcase_add_test(tests, a_required_field_cannot_be_cleared_but_may_be_left_alone);
    tcase_add_test(tests, rows_are_not_tried_for_what_was_saved_before_them);
    tcase_add_test(tests, running_out_of_memory_anywhere_saves_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
