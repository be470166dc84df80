/* Making the records: definitions, values, references, deletions; and following paths by hand. */
#include "world.h"

#include "base/time.h"
#include "store/schema.h"

static uint32_t roll(struct world *world, uint32_t sides)
{
    world->random ^= world->random << 13;
    world->random ^= world->random >> 7;
    world->random ^= world->random << 17;
    return (uint32_t)((world->random >> 32) % sides);
}

/* --- definitions --- */

static const struct column_spec {
    int table;
    const char *name;
    enum field_type type;
    char pool;          /* where its values come from; 'r': references, given later */
    int32_t size;       /* decimals */
    const char *target; /* NULL for what is no reference */
    uint32_t flags;
    bool standard; /* there without being defined */
} COLUMNS[] = {
    {TABLE_SKILL, "name", FIELD_TEXT, 'k', 0, NULL, 0, true},
    {TABLE_TEAM, "name", FIELD_TEXT, 'k', 0, NULL, 0, true},
    {TABLE_USER, "name", FIELD_TEXT, 'w', 0, NULL, 0, true},
    {TABLE_USER, "login", FIELD_TEXT, 'k', 0, NULL, 0, true},
    {TABLE_USER, "active", FIELD_BOOL, 'B', 0, NULL, 0, true},
    {TABLE_USER, "weight", FIELD_INTEGER, 'B', 0, NULL, 0, true},
    {TABLE_USER, "team", FIELD_REFERENCE, 'r', 0, "team", 0, true},
    {TABLE_USER, "skills", FIELD_REFERENCES, 'r', 0, "skill", 0, true},
    {TABLE_CREW, "name", FIELD_TEXT, 'w', 0, NULL, 0, true},
    {TABLE_CREW, "head_count", FIELD_INTEGER, 'i', 0, NULL, 0, false},
    {TABLE_CREW, "founded", FIELD_DATE, 'd', 0, NULL, 0, false},
    {TABLE_CREW, "cost", FIELD_MONEY, 'i', 0, NULL, 0, false},
    {TABLE_CREW, "currency", FIELD_TEXT, 'c', 0, NULL, 0, true},
    {TABLE_CREW, "chief", FIELD_REFERENCE, 'r', 0, "thing", 0, false},
    {TABLE_CREW, "members", FIELD_REFERENCES, 'r', 0, "thing", 0, false},
    {TABLE_THING, "name", FIELD_TEXT, 'k', 0, NULL, 0, true},
    {TABLE_THING, "note", FIELD_TEXT, 's', 0, NULL, FIELD_INDEXED, false},
    {TABLE_THING, "title", FIELD_TEXT, 's', 0, NULL, 0, false},
    {TABLE_THING, "n", FIELD_INTEGER, 'i', 0, NULL, FIELD_INDEXED, false},
    {TABLE_THING, "m", FIELD_INTEGER, 'i', 0, NULL, 0, false},
    {TABLE_THING, "price", FIELD_DECIMAL, 'i', 2, NULL, FIELD_INDEXED, false},
    {TABLE_THING, "ratio", FIELD_DECIMAL, 'i', 4, NULL, 0, false},
    {TABLE_THING, "amount", FIELD_MONEY, 'i', 0, NULL, 0, false},
    {TABLE_THING, "budget", FIELD_MONEY, 'i', 0, NULL, 0, false},
    {TABLE_THING, "currency", FIELD_TEXT, 'c', 0, NULL, 0, true},
    {TABLE_THING, "active", FIELD_BOOL, 'b', 0, NULL, 0, false},
    {TABLE_THING, "vip", FIELD_BOOL, 'b', 0, NULL, 0, false},
    {TABLE_THING, "born", FIELD_DATE, 'd', 0, NULL, FIELD_INDEXED, false},
    {TABLE_THING, "due_on", FIELD_DATE, 'd', 0, NULL, 0, false},
    {TABLE_THING, "seen", FIELD_TIME, 't', 0, NULL, FIELD_INDEXED, false},
    {TABLE_THING, "due", FIELD_TIME, 't', 0, NULL, 0, false},
    {TABLE_THING, "grade", FIELD_CHOICE, 'g', 0, NULL, 0, false},
    {TABLE_THING, "labels", FIELD_CHOICES, 'l', 0, NULL, 0, false},
    {TABLE_THING, "tel", FIELD_PHONE, 'p', 0, NULL, 0, false},
    {TABLE_THING, "mail", FIELD_EMAIL, 'm', 0, NULL, 0, false},
    {TABLE_THING, "site", FIELD_URL, 'u', 0, NULL, 0, false},
    {TABLE_THING, "extra", FIELD_JSON, 'j', 0, NULL, 0, false},
    {TABLE_THING, "address", FIELD_TEXT, 'a', 0, NULL, 0, false},
    {TABLE_THING, "figure", FIELD_TEXT, 'f', 0, NULL, 0, false},
    {TABLE_THING, "moment", FIELD_TEXT, 'o', 0, NULL, 0, false},
    {TABLE_THING, "zone", FIELD_TEXT, 'z', 0, NULL, 0, false},
    {TABLE_THING, "crew", FIELD_REFERENCE, 'r', 0, "crew", 0, false},
    {TABLE_THING, "friends", FIELD_REFERENCES, 'r', 0, "thing", 0, false},
    {TABLE_THING, "owner", FIELD_REFERENCE, 'r', 0, "user", 0, true},
};
enum { SPEC_COUNT = sizeof COLUMNS / sizeof *COLUMNS };
static const char *const TABLES[TABLE_COUNT] = {"thing", "crew", "user", "team", "skill"};
static const size_t COUNTS[TABLE_COUNT] = {THING_COUNT, CREW_COUNT, USER_COUNT, TEAM_COUNT,
                                           SKILL_COUNT};

