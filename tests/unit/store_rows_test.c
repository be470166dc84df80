/* Rows: inserting, reading by id, finding by key. */
#include "store_fixture.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_set_up_memory(&fixture);
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

static const struct key *unique_key(const char *entity, const char *field)
{
    const struct entity *owner = entity_of(fixture.store, entity);
    for (size_t i = 0; i < owner->key_count; i++) {
        const struct key *key = &owner->keys[i];
        if (key->unique && crm__text_is(key->fields[key->count - 1]->name, field))
            return key;
    }
    ck_abort_msg("no unique key %s in %s", field, entity);
    return NULL;
}

START_TEST(a_record_is_read_back_as_it_was_written)
{
    int64_t id = insert(fixture.store, "lead", "name", "张伟", "company", "上海钢铁", "email",
                        "zw@example.cn", NULL);
    ck_assert_int_gt(id, 0);
    assert_field(fixture.store, "lead", id, "name", "张伟");
    assert_field(fixture.store, "lead", id, "company", "上海钢铁");
    assert_field(fixture.store, "lead", id, "email", "zw@example.cn");
    assert_field(fixture.store, "lead", id, "phone", "");
}
END_TEST

START_TEST(a_new_record_has_its_stamps)
{
    int64_t id = insert(fixture.store, "lead", "name", "a", NULL);
    ck_assert_int_eq(field_int(fixture.store, "lead", id, "version"), 1);
    ck_assert_int_eq(field_int(fixture.store, "lead", id, "created_at"), TEST_NOW_US);
    ck_assert_int_eq(field_int(fixture.store, "lead", id, "updated_at"), TEST_NOW_US);
    assert_field(fixture.store, "lead", id, "created_by", "");
    assert_field(fixture.store, "lead", id, "deleted_at", "");
}
END_TEST

START_TEST(a_creation_time_from_elsewhere_is_kept)
{
    int64_t id = insert(fixture.store, "lead", "name", "a", "created_at", "2020-05-01T00:00:00Z",
                        "updated_at", "", NULL);
    assert_field(fixture.store, "lead", id, "created_at", "2020-05-01T00:00:00Z");
    ck_assert_int_eq(field_int(fixture.store, "lead", id, "updated_at"), TEST_NOW_US);
}
END_TEST

START_TEST(a_batch_keeps_its_order_and_gets_ascending_ids)
{
    enum { COUNT = 5000 };
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, &name, 1));
    int64_t *ids = calloc(COUNT, sizeof *ids);
    for (int i = 0; i < COUNT; i++) {
        char text[32];
        snprintf(text, sizeof text, "lead %d", i);
        ck_assert_done(&fixture, crm__column_text(&rows, &rows.columns[0], crm__text_of(text)));
        crm__batch_finish_row(&rows);
    }
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = &name,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = ids};
    ck_assert_done(&fixture, crm__rows_insert(store, &write));
    ck_assert_uint_eq(write.written, COUNT);
    for (int i = 1; i < COUNT; i++)
        ck_assert_int_lt(ids[i - 1], ids[i]);
    struct batch back;
    crm__batch_init(&back, &fixture.env);
    ck_assert_done(&fixture,
                   crm__rows_get(store, write.entity, &name, 1, ids, COUNT, 0, NULL, &back));
    ck_assert_uint_eq(back.row_count, COUNT);
    for (int i = 0; i < COUNT; i++)
        ck_assert(crm__value_equal(crm__batch_at(&rows, 0, (size_t)i),
                                   crm__batch_at(&back, 0, (size_t)i)));
    crm__batch_free(&rows);
    crm__batch_free(&back);
    free(ids);
}
END_TEST

START_TEST(an_id_tells_when_it_was_made)
{
    int64_t id = insert(fixture.store, "lead", "name", "a", NULL);
    ck_assert_int_eq(crm__id_time_us(id), TEST_NOW_US / 1000 * 1000);
}
END_TEST

