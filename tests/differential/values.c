/* What operations write: fields of the entities, and values of every kind, good and bad. */
#include "values.h"

#include <stdio.h>
#include <string.h>

const char *const op_entities[] = {"lead",        "account", "contact", "order",
                                   "opportunity", "task",    "car",     NULL};

static const char *const texts[] = {"",
                                    "张伟",
                                    "王芳",
                                    "ACME",
                                    "acme",
                                    "Acme Ltd.",
                                    "O'Brien",
                                    "a%b_c",
                                    "线索\n两行",
                                    "Ärger",
                                    "ärger",
                                    "ß",
                                    "😀 emoji",
                                    "  spaces ",
                                    "Zoë",
                                    "zebra",
                                    "李娜",
                                    "星河科技",
                                    "星河（科技）",
                                    "ｆｕｌｌ",
                                    "\t tab",
                                    "\"quoted\"",
                                    "\\back",
                                    "café",
                                    "İstanbul",
                                    "ﬁ",
                                    "北京",
                                    "Beijing",
                                    "上海",
                                    "=1+1",
                                    "null",
                                    "0",
                                    "a,b",
                                    "\xff\xfe",
                                    "e\xcc\x81",
                                    "\xe2\x80\x8b",
                                    "A",
                                    "B",
                                    "b",
                                    "a"};
static const char *const phones[] = {"13912345678",
                                     "139 1234 5679",
                                     "+86 13700001111",
                                     "010-62345678",
                                     "+1 650 253 0000",
                                     "12",
                                     "abc",
                                     ""};
static const char *const emails[] = {"a@b.com", "A@B.com",  "wang@example.cn",
                                     "bad@",    "x@y.中国", ""};
static const char *const moneys[] = {
    "0",   "1.00", "12.5",   "-3.20", "92233720368547758.07", "92233720368547758.08",
    "abc", "",     "1000000"};
static const char *const numbers[] = {
    "0", "1", "-1", "42", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "x", "",  "7"};
static const char *const times[] = {"2026-01-05T10:00:00Z",        "2026-01-05T18:00:00+08:00",
                                    "2025-12-31T23:59:59.999999Z", "2026-02-28T16:00:00Z",
                                    "2026-02-30T00:00:00Z",        "",
                                    "1999-01-01T00:00:00Z",        "2026-03-01T00:00:00Z"};
static const char *const dates[] = {"2026-01-05", "2026-12-31", "2026-02-30", "", "1970-01-01"};
static const char *const bools[] = {"true", "false", "yes", ""};
static const char *const currencies[] = {"CNY", "USD", "JPY", "ZZZ", ""};
static const char *const rates[] = {"7.1", "0.14", "1", "", "-1", "1.0000000001"};
static const char *const sources[] = {"crm", "shop"};
static const char *const keys[] = {"k1", "k2", "k3", "k4", "键五", "k6", "K1", ""};
static const char *const outcomes[] = {"open", "won", "lost", "none", ""};
static const char *const orders[] = {"placed", "paid", "cancelled", "returned", "draft", "bogus"};
static const char *const genders[] = {"male", "female", "?", ""};
static const char *const tiers[] = {"a", "b", "vip", ""};
static const char *const urls[] = {"https://example.com/a?b=c", "nonsense", ""};

#define POOL(kind, list) [kind] = {list, sizeof(list) / sizeof *(list)}

static const struct {
    const char *const *values;
    size_t count;
} pools[] = {
    POOL(VALUES_TEXT, texts),       POOL(VALUES_PHONE, phones),   POOL(VALUES_EMAIL, emails),
    POOL(VALUES_MONEY, moneys),     POOL(VALUES_NUMBER, numbers), POOL(VALUES_TIME, times),
    POOL(VALUES_DATE, dates),       POOL(VALUES_BOOL, bools),     POOL(VALUES_CURRENCY, currencies),
    POOL(VALUES_RATE, rates),       POOL(VALUES_SOURCE, sources), POOL(VALUES_KEY, keys),
    POOL(VALUES_OUTCOME, outcomes), POOL(VALUES_ORDER, orders),   POOL(VALUES_GENDER, genders),
    POOL(VALUES_TIER, tiers),       POOL(VALUES_URL, urls),
};