static void define_entity(struct world *world, const char *name)
{
    const struct entity *entity = NULL;
    struct entity_definition definition = {
        .name = crm__text_of(name), .label_en = crm__text_of(name), .label_zh = crm__text_of(name)};
    ck_assert_done(&world->fixture,
                   crm__schema_add_entity(world->fixture.store, &definition, &entity));
}

static void define_field(struct world *world, const struct column_spec *spec)
{
    const struct choice grades[] = {{TEXT("gold"), TEXT("gold"), TEXT("金")},
                                    {TEXT("silver"), TEXT("silver"), TEXT("银")},
                                    {TEXT("new"), TEXT("new"), TEXT("新")}};
    struct store *store = world->fixture.store;
    bool chosen = spec->type == FIELD_CHOICE || spec->type == FIELD_CHOICES;
    struct field_definition definition = {.name = crm__text_of(spec->name),
                                          .type = spec->type,
                                          .flags = spec->flags,
                                          .size = spec->size,
                                          .target = crm__text_of(spec->target),
                                          .label_en = crm__text_of(spec->name),
                                          .label_zh = crm__text_of(spec->name),
                                          .choices = chosen ? grades : NULL,
                                          .choice_count = chosen ? 3 : 0};
    const struct field *field = NULL;
    ck_assert_done(
        &world->fixture,
        crm__schema_add_field(store, entity_of(store, TABLES[spec->table]), &definition, &field));
}

static void define(struct world *world)
{
    define_entity(world, "thing");
    define_entity(world, "crew");
    for (size_t i = 0; i < SPEC_COUNT; i++)
        if (!COLUMNS[i].standard)
            define_field(world, &COLUMNS[i]);
    for (size_t i = 0; i < TABLE_COUNT; i++)
        world->tables[i].entity = entity_of(world->fixture.store, TABLES[i]);
    world->thing = world->tables[TABLE_THING].entity;
}

/* --- values --- */

#define PICK(pool) ((pool)[roll(world, sizeof(pool) / sizeof *(pool))])

static const int64_t INTS[] = {0,         1,    -1,
                               2,         7,    100,
                               12345,     -500, INT64_MAX,
                               INT64_MIN, 3,    INT64_MAX - 1,
                               10,        50,   9007199254740993};
static const int64_t TIMES[] = {0,           -1,          TEST_NOW_US,    TEST_NOW_US - DAY_US,
                                TIME_MIN_US, TIME_MAX_US, TEST_NOW_US + 1};
static const int64_t DATES[] = {0, -1, 20513, 20514, DATE_MIN, DATE_MAX};