START_TEST(ids_grow_even_when_the_clock_goes_back)
{
    int64_t first = insert(fixture.store, "lead", "name", "a", NULL);
    fixture.env.now_us -= INT64_C(3600) * 1000000;
    int64_t second = insert(fixture.store, "lead", "name", "b", NULL);
    ck_assert_int_gt(second, first);
}
END_TEST

START_TEST(a_taken_new_id_is_replaced_silently)
{
    struct store *store = fixture.store;
    int64_t first = insert(store, "lead", "name", "a", NULL);
    /* As another handle would that got the same node number after 1024 others. */
    store->ids.last_ms = 0;
    store->ids.counter = 0;
    int64_t second = insert(store, "lead", "name", "b", NULL);
    ck_assert_int_ne(second, first);
    assert_field(store, "lead", first, "name", "a");
    assert_field(store, "lead", second, "name", "b");
}
END_TEST

START_TEST(a_given_id_is_kept_and_refused_when_taken)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, &name, 1));
    ck_assert_done(&fixture, crm__column_text(&rows, &rows.columns[0], TEXT("a")));
    crm__batch_finish_row(&rows);
    int64_t id = 77;
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = &name,
                              .field_count = 1,
                              .rows = &rows,
                              .ids = &id};
    ck_assert_done(&fixture, crm__rows_insert(store, &write));
    ck_assert_int_eq(id, 77);
    ck_assert_int_eq(crm__rows_insert(store, &write), CRM_E_EXISTS);
    ck_assert_message(&fixture, "id 77 is taken");
    ck_assert_int_eq(id, 77);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(a_taken_unique_key_names_field_row_and_record)
{
    int64_t holder = insert(fixture.store, "lead", "name", "a", "external_source", "erp",
                            "external_id", "1", NULL);
    int64_t id = 0;
    crm_status status = try_insert(fixture.store, "lead", &id, "name", "b", "external_source",
                                   "erp", "external_id", "1", NULL);
    ck_assert_int_eq(status, CRM_E_EXISTS);
    ck_assert_str_eq(fixture.env.error.field, "external_source,external_id");
    ck_assert_str_eq(fixture.env.error.entity, "lead");
    ck_assert_int_eq(fixture.env.error.row, 1);
    ck_assert_int_eq(fixture.env.error.record_id, holder);
    ck_assert_int_eq(id, 0);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM lead"), 1);
}
END_TEST

START_TEST(a_key_without_a_value_is_free)
{
    insert(fixture.store, "lead", "name", "a", "external_source", "erp", NULL);
    insert(fixture.store, "lead", "name", "b", "external_source", "erp", NULL);
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM lead"), 2);
}
END_TEST

START_TEST(a_reference_that_leads_nowhere_is_refused)
{
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "name", "a", "owner", "123", NULL),
                     CRM_E_INVALID);
    ck_assert_str_eq(fixture.env.error.field, "owner");
    ck_assert_message(&fixture, "no user 123");
    ck_assert_int_eq(ask(fixture.store, "SELECT count(*) FROM lead"), 0);
}
END_TEST

START_TEST(a_reference_to_a_deleted_record_is_refused_only_when_it_is_new)
{
    struct store *store = fixture.store;
    int64_t user = insert(store, "user", "name", "u", "login", "u", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)user);
    int64_t id = insert(store, "lead", "name", "a", "owner", text, NULL);
    ck_assert_done(&fixture, try_delete(store, "user", user));
    ck_assert_done(&fixture, try_update(store, "lead", id, 0, "name", "b", "owner", text, NULL));
    int64_t other = 0;
    ck_assert_int_eq(try_insert(store, "lead", &other, "name", "c", "owner", text, NULL),
                     CRM_E_INVALID);
}
END_TEST

/* Rejects of a batch: what was told about each row. */
struct rejects {
    struct env *env;
    size_t count;
    size_t rows[8];
    crm_status statuses[8];
    int64_t records[8];
};