static const struct op_field fields[] = {
    {"lead", "name", VALUES_TEXT},
    {"lead", "company", VALUES_TEXT},
    {"lead", "mobile", VALUES_PHONE},
    {"lead", "email", VALUES_EMAIL},
    {"lead", "wechat", VALUES_TEXT},
    {"lead", "gender", VALUES_GENDER},
    {"lead", "budget", VALUES_MONEY},
    {"lead", "website", VALUES_URL},
    {"lead", "next_follow_up_at", VALUES_TIME},
    {"lead", "locked", VALUES_BOOL},
    {"lead", "external_source", VALUES_SOURCE},
    {"lead", "external_id", VALUES_KEY},
    {"lead", "source", VALUES_NONE},
    {"lead", "owner", VALUES_USER},
    {"account", "name", VALUES_TEXT},
    {"account", "number", VALUES_KEY},
    {"account", "employee_count", VALUES_NUMBER},
    {"account", "annual_revenue", VALUES_MONEY},
    {"account", "founded_on", VALUES_DATE},
    {"account", "phone", VALUES_PHONE},
    {"account", "level", VALUES_TIER},
    {"account", "parent", VALUES_ACCOUNT},
    {"account", "owner", VALUES_USER},
    {"account", "description", VALUES_TEXT},
    {"contact", "name", VALUES_TEXT},
    {"contact", "account", VALUES_ACCOUNT},
    {"contact", "birthday", VALUES_DATE},
    {"contact", "mobile", VALUES_PHONE},
    {"contact", "do_not_call", VALUES_BOOL},
    {"contact", "owner", VALUES_USER},
    {"order", "number", VALUES_FRESH},
    {"order", "account", VALUES_ACCOUNT},
    {"order", "placed_at", VALUES_TIME},
    {"order", "currency", VALUES_CURRENCY},
    {"order", "amount", VALUES_MONEY},
    {"order", "exchange_rate", VALUES_RATE},
    {"order", "status", VALUES_ORDER},
    {"order", "item_count", VALUES_NUMBER},
    {"opportunity", "name", VALUES_TEXT},
    {"opportunity", "account", VALUES_ACCOUNT},
    {"opportunity", "amount", VALUES_MONEY},
    {"opportunity", "close_date", VALUES_DATE},
    {"opportunity", "outcome", VALUES_OUTCOME},
    {"opportunity", "probability", VALUES_NUMBER},
    {"opportunity", "owner", VALUES_USER},
    {"task", "name", VALUES_TEXT},
    {"task", "due_at", VALUES_TIME},
    {"task", "lead", VALUES_LEAD},
    {"task", "owner", VALUES_USER},
    {"car", "plate", VALUES_KEY},
    {"car", "title", VALUES_TEXT},
    {"car", "seats", VALUES_NUMBER},
};

size_t op_entity_below(uint64_t *state)
{
    size_t count = 0;
    while (op_entities[count])
        count++;
    return dice_below(state, count);
}

int64_t known_id(const struct known *known, uint64_t *state, const char *entity)
{
    size_t start = known->count ? dice_below(state, known->count) : 0;
    for (size_t i = 0; i < known->count; i++) {
        size_t at = (start + i) % known->count;
        if (!entity || strcmp(op_entities[known->records[at].entity], entity) == 0)
            return known->records[at].id;
    }
    return 12345;
}

static const char *id_text(int64_t id, char *text, size_t size)
{
    snprintf(text, size, "%lld", (long long)id);
    return text;
}

const char *op_value(const struct known *known, uint64_t *state, enum values kind, char *text,
                     size_t size)
{
    switch (kind) {
    case VALUES_NONE:
        return "";
    case VALUES_FRESH:
        snprintf(text, size, "N%zu", dice_below(state, 5000));
        return text;
    case VALUES_USER:
        return id_text(dice_below(state, 9) ? known->users[dice_below(state, 3)] : 99, text, size);
    case VALUES_ACCOUNT:
        return id_text(known_id(known, state, "account"), text, size);
    case VALUES_LEAD:
        return id_text(known_id(known, state, "lead"), text, size);
    default:
        return pools[kind].values[dice_below(state, pools[kind].count)];
    }
}

const struct op_field *op_field_of(uint64_t *state, const char *entity)
{
    size_t count = sizeof fields / sizeof *fields;
    size_t start = dice_below(state, count);
    for (size_t i = 0; i < count; i++) {
        const struct op_field *field = &fields[(start + i) % count];
        if (strcmp(field->entity, entity) == 0)
            return field;
    }
    return NULL;
}

/* A record keeps its first failure, so a value is tried on another one; few bad ones stay. */
static bool is_fit(struct world *world, uint64_t *state, const struct op_field *field,
                   const char *value)
{
    crm_record *scratch;
    bool stays = dice_below(state, 30) == 0;
    if (crm_record_new(world->db, field->entity, &scratch) < 0)
        return true;
    crm_status status = crm_record_set_text(scratch, field->field, value, CRM_NUL);
    if (status < 0)
        answer_status(world, field->field, status);
    crm_record_free(scratch);
    return status >= 0 || stays;
}

void op_fill(const struct known *known, uint64_t *state, const char *entity, bool whole,
             struct world *world, crm_record *record)
{
    char text[64];
    size_t wanted = 1 + dice_below(state, 3);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].entity, entity) != 0)
            continue;
        bool chosen = whole ? dice_below(state, 8) != 0 : dice_below(state, 6) < wanted;
        const char *value = op_value(known, state, fields[i].values, text, sizeof text);
        if (chosen && is_fit(world, state, &fields[i], value))
            crm_record_set_text(record, fields[i].field, value, CRM_NUL);
    }
}
