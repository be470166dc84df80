/* What is exported and imported into an empty database is what it was, whatever the values. */
#include "service_fixture.h"

#include "noise.h"

#include "format/source.h"
#include "service/export.h"
#include "service/import.h"
#include "store/schema.h"

enum { RECORDS = 60, USERS = 5 };

static struct fixture here;
static struct fixture there;
static int64_t users[USERS];
static int64_t account;

/* A custom entity with a field of every type, and the same people in both databases. */
static void sample_define(struct store *store)
{
    static const struct choice colours[] = {{{"red", 3}, {"Red", 3}, {"红", 3}},
                                            {{"green", 5}, {"Green", 5}, {"绿", 3}},
                                            {{"deep_blue", 9}, {"Blue, deep", 10}, {"深蓝", 6}}};
    const struct field_definition definitions[] = {
        {.name = TEXT("remark"), .type = FIELD_TEXT},
        {.name = TEXT("amount_of_it"), .type = FIELD_INTEGER},
        {.name = TEXT("ratio"), .type = FIELD_DECIMAL, .size = 4},
        {.name = TEXT("price"), .type = FIELD_MONEY},
        {.name = TEXT("agreed"), .type = FIELD_BOOL},
        {.name = TEXT("day_of_it"), .type = FIELD_DATE},
        {.name = TEXT("instant"), .type = FIELD_TIME},
        {.name = TEXT("colour"), .type = FIELD_CHOICE, .choices = colours, .choice_count = 3},
        {.name = TEXT("colours"), .type = FIELD_CHOICES, .choices = colours, .choice_count = 3},
        {.name = TEXT("telephone"), .type = FIELD_PHONE},
        {.name = TEXT("mail"), .type = FIELD_EMAIL},
        {.name = TEXT("page"), .type = FIELD_URL},
        {.name = TEXT("customer"), .type = FIELD_REFERENCE, .target = TEXT("account")},
        {.name = TEXT("helpers"), .type = FIELD_REFERENCES, .target = TEXT("user")},
        {.name = TEXT("extra"), .type = FIELD_JSON},
    };
    const struct entity *entity;
    const struct field *field;
    const struct entity_definition sample = {
        .name = TEXT("sample"), .label_en = TEXT("Sample"), .label_zh = TEXT("样品")};
    ck_assert_int_ge(crm__schema_add_entity(store, &sample, &entity), 0);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        crm_status status = crm__schema_add_field(store, entity, &definitions[i], &field);
        if (status < 0)
            ck_abort_msg("%s: %s", definitions[i].name.data, store->env->error.message);
    }
}

static int64_t saved(const char *entity, const char *field, const char *text)
{
    const struct value value = crm__value_text(crm__text_of(text));
    const struct save_field fields[] = {{"name", value}, {field, value}};
    size_t first = strcmp(field, "name") == 0;
    int64_t id;
    ck_assert_done(&here, crm__save_fields(here.store, entity_of(here.store, entity), 0, 0,
                                           fields + first, 2 - first, &id));
    return id;
}

static void set_up(void)
{
    service_set_up(&here);
    service_set_up(&there);
    sample_define(here.store);
    sample_define(there.store);
    account = saved("account", "name", "星河, \"科技\"");
    for (int i = 0; i < USERS; i++) {
        char login[16];
        snprintf(login, sizeof login, "user%d", i);
        users[i] = saved("user", "login", login);
    }
}

static void tear_down(void)
{
    fixture_tear_down(&there);
    fixture_tear_down(&here);
}

/* --- records ---------------------------------------------------------------------------------- */

/* What a text is made of that has gone wrong somewhere before. */
static const char *const pieces[] = {
    "\"",   "\"\"", "\n",   "\r\n", "\r",   ",",    ";",     "|",  "\t",    "=1+1", "+86",
    "-5",   "-x",   "@cmd", "'",    "''=",  "007",  "1e5",   "张", "星河",  "𠀀",   "😀",
    "＝1",  "null", "true", "[a",   "{}",   "\\",   "\\n",   " ",  "　",    "#N/A", "é",
    "\x1a", "line", "sep=", "%s",   "<b>",  "&lt;", "\u200b", "a", "Smith", "0",
};