static crm_status note_reject(void *context, size_t row, crm_status status)
{
    struct rejects *rejects = context;
    ck_assert_uint_lt(rejects->count, 8);
    ck_assert_int_eq(rejects->env->error.status, status);
    ck_assert_int_eq(rejects->env->error.row, (int64_t)row + 1);
    rejects->rows[rejects->count] = row;
    rejects->records[rejects->count] = rejects->env->error.record_id;
    rejects->statuses[rejects->count++] = status;
    return CRM_OK;
}

START_TEST(bad_rows_are_handed_back_and_the_others_are_written)
{
    struct store *store = fixture.store;
    const char *const texts[][2] = {{"1", ""}, {"2", "99"}, {"1", ""}, {"3", ""}};
    const struct field *fields[] = {
        field_of(store, "lead", "name"), field_of(store, "lead", "external_source"),
        field_of(store, "lead", "external_id"), field_of(store, "lead", "owner")};
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 4));
    for (int i = 0; i < 4; i++) {
        crm__column_text(&rows, &rows.columns[0], TEXT("n"));
        crm__column_text(&rows, &rows.columns[1], TEXT("erp"));
        crm__column_text(&rows, &rows.columns[2], crm__text_of(texts[i][0]));
        if (texts[i][1][0])
            crm__column_int(&rows, &rows.columns[3], 99);
        else
            crm__column_null(&rows, &rows.columns[3]);
        crm__batch_finish_row(&rows);
    }
    int64_t ids[4] = {0};
    struct rejects rejects = {.env = &fixture.env};
    struct row_write write = {.entity = entity_of(store, "lead"),
                              .fields = fields,
                              .field_count = 4,
                              .rows = &rows,
                              .ids = ids,
                              .reject = note_reject,
                              .context = &rejects};
    ck_assert_done(&fixture, crm__rows_insert(store, &write));
    ck_assert_uint_eq(write.written, 2);
    ck_assert_uint_eq(rejects.count, 2);
    ck_assert_uint_eq(rejects.rows[0], 1);
    ck_assert_int_eq(rejects.statuses[0], CRM_E_INVALID);
    ck_assert_uint_eq(rejects.rows[1], 2);
    ck_assert_int_eq(rejects.statuses[1], CRM_E_EXISTS);
    ck_assert_int_eq(rejects.records[1], ids[0]);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM lead"), 2);
    ck_assert_int_eq(ask(store, "SELECT count(*) FROM crm_history"), 2);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(fields_that_the_store_keeps_cannot_be_given)
{
    int64_t id = 0;
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "version", "3", NULL), CRM_E_MISUSE);
    ck_assert_int_eq(try_insert(fixture.store, "lead", &id, "name", "a", "name", "b", NULL),
                     CRM_E_MISUSE);
}
END_TEST

START_TEST(missing_rows_are_null_and_reported_in_their_place)
{
    struct store *store = fixture.store;
    int64_t first = insert(store, "lead", "name", "a", NULL);
    int64_t second = insert(store, "lead", "name", "b", NULL);
    int64_t ids[] = {second, 17, first};
    uint8_t found[3];
    const struct field *name = field_of(store, "lead", "name");
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__rows_get(store, entity_of(store, "lead"), &name, 1, ids, 3, 0,
                                           found, &batch));
    ck_assert_uint_eq(batch.row_count, 3);
    ck_assert(found[0] && !found[1] && found[2]);
    ck_assert(crm__text_is(crm__column_text_at(&batch.columns[0], 0), "b"));
    ck_assert(crm__column_is_null(&batch.columns[0], 1));
    ck_assert(crm__text_is(crm__column_text_at(&batch.columns[0], 2), "a"));
    ck_assert_int_eq(
        crm__rows_get(store, entity_of(store, "lead"), &name, 1, ids, 3, 0, NULL, &batch),
        CRM_E_NOT_FOUND);
    ck_assert_int_eq(fixture.env.error.row, 2);
    crm__batch_free(&batch);
}
END_TEST

