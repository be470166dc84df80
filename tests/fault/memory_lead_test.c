/* Failing allocations under the life of a lead: scoring, cleansing, conversion, pools. */
#include "memory_loop.h"

static int64_t lead_id;
static int64_t user_id;
static int64_t east;
static int64_t west;
static char user_text[24];

static void text_of(int64_t id, char text[24])
{
    snprintf(text, 24, "%lld", (long long)id);
}

static void setup(void)
{
    char text[24];
    user_id = API_RECORD("user", "name", "Wang", "login", "wang");
    text_of(user_id, user_text);
    east = API_RECORD("pool", "name", "East");
    west = API_RECORD("pool", "name", "West");
    text_of(east, text);
    lead_id = API_RECORD("lead", "name", "张伟", "company", "测试公司", "pool", text, "mobile",
                         "13800001111");
    text_of(API_RECORD("score_model", "name", "m", "threshold", "10"), text);
    API_RECORD("score_rule", "model", text, "name", "city", "condition", "city == \"上海\"",
               "points", "12");
}

static void lead_set(const char *field, const char *value)
{
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "lead", lead_id, &record));
    ck_assert_ok(crm_record_set_text(record, field, value, CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
}

static void other_city(void)
{
    static int turn;
    lead_set("city", turn++ % 2 ? "上海" : "北京");
}

static crm_status score(void)
{
    crm_score_report report = {.scored = -1};
    crm_status status = crm_lead_score(db, NULL, &report);
    ck_assert_int_eq(report.scored, status >= 0);
    return status;
}

static crm_status score_explain(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_lead_score_explain(db, lead_id, &cursor);
    return drained(status, cursor);
}

static crm_status cleanse(void)
{
    crm_cleanse_report report = {.scored = -1};
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_lead_cleanse(db, NULL, &report, &cursor);
    return drained(status, cursor);
}

static void unconverted(void)
{
    crm_unconvert_result result;
    lead_set("owner", user_text);
    crm_status status = crm_lead_unconvert(db, lead_id, &result);
    ck_assert(status == CRM_OK || status == CRM_E_REFUSED);
}

static crm_status convert(void)
{
    crm_convert_result result = {.conversion = -1};
    crm_status status = crm_lead_convert(db, lead_id, NULL, &result);
    ck_assert_int_eq(result.conversion > 0, status >= 0);
    ck_assert_int_eq(result.account > 0 && result.contact > 0, status >= 0);
    return status;
}

static void converted(void)
{
    crm_convert_result result;
    unconverted();
    ck_assert_ok(crm_lead_convert(db, lead_id, NULL, &result));
}

static crm_status unconvert(void)
{
    crm_unconvert_result result = {.account = -1};
    crm_status status = crm_lead_unconvert(db, lead_id, &result);
    ck_assert_int_eq(result.account > 0, status >= 0);
    return status;
}

static void in_east(void)
{
    crm_status status = crm_lead_release(db, &lead_id, 1, east, NULL);
    if (status == CRM_E_REFUSED)
        status = crm_lead_transfer(db, &lead_id, 1, east, NULL);
    ck_assert(status == CRM_OK || status == CRM_E_REFUSED || status == CRM_E_INVALID);
}

static crm_status claim(void)
{
    return crm_lead_claim(db, &lead_id, 1, user_id, "hot");
}

static crm_status give(void)
{
    return crm_lead_give(db, &lead_id, 1, user_id, NULL);
}

static void owned(void)
{
    in_east();
    ck_assert_ok(crm_lead_give(db, &lead_id, 1, user_id, NULL));
}

static crm_status release(void)
{
    return crm_lead_release(db, &lead_id, 1, east, "cold");
}

static crm_status transfer(void)
{
    return crm_lead_transfer(db, &lead_id, 1, west, NULL);
}

static const struct scenario scenarios[] = {
    {"score", other_city, score, 0},
    {"score_explain", NULL, score_explain, 0},
    {"cleanse", other_city, cleanse, 0},
    {"convert", unconverted, convert, 0},
    {"unconvert", converted, unconvert, 0},
    {"claim", in_east, claim, 0},
    {"give", in_east, give, 0},
    {"release", owned, release, 0},
    {"transfer", in_east, transfer, 0},
};

int main(void)
{
    return memory_main("lead", scenarios, COUNT_OF(scenarios), setup);
}