static const struct {
    char pool;
    const char *texts[16];
} TEXTS[] = {
    {'s',
     {"a", "A", "ab", "b", "客户", "客户 a", "zz", "x|y", "100%_", "é", " a ", "gold", "ab客ab",
      "aXbxXc", ""}},
    {'w', {"A", "ab", "客户", "b", "100%_", "gold", "zz"}},
    {'c', {"CNY", "CNY", "USD", "CNY", "JPY"}},
    {'g', {"gold", "silver", "new"}},
    {'l', {"|gold|", "|gold|new|", "|silver|", "|gold|silver|new|"}},
    {'p', {"13800138000", "+86 138 0013 8001", "+1 415 555 2671"}},
    {'m', {"a@b.cn", "Li.Lei@Example.com"}},
    {'u', {"https://example.com/客", "http://a.cn"}},
    {'j', {"{\"a\": 1}", "[]", "\"x\""}},
    {'a',
     {"10.1.2.3", "127.0.0.1", "169.254.0.1", "224.0.0.1", "0.0.0.0", "2001:DB8::1", "::1",
      "10.0.0.256", "8.8.8.8", "2001:db8::1"}},
    {'f', {"42", "-7", "1.5", "true", "f", "0", "9223372036854775807", "1e3", "nan", "12"}},
    {'o',
     {"2026-03-02T20:00:00Z", "2026-03-29T01:30:00+01:00", "1969-12-31T23:59:59.999999999Z",
      "0001-01-01T00:00:00Z", "tomorrow"}},
    {'z', {"Asia/Shanghai", "America/New_York", "+05:30", "Mars/Base"}},
};

static struct value text_value(struct world *world, char pool)
{
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        size_t count = 0;
        while (TEXTS[i].pool == pool && count < 16 && TEXTS[i].texts[count])
            count++;
        if (count > 0)
            return crm__value_text(crm__text_of(TEXTS[i].texts[roll(world, (uint32_t)count)]));
    }
    return VALUE_OF_NULL;
}

static struct value random_value(struct world *world, struct arena *arena, char pool, size_t row)
{
    if (pool == 'k')
        return crm__value_text(crm__text_of(crm__arena_format(arena, "客%zu", row)));
    if (pool == 'w') /* Required, so neither null nor empty. */
        return text_value(world, pool);
    if (pool == 'B')
        return crm__value_int(1);
    if (roll(world, 5) == 0)
        return VALUE_OF_NULL;
    switch (pool) {
    case 'i':
        return crm__value_int(roll(world, 3) ? PICK(INTS) : (int64_t)roll(world, 200) - 100);
    case 'b':
        return crm__value_int(roll(world, 2));
    case 'd':
        return crm__value_int(roll(world, 2) ? PICK(DATES) : (int64_t)roll(world, 40000) - 10000);
    case 't':
        return crm__value_int(
            roll(world, 2) ? PICK(TIMES) : TEST_NOW_US - (int64_t)roll(world, 4000000) * 1000003);
    default:
        return text_value(world, pool);
    }
}

static int table_of(const struct world *world, const struct entity *entity)
{
    for (int i = 0; i < TABLE_COUNT; i++)
        if (world->tables[i].entity == entity)
            return i;
    ck_abort_msg("no table of %s", entity->name.data);
}

static struct value reference_value(struct world *world, struct arena *arena,
                                    const struct field *field)
{
    const struct world_table *target = &world->tables[table_of(world, field->target)];
    int64_t ids[3];
    size_t count = 0;
    if (roll(world, 4) == 0)
        return VALUE_OF_NULL;
    if (field->type == FIELD_REFERENCE)
        return crm__value_int(target->ids[roll(world, (uint32_t)target->count)]);
    for (uint32_t i = 1 + roll(world, 3); i-- > 0;)
        ids[count++] = target->ids[roll(world, (uint32_t)target->count)];
    struct value value = VALUE_OF_NULL;
    ck_assert_done(&world->fixture, crm__references_make(arena, ids, count, &value));
    return value;
}

/* --- saving --- */

static struct value value_for(struct world *world, struct batch *rows,
                              const struct column_spec *spec, const struct field *field, size_t row)
{
    return spec->target ? reference_value(world, &rows->arena, field)
                        : random_value(world, &rows->arena, spec->pool, row);
}