START_TEST(reading_nothing_gives_nothing)
{
    struct store *store = fixture.store;
    const struct field *name = field_of(store, "lead", "name");
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    ck_assert_done(&fixture, crm__rows_get(store, entity_of(store, "lead"), &name, 1, NULL, 0, 0,
                                           NULL, &batch));
    ck_assert_uint_eq(batch.row_count, 0);
    ck_assert_uint_eq(batch.column_count, 1);
    crm__batch_free(&batch);
}
END_TEST

START_TEST(a_record_is_loaded_whole)
{
    struct store *store = fixture.store;
    int64_t tag = insert(store, "skill", "name", "销售", NULL);
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)tag);
    int64_t id = insert(store, "user", "name", "王芳", "login", "wf", "skills", text, NULL);
    struct record record;
    ck_assert_done(&fixture, crm__record_init(&record, &fixture.env, entity_of(store, "user")));
    ck_assert_done(&fixture, crm__row_load(store, id, 0, &record));
    ck_assert(
        crm__text_is(crm__record_value(&record, field_of(store, "user", "name")).text, "王芳"));
    size_t count = 0;
    const int64_t *skills =
        crm__references_ids(crm__record_value(&record, field_of(store, "user", "skills")), &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(skills[0], tag);
    crm__record_free(&record);
}
END_TEST

START_TEST(records_are_found_by_unique_key)
{
    struct store *store = fixture.store;
    int64_t a =
        insert(store, "lead", "name", "a", "external_source", "erp", "external_id", "1", NULL);
    int64_t b =
        insert(store, "lead", "name", "b", "external_source", "erp", "external_id", "2", NULL);
    const struct key *key = unique_key("lead", "external_id");
    const char *const wanted[] = {"2", "3", "", "1"};
    struct batch rows;
    crm__batch_init(&rows, &fixture.env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, key->fields, key->count));
    for (int i = 0; i < 4; i++) {
        crm__column_text(&rows, &rows.columns[0], TEXT("erp"));
        if (wanted[i][0])
            crm__column_text(&rows, &rows.columns[1], crm__text_of(wanted[i]));
        else
            crm__column_null(&rows, &rows.columns[1]);
        crm__batch_finish_row(&rows);
    }
    int64_t ids[4];
    size_t columns[] = {0, 1};
    ck_assert_done(&fixture,
                   crm__rows_lookup(store, entity_of(store, "lead"), key, &rows, columns, ids));
    ck_assert_int_eq(ids[0], b);
    ck_assert_int_eq(ids[1], 0);
    ck_assert_int_eq(ids[2], 0);
    ck_assert_int_eq(ids[3], a);
    crm__batch_free(&rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store rows");
    TCase *cases = tcase_create("rows");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_record_is_read_back_as_it_was_written);
    tcase_add_test(cases, a_new_record_has_its_stamps);
    tcase_add_test(cases, a_creation_time_from_elsewhere_is_kept);
    tcase_add_test(cases, a_batch_keeps_its_order_and_gets_ascending_ids);
    tcase_add_test(cases, an_id_tells_when_it_was_made);
    tcase_add_test(cases, ids_grow_even_when_the_clock_goes_back);
    tcase_add_test(cases, a_taken_new_id_is_replaced_silently);
    tcase_add_test(cases, a_given_id_is_kept_and_refused_when_taken);
    tcase_add_test(cases, a_taken_unique_key_names_field_row_and_record);
    tcase_add_test(cases, a_key_without_a_value_is_free);
    tcase_add_test(cases, a_reference_that_leads_nowhere_is_refused);
    tcase_add_test(cases, a_reference_to_a_deleted_record_is_refused_only_when_it_is_new);
    tcase_add_test(cases, bad_rows_are_handed_back_and_the_others_are_written);
    tcase_add_test(cases, fields_that_the_store_keeps_cannot_be_given);
    tcase_add_test(cases, missing_rows_are_null_and_reported_in_their_place);
    tcase_add_test(cases, reading_nothing_gives_nothing);
    tcase_add_test(cases, a_record_is_loaded_whole);
    tcase_add_test(cases, records_are_found_by_unique_key);
    suite_add_tcase(suite, cases);
    return suite_main(suite);
}
