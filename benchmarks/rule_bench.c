/*
 * Rules in memory: 50 scoring rules over a million leads in columns, and one rule of five terms on
 * one record. The peers are numbers: 50 million rule results a second and core, and 200 ns.
 */
#include "bench.h"

#include "base/time.h"
#include "rule/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_COUNT = 1000000, RULE_COUNT = 50, COLUMN_COUNT = 12, RECORD_COUNT = 1000000 };

static const int64_t NOW_US = INT64_C(1772438400000000);

static const char *const RULES[RULE_COUNT] = {
    "score >= 60",
    "score < 20",
    "score > 10 && score < 90",
    "status == 'new'",
    "status in ['new', 'assigned', 'working']",
    "status != 'invalid'",
    "has(phone)",
    "has(phone) && has(email)",
    "!has(wechat)",
    "has(phone) || has(email) || has(wechat)",
    "follow_up_count == 0",
    "follow_up_count >= 3",
    "follow_up_count > 0 && follow_up_count < 10",
    "created_at > now - duration('168h')",
    "created_at > now - duration('720h')",
    "created_at < now - duration('2160h')",
    "last_follow_up_at < now - duration('72h')",
    "now - created_at > duration('720h')",
    "has(last_follow_up_at) ? last_follow_up_at < now - duration('24h') : true",
    "budget > money('10000 CNY')",
    "budget > money('1000000 CNY')",
    "budget < money('100 CNY')",
    "has(budget)",
    "needed_by < now + duration('720h')",
    "needed_by > now",
    "city == '上海'",
    "city == '北京' || city == '上海' || city == '深圳'",
    "city in ['北京', '上海', '广州', '深圳']",
    "city.startsWith('上')",
    "do_not_call",
    "!do_not_call",
    "!do_not_call && has(phone)",
    "score * 2 + follow_up_count > 100",
    "score + follow_up_count * 5 >= 80",
    "score - follow_up_count < 0",
    "score % 10 == 3",
    "score / 10 >= 5",
    "score >= 50 && status == 'new' && has(phone)",
    "score >= 50 && status == 'new' && has(phone) && city == '上海'",
    "score >= 80 || budget > money('50000 CNY')",
    "status == 'working' && last_follow_up_at < now - duration('168h')",
    "status == 'nurture' && follow_up_count > 5",
    "score > 30 ? follow_up_count < 3 : follow_up_count < 1",
    "email.endsWith('.cn')",
    "email.contains('@gmail.')",
    "has(email) && !email.endsWith('@qq.com')",
    "status == 'recycled' && score > 40",
    "follow_up_count > score",
    "created_at < last_follow_up_at",
    "last_follow_up_at - created_at < duration('24h')",
};

static const char RECORD_RULE[] =
    "score >= 50 && status == 'new' && has(phone) && city == '上海' && created_at > now - "
    "duration('720h')";

static struct env env;
static struct catalogue catalogue;
static struct batch leads;
static struct rule *rules[RULE_COUNT];
static struct rule *record_rule;
static uint8_t *verdicts;
static uint64_t state = 88172645463325252u;
static size_t checksum;

static uint32_t roll(uint32_t sides)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) % sides);
}

static void check(crm_status status)
{
    if (status >= 0)
        return;
    fprintf(stderr, "rule_bench: %s\n", env.error.message);
    exit(EXIT_FAILURE);
}

static const struct {
    const char *name;
    enum value_kind kind;
} COLUMNS[COLUMN_COUNT] = {
    {"score", VALUE_INT},  {"follow_up_count", VALUE_INT}, {"status", VALUE_TEXT},
    {"phone", VALUE_TEXT}, {"email", VALUE_TEXT},          {"wechat", VALUE_TEXT},
    {"city", VALUE_TEXT},  {"created_at", VALUE_INT},      {"last_follow_up_at", VALUE_INT},
    {"budget", VALUE_INT}, {"currency", VALUE_TEXT},       {"needed_by", VALUE_INT},
};

static struct value cell(size_t column)
{
    static const char *const STATUSES[] = {"new",     "assigned",  "working",  "qualified",
                                           "nurture", "converted", "recycled", "invalid"};
    static const char *const EMAILS[] = {"wang@qq.com", "li@gmail.com", "zhang@company.cn",
                                         "a@b.com.cn"};
    static const char *const CITIES[] = {"上海", "北京", "广州", "深圳", "杭州", "成都"};
    switch (column) {
    case 0:
        return crm__value_int(roll(100));
    case 1:
        return crm__value_int(roll(12));
    case 2:
        return crm__value_text(crm__text_of(STATUSES[roll(8)]));
    case 3:
        return roll(3) ? crm__value_text(TEXT("+8613812345678")) : VALUE_OF_NULL;
    case 4:
        return roll(2) ? crm__value_text(crm__text_of(EMAILS[roll(4)])) : VALUE_OF_NULL;
    case 5:
        return roll(4) ? VALUE_OF_NULL : crm__value_text(TEXT("wxid_1"));
    case 6:
        return roll(10) ? crm__value_text(crm__text_of(CITIES[roll(6)])) : VALUE_OF_NULL;
    case 7:
        return crm__value_int(NOW_US - (int64_t)roll(5000) * HOUR_US);
    case 8:
        return roll(3) ? crm__value_int(NOW_US - (int64_t)roll(2000) * HOUR_US) : VALUE_OF_NULL;
    case 9:
        return roll(2) ? crm__value_int((int64_t)roll(20000000)) : VALUE_OF_NULL;
    case 10:
        return crm__value_text(roll(10) ? TEXT("CNY") : TEXT("USD"));
    default:
        return crm__value_int(20500 + (int64_t)roll(200));
    }
}