static void save(struct world *world, int table, bool references)
{
    struct store *store = world->fixture.store;
    struct world_table *records = &world->tables[table];
    const struct field *fields[SPEC_COUNT];
    struct save saving = {.entity = records->entity, .fields = fields, .all_or_none = true};
    struct batch rows;
    struct arena arena;
    crm__batch_init(&rows, store->env);
    crm__arena_init(&arena, store->env);
    for (size_t i = 0; i < SPEC_COUNT; i++) {
        if (COLUMNS[i].table != table || (COLUMNS[i].target != NULL) != references)
            continue;
        const struct field *field = field_of(store, TABLES[table], COLUMNS[i].name);
        fields[saving.field_count++] = field;
        ck_assert_done(&world->fixture, crm__batch_add_fields(&rows, &field, 1));
        for (size_t row = 0; row < COUNTS[table]; row++)
            ck_assert_done(&world->fixture,
                           crm__column_value(&rows, &rows.columns[rows.column_count - 1],
                                             value_for(world, &rows, &COLUMNS[i], field, row)));
    }
    rows.row_count = COUNTS[table];
    saving.rows = &rows;
    saving.arena = &arena;
    saving.ids = references ? records->ids : NULL;
    if (saving.field_count > 0)
        ck_assert_done(&world->fixture, crm__save_rows(store, &saving));
    for (size_t row = 0; !references && row < COUNTS[table]; row++)
        records->ids[row] = saving.results[row].id;
    records->count = COUNTS[table];
    crm__batch_free(&rows);
    crm__arena_free(&arena);
}

/* Amounts without a currency: saving would not leave them so. */
static void clear_currencies(struct world *world, int table)
{
    struct store *store = world->fixture.store;
    const struct world_table *records = &world->tables[table];
    for (size_t row = 0; row < records->count; row += 7)
        ck_assert_done(&world->fixture, try_update(store, TABLES[table], records->ids[row], 0,
                                                   "currency", "", NULL));
}

static void read_back(struct world *world, int table)
{
    struct store *store = world->fixture.store;
    struct world_table *records = &world->tables[table];
    crm__batch_init(&records->rows, store->env);
    ck_assert_done(&world->fixture,
                   crm__rows_get(store, records->entity,
                                 (const struct field *const *)records->entity->fields,
                                 records->entity->field_count, records->ids, records->count,
                                 ROWS_DELETED, NULL, &records->rows));
}

void world_make(struct world *world, uint64_t seed)
{
    static const struct {
        int table;
        size_t row;
    } DELETED[] = {{TABLE_TEAM, 2},  {TABLE_USER, 1},  {TABLE_CREW, 3},  {TABLE_CREW, 8},
                   {TABLE_SKILL, 0}, {TABLE_THING, 5}, {TABLE_THING, 77}};
    *world = (struct world){.random = seed * 0x9E3779B97F4A7C15u + 1};
    service_set_up(&world->fixture);
    world->now_us = world->fixture.env.now_us + roll(world, 1000000);
    world->fixture.env.now_us = world->now_us;
    define(world);
    for (int i = TABLE_COUNT; i-- > 0;)
        save(world, i, false);
    for (int i = TABLE_COUNT; i-- > 0;)
        save(world, i, true);
    clear_currencies(world, TABLE_THING);
    clear_currencies(world, TABLE_CREW);
    for (size_t i = 0; i < sizeof DELETED / sizeof *DELETED; i++) {
        const struct world_table *table = &world->tables[DELETED[i].table];
        ck_assert_done(&world->fixture, crm__save_delete(world->fixture.store, table->entity,
                                                         table->ids[DELETED[i].row]));
    }
    for (int i = 0; i < TABLE_COUNT; i++)
        read_back(world, i);
    const struct world_table *things = &world->tables[TABLE_THING];
    for (size_t row = 0; row < things->count; row++) {
        if (crm__batch_at(&things->rows, SYSTEM_DELETED_AT, row).kind != VALUE_NULL)
            continue;
        world->rows[world->count] = row;
        world->ids[world->count++] = things->ids[row];
    }
}

void world_free(struct world *world)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        crm__batch_free(&world->tables[i].rows);
    fixture_tear_down(&world->fixture);
}

/* --- paths --- */

struct value world_value(const struct world *world, const struct rule_path *path, size_t index)
{
    const struct world_table *table = &world->tables[TABLE_THING];
    size_t row = world->rows[index];
    for (size_t i = 0; i + 1 < path->count; i++) {
        struct value id = crm__batch_at(&table->rows, (size_t)path->fields[i]->index, row);
        if (id.kind == VALUE_NULL)
            return VALUE_OF_NULL;
        table = &world->tables[table_of(world, path->fields[i]->target)];
        for (row = 0; row < table->count && table->ids[row] != id.integer;)
            row++;
        if (row == table->count ||
            crm__batch_at(&table->rows, SYSTEM_DELETED_AT, row).kind != VALUE_NULL)
            return VALUE_OF_NULL;
    }
    return crm__batch_at(&table->rows, (size_t)path->fields[path->count - 1]->index, row);
}