static struct text text_of(struct noise *noise, struct arena *arena)
{
    struct buffer text;
    crm__buffer_init(&text, here.store->env);
    for (int64_t i = noise_below(noise, 7); i >= 0; i--)
        crm__buffer_cstr(&text, pieces[noise_below(noise, sizeof pieces / sizeof *pieces)]);
    struct text kept = crm__arena_text(arena, crm__buffer_view(&text));
    crm__buffer_free(&text);
    return kept;
}

static struct value one_of(struct noise *noise, const char *const *texts, int64_t count)
{
    int64_t which = noise_below(noise, count + 1);
    return which == count ? VALUE_OF_NULL : crm__value_text(crm__text_of(texts[which]));
}

static struct value references_of(struct noise *noise, struct arena *arena)
{
    int64_t ids[USERS];
    size_t count = 0;
    struct value value = VALUE_OF_NULL;
    for (int i = 0; i < USERS; i++) {
        if (noise_below(noise, 2))
            ids[count++] = users[i];
    }
    if (count)
        ck_assert_int_ge(crm__references_make(arena, ids, count, &value), 0);
    return value;
}

static struct value number_of(struct noise *noise, int64_t limit)
{
    if (noise_below(noise, 6) == 0)
        return VALUE_OF_NULL;
    return crm__value_int(noise_below(noise, 2 * limit) - limit);
}

static void sample_make(struct noise *noise)
{
    static const char *const currencies[] = {"CNY", "USD", "JPY", "KWD"};
    static const char *const colour[] = {"red", "green", "deep_blue"};
    static const char *const colours[] = {"|red|", "|red|deep_blue|", "|red|green|deep_blue|"};
    static const char *const phones[] = {"13912345678", "+1 415 555 2671", "010-12345678",
                                         "=13912345678", "call me"};
    static const char *const mails[] = {"a@example.com", "Ann.Lee+x@Example.CN", "@broken"};
    static const char *const pages[] = {"https://例子.cn/?a=1,2&b=x;y", "http://a.example/"};
    static const char *const extras[] = {"{\"a\":[1,2.50,\"x,y\"],\"b\":null}", "[]", "\"=1+1\"",
                                         "12.30", "{\"名\":\"张\\n伟\"}"};
    struct arena arena;
    crm__arena_init(&arena, here.store->env);
    struct text name = text_of(noise, &arena);
    if (crm__text_trim(name).size == 0)
        name = TEXT("x");
    const struct save_field fields[] = {
        {"name", crm__value_text(name)},
        {"remark", crm__value_text(text_of(noise, &arena))},
        {"currency", crm__value_text(crm__text_of(currencies[noise_below(noise, 4)]))},
        {"amount_of_it", number_of(noise, INT64_C(1) << 61)},
        {"ratio", number_of(noise, INT64_C(1) << 40)},
        {"price", number_of(noise, INT64_C(1) << 50)},
        {"agreed", noise_below(noise, 2) ? crm__value_int(noise_below(noise, 2)) : VALUE_OF_NULL},
        {"day_of_it", number_of(noise, 30000)},
        {"instant", number_of(noise, INT64_C(2000000000000000))},
        {"colour", one_of(noise, colour, 3)},
        {"colours", one_of(noise, colours, 3)},
        {"telephone", one_of(noise, phones, 5)},
        {"mail", one_of(noise, mails, 3)},
        {"page", one_of(noise, pages, 2)},
        {"customer", noise_below(noise, 2) ? crm__value_int(account) : VALUE_OF_NULL},
        {"helpers", references_of(noise, &arena)},
        {"extra", one_of(noise, extras, 5)},
    };
    size_t count = sizeof fields / sizeof *fields;
    ck_assert_done(&here, crm__save_fields(here.store, entity_of(here.store, "sample"), 0, 0,
                                           fields, count, NULL));
    crm__arena_free(&arena);
}