static void make_leads(void)
{
    crm__batch_init(&leads, &env);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (!crm__batch_add(&leads, crm__text_of(COLUMNS[i].name), COLUMNS[i].kind))
            check(CRM_E_NOMEM);
    if (!crm__batch_add(&leads, TEXT("do_not_call"), VALUE_INT))
        check(CRM_E_NOMEM);
    for (size_t row = 0; row < ROW_COUNT; row++) {
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            check(crm__column_value(&leads, &leads.columns[i], cell(i)));
        check(crm__column_int(&leads, &leads.columns[COLUMN_COUNT], roll(20) == 0));
        crm__batch_finish_row(&leads);
    }
}

static const struct column *column_of(const struct rule *rule, size_t path)
{
    const struct rule_path *fields = crm__rule_path(rule, path);
    size_t index = crm__batch_find(&leads, fields->fields[fields->count - 1]->name);
    if (index == SIZE_MAX)
        check(crm__fail(&env, CRM_E_UNKNOWN, "no column %s",
                        fields->fields[fields->count - 1]->name.data));
    return &leads.columns[index];
}

static void run_rule(const struct rule *rule)
{
    const struct column *columns[COLUMN_COUNT + 1];
    for (size_t i = 0; i < crm__rule_path_count(rule); i++)
        columns[i] = column_of(rule, i);
    check(crm__rule_eval_batch(&env, rule, columns, ROW_COUNT, NOW_US, verdicts));
}

static void run_batch(void *context)
{
    (void)context;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        run_rule(rules[i]);
        checksum += verdicts[i];
    }
}

static void run_record(void *context)
{
    struct value values[COLUMN_COUNT];
    struct rule_value value;
    struct arena arena;
    (void)context;
    crm__arena_init(&arena, &env);
    /* In the order in which the rule names its fields. */
    values[0] = crm__value_int(77);
    values[1] = crm__value_text(TEXT("new"));
    values[2] = crm__value_text(TEXT("+8613812345678"));
    values[3] = crm__value_text(TEXT("上海"));
    values[4] = crm__value_int(NOW_US - HOUR_US);
    for (size_t i = 0; i < RECORD_COUNT; i++) {
        check(crm__rule_eval(&env, record_rule, values, NOW_US, &arena, &value));
        checksum += value.boolean;
    }
    crm__arena_free(&arena);
}

/* Each rule alone, for those who tune. */
static void print_each(void)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        double start = bench_cpu_s();
        run_rule(rules[i]);
        printf("%7.2f ns a row  %s\n", (bench_cpu_s() - start) * 1e9 / ROW_COUNT, RULES[i]);
    }
}

static struct rule *compile(const char *text)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = crm__entity_find(&catalogue, TEXT("lead"))};
    check(crm__rule_compile(&env, &scope, crm__text_of(text), RULE_BOOL, &rule));
    return rule;
}

int main(int count, char **arguments)
{
    static const struct bench_promise PROMISES[] = {
        {.text = "50 rules on 1M leads in columns, 50 M results a second",
         .limit_s = (double)RULE_COUNT * ROW_COUNT / 50e6,
         .by_cpu = 1,
         .ours = {.name = "batch", .run = run_batch},
         .must = 1,
         .stretch = 4},
        {.text = "a rule of five terms on a record, 200 ns",
         .limit_s = RECORD_COUNT * 200e-9,
         .by_cpu = 1,
         .ours = {.name = "record", .run = run_record},
         .must = 1},
    };
    bench_start(&count, arguments);
    check(crm__env_init(&env, NULL));
    check(crm__catalogue_init(&catalogue, &env));
    make_leads();
    verdicts = malloc(ROW_COUNT);
    for (size_t i = 0; i < RULE_COUNT; i++)
        rules[i] = compile(RULES[i]);
    record_rule = compile(RECORD_RULE);
    if (count > 1 && strcmp(arguments[1], "--each") == 0)
        print_each();
    size_t broken = bench_run(PROMISES, sizeof PROMISES / sizeof *PROMISES, stdout);
    for (size_t i = 0; i < RULE_COUNT; i++)
        crm__rule_free(rules[i]);
    crm__rule_free(record_rule);
    free(verdicts);
    crm__batch_free(&leads);
    crm__catalogue_free(&catalogue);
    return broken || checksum == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