/* --- there and compared ----------------------------------------------------------------------- */

static int32_t take(void *context, const void *bytes, size_t size)
{
    crm__buffer_bytes(context, bytes, size);
    return 0;
}

static crm_status reject_show(void *context, const struct import_reject *reject)
{
    (void)context;
    ck_abort_msg("line %lld: %.*s\n%.*s", (long long)reject->line, (int)reject->reason.size,
                 reject->reason.data, (int)reject->text.size, reject->text.data);
    return CRM_OK;
}

/* Exports an entity here and imports it there, ids and all. */
static void carry(const char *name, struct export_options how)
{
    struct buffer file;
    struct export_report exported;
    struct import_report imported;
    crm__buffer_init(&file, here.store->env);
    how.entity = entity_of(here.store, name);
    how.write = take;
    how.context = &file;
    ck_assert_done(&here, crm__export_run(here.store, &how, &exported));
    struct text input = crm__buffer_view(&file);
    struct import_options options = {.entity = entity_of(there.store, name),
                                     .keep_ids = true,
                                     .references_must_exist = true,
                                     .on_match = SAVE_MATCH_CREATE,
                                     .rejected = reject_show};
    ck_assert_done(&there, crm__import_run(there.store, &options, crm__read_text, &input,
                                           &imported));
    ck_assert_int_eq(imported.created, exported.rows);
    ck_assert_int_eq(imported.rows, exported.rows);
    crm__buffer_free(&file);
}

/* Every value of every record but who wrote it when. */
static void assert_equal(const char *name)
{
    const struct entity *entities[] = {entity_of(here.store, name), entity_of(there.store, name)};
    struct store *stores[] = {here.store, there.store};
    for (size_t i = 0; i < entities[0]->field_count; i++) {
        const struct field *field = entities[0]->fields[i];
        if (field->index <= SYSTEM_DELETED_AT)
            continue;
        char fields[80];
        struct batch rows[2];
        snprintf(fields, sizeof fields, "id,%s", field->name.data);
        for (int side = 0; side < 2; side++) {
            struct query *query;
            crm__batch_init(&rows[side], stores[side]->env);
            ck_assert_int_ge(crm__query_new(stores[side], entities[side], &query), 0);
            crm__query_fields(query, crm__text_of(fields));
            crm__query_sort(query, TEXT("id"));
            if (crm__query_all(query, &rows[side]) < 0)
                ck_abort_msg("%s: %s", fields, stores[side]->env->error.message);
            crm__query_free(query);
        }
        ck_assert_uint_eq(rows[0].row_count, rows[1].row_count);
        for (size_t row = 0; row < rows[0].row_count; row++) {
            struct value a = crm__batch_at(&rows[0], 1, row);
            struct value b = crm__batch_at(&rows[1], 1, row);
            ck_assert_int_eq(rows[0].columns[0].integers[row], rows[1].columns[0].integers[row]);
            if (crm__value_equal(a, b))
                continue;
            ck_abort_msg("%s of record %zu differs: '%.*s' (%lld), '%.*s' (%lld)",
                         field->name.data, row, (int)(a.kind >= VALUE_TEXT ? a.text.size : 0),
                         a.kind >= VALUE_TEXT ? a.text.data : "", (long long)a.integer,
                         (int)(b.kind >= VALUE_TEXT ? b.text.size : 0),
                         b.kind >= VALUE_TEXT ? b.text.data : "", (long long)b.integer);
        }
        crm__batch_free(&rows[0]);
        crm__batch_free(&rows[1]);
    }
}

#define CSV .form = OUTPUT_CSV, .csv.formula_safe = true

static const struct export_options ways[] = {
    {CSV},
    {.form = OUTPUT_NDJSON},
    {CSV, .csv.delimiter = ';', .csv.crlf = true, .csv.bom = true},
    {CSV, .csv.delimiter = '\t', .encoding = ENCODING_UTF16LE, .csv.bom = true},
    {CSV, .csv.delimiter = '|', .encoding = ENCODING_GB18030, .csv.bom = true},
    {CSV, .csv.labels = true, .chinese = true},
    {CSV, .csv.labels = true},
};

START_TEST(every_type_survives_in_every_form)
{
    struct noise noise = {(uint64_t)_i + 1};
    struct export_options how = ways[(size_t)_i % (sizeof ways / sizeof *ways)];
    for (int i = 0; i < RECORDS; i++)
        sample_make(&noise);
    carry("account", how);
    carry("user", how);
    carry("sample", how);
    assert_equal("account");
    assert_equal("user");
    assert_equal("sample");
}
END_TEST

/* Labels lead back to their fields for every entity that people import. */
START_TEST(headings_in_either_language_lead_back_to_their_fields)
{
    const struct catalogue *catalogue = here.store->catalogue;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        const struct entity *entity = catalogue->entities[i];
        if (entity->flags & (ENTITY_INTERNAL | ENTITY_APPEND_ONLY))
            continue;
        for (size_t a = 0; a < entity->field_count; a++) {
            for (size_t b = a + 1; b < entity->field_count; b++) {
                const struct field *left = entity->fields[a];
                const struct field *right = entity->fields[b];
                if (left->normal_of || right->normal_of)
                    continue;
                bool same = crm__text_equal_nocase(left->label_en, right->label_en) ||
                            crm__text_equal(left->label_zh, right->label_zh);
                ck_assert_msg(!same, "%s: %s and %s are called the same", entity->name.data,
                              left->name.data, right->name.data);
            }
        }
    }
}
END_TEST

/* --- ids that come along ---------------------------------------------------------------------- */

static struct import_report import_there(const char *file, struct import_options options)
{
    struct text input = crm__text_of(file);
    struct import_report report;
    options.entity = entity_of(there.store, "account");
    ck_assert_done(&there,
                   crm__import_run(there.store, &options, crm__read_text, &input, &report));
    return report;
}

START_TEST(an_id_is_kept_only_when_asked_and_only_a_real_one)
{
    char file[128];
    snprintf(file, sizeof file, "id,name\n%lld,Acme\n7,Small\n", (long long)account);
    struct import_report report = import_there(file, (struct import_options){0});
    ck_assert_int_eq(report.rejected, 2);
    report = import_there(file, (struct import_options){.keep_ids = true});
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.rejected, 1);
    assert_field(there.store, "account", account, "name", "Acme");
    snprintf(file, sizeof file, "id,name\n%lld,Acme & Co\n", (long long)account);
    report = import_there(file, (struct import_options){.keep_ids = true});
    ck_assert_int_eq(report.updated, 1);
    assert_field(there.store, "account", account, "name", "Acme & Co");
}
END_TEST

START_TEST(the_id_of_a_deleted_record_is_not_taken_again)
{
    char file[128];
    snprintf(file, sizeof file, "id,name\n%lld,Acme\n", (long long)account);
    import_there(file, (struct import_options){.keep_ids = true});
    ck_assert_done(&there, try_delete(there.store, "account", account));
    struct import_report report = import_there(file, (struct import_options){.keep_ids = true});
    ck_assert_int_eq(report.rejected, 1);
}
END_TEST

START_TEST(records_made_afterwards_get_other_ids)
{
    char file[256];
    snprintf(file, sizeof file, "id,name\n%lld,Acme\n%lld,Twice\n", (long long)account,
             (long long)account);
    struct import_report report = import_there(file, (struct import_options){.keep_ids = true});
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.updated, 1);
    for (int i = 0; i < 20; i++)
        ck_assert_int_ne(insert(there.store, "account", "name", "new", NULL), account);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service round trip");
    TCase *tests = tcase_create("round trip");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_type_survives_in_every_form, 0, 14);
    tcase_add_test(tests, headings_in_either_language_lead_back_to_their_fields);
    tcase_add_test(tests, an_id_is_kept_only_when_asked_and_only_a_real_one);
    tcase_add_test(tests, the_id_of_a_deleted_record_is_not_taken_again);
    tcase_add_test(tests, records_made_afterwards_get_other_ids);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
