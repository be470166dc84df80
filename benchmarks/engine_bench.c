/*
 * The engines alone, in memory: RFM, totals, scoring, assignment, phones, e-mail. Peers are the
 * rates that the promises name; data is generated, the same on every run.
 */
#include "bench.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/batch.h"
#include "engine/email.h"
#include "engine/order_totals.h"
#include "engine/phone.h"
#include "engine/rfm.h"
#include "engine/route.h"
#include "engine/score.h"
#include "engine/segment.h"

enum {
    CUSTOMERS = 1000000,
    ORDERS = 10000000,
    RULES = 50,
    GROUPS = 5,
    SELLERS = 500,
    LEADS = 100000,
    PHONES = 1000000,
    EMAILS = 1000000,
};

static struct env env;
static uint64_t noise_state = 1;

static int64_t noise(int64_t limit)
{
    uint64_t z = noise_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)limit);
}

static void need(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "engine_bench: %s: %s\n", what, env.error.message);
    exit(1);
}

static void *room(size_t count, size_t size)
{
    void *block = calloc(count, size);
    need(block != NULL, "no memory");
    return block;
}

/* RFM of customers whose totals are kept. */

static int64_t *customer_columns[RFM_DIMENSIONS];
static uint8_t *codes;

static void make_customers(void)
{
    for (size_t d = 0; d < RFM_DIMENSIONS; d++)
        customer_columns[d] = room(CUSTOMERS, sizeof(int64_t));
    codes = room(CUSTOMERS, 1);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        int64_t orders = 1 + noise(4) * noise(4) + noise(100) / 97 * noise(60);
        customer_columns[RFM_RECENCY][i] = noise(27) * noise(27);
        customer_columns[RFM_FREQUENCY][i] = orders;
        customer_columns[RFM_MONETARY][i] = orders * (500 + noise(200) * noise(200));
    }
}

static void run_rfm(void *context)
{
    (void)context;
    struct rfm_customers customers = {
        .count = CUSTOMERS,
        .values = {customer_columns[0], customer_columns[1], customer_columns[2]}};
    struct rfm_scores scores;
    struct segment_map map;
    size_t rule_count;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    need(crm__rfm_score(&env, &(struct rfm_spec){0}, &customers, &scores) == CRM_OK, "rfm");
    need(crm__segment_compile(&env, rules, rule_count, SEGMENT_STANDARD_SCALE, scores.bins, &map) ==
             CRM_OK,
         "segments");
    crm__segment_assign(&map, &scores, codes);
    crm__rfm_scores_free(&scores);
}

/* Totals of orders whose customers are texts, as a file has them. */

static struct column order_columns[3];

static void make_orders(void)
{
    struct column *customer = &order_columns[0];
    *customer = (struct column){.kind = VALUE_TEXT, .count = ORDERS};
    customer->offsets = room(ORDERS + 1, sizeof(int32_t));
    customer->bytes = room(ORDERS, 8);
    for (size_t i = 1; i < 3; i++) {
        order_columns[i] = (struct column){.kind = VALUE_INT, .count = ORDERS};
        order_columns[i].integers = room(ORDERS, sizeof(int64_t));
    }
    int32_t at = 0;
    for (size_t i = 0; i < ORDERS; i++) {
        char number[NUMBER_TEXT_SIZE];
        size_t size = crm__int64_to_text(noise(CUSTOMERS), number);
        for (size_t j = 0; j < size; j++)
            customer->bytes[at++] = number[j];
        customer->offsets[i + 1] = at;
        order_columns[1].integers[i] = 19000 + noise(730);
        order_columns[2].integers[i] = 100 + noise(50000);
    }
}

static void run_orders(void *context)
{
    (void)context;
    struct order_totals totals;
    crm__order_totals_init(&totals, &env);
    need(crm__order_totals_add(&totals, &order_columns[0], &order_columns[1], &order_columns[2]) ==
             CRM_OK,
         "orders");
    crm__order_totals_free(&totals);
}

/* Fifty rules over a million leads. */

static struct score_group groups[GROUPS];
static struct score_rule rules[RULES];
static const uint8_t *verdicts[RULES];
static int64_t *lead_scores;

static void make_scores(void)
{
    lead_scores = room(CUSTOMERS, sizeof(*lead_scores));
    for (size_t i = 0; i < GROUPS; i++)
        groups[i] = (struct score_group){(int64_t)i, 0, 50000};
    for (size_t i = 0; i < RULES; i++) {
        uint8_t *column = room(CUSTOMERS, 1);
        for (size_t row = 0; row < CUSTOMERS; row++)
            column[row] = (uint8_t)noise(3);
        verdicts[i] = column;
        rules[i] = (struct score_rule){.id = (int64_t)i,
                                       .group = i % GROUPS,
                                       .points_milli = noise(20000) - 5000,
                                       .min_milli = SCORE_NO_MIN,
                                       .max_milli = SCORE_NO_MAX};
    }
}

static void run_scores(void *context)
{
    (void)context;
    struct score_model model = {groups, GROUPS, rules, RULES, 0, 100000};
    need(crm__score_batch(&env, &model, verdicts, NULL, CUSTOMERS, lead_scores) == CRM_OK,
         "scores");
}

/* A hundred thousand leads to five hundred sellers, by three ordered rules. */

static struct route_member sellers[SELLERS];
static uint32_t team[SELLERS];
static int32_t weights[SELLERS];
static int64_t state[3][SELLERS];
static uint8_t *matches[3];
static struct route_lead *demands;
static struct route_decision *decisions;

static void make_leads(void)
{
    demands = room(LEADS, sizeof(*demands));
    decisions = room(LEADS, sizeof(*decisions));
    for (size_t i = 0; i < 3; i++)
        matches[i] = room(LEADS, 1);
    for (size_t row = 0; row < LEADS; row++) {
        matches[0][row] = (uint8_t)(noise(3) == 0);
        matches[1][row] = (uint8_t)(noise(2) == 0);
        matches[2][row] = 1;
        demands[row] = (struct route_lead){UINT64_C(1) << noise(4), 1 + noise(5)};
    }
    for (size_t i = 0; i < SELLERS; i++) {
        team[i] = (uint32_t)i;
        weights[i] = (int32_t)(1 + noise(10));
    }
}

/* `context` is the leads' demands, or NULL for none. */
static void run_route(void *context)
{
    struct route_rule route_rules[3];
    for (size_t i = 0; i < 3; i++) {
        route_rules[i] = (struct route_rule){.id = (int64_t)i + 1,
                                             .members = team,
                                             .weights = weights,
                                             .member_count = SELLERS,
                                             .fall_through = true,
                                             .state = state[i]};
        for (size_t j = 0; j < SELLERS; j++)
            state[i][j] = ROUTE_STATE_NEW;
    }
    route_rules[0].strategy = ROUTE_LEAST_BUSY;
    route_rules[1].strategy = ROUTE_WEIGHTED;
    route_rules[2].strategy = ROUTE_ROUND_ROBIN;
    for (size_t i = 0; i < SELLERS; i++)
        sellers[i] = (struct route_member){.id = (int64_t)i + 1,
                                           .available = i % 17 != 0,
                                           .capacity = 150 + (int64_t)i % 200,
                                           .skills = 1 + i % 15,
                                           .territory = (int64_t)i % 6};
    struct route_plan plan = {sellers, SELLERS, route_rules, 3};
    struct router *router;
    const uint8_t *columns[] = {matches[0], matches[1], matches[2]};
    need(crm__router_new(&env, &plan, &router) == CRM_OK, "router");
    crm__router_assign_all(router, context, columns, LEADS, decisions);
    crm__router_save(router);
    crm__router_free(router);
}

/* A million Chinese mobiles in the spellings of a lead list. */

static struct text *typed;
static volatile size_t valid_count;

static void make_phones(void)
{
    static const char *const forms[] = {"13912345678", "+86 139 1234 5678", "139-1234-5678",
                                        "0086-13912345678", "86-13912345678"};
    char *bytes = room(PHONES, 24);
    typed = room(PHONES, sizeof(*typed));
    for (size_t i = 0; i < PHONES; i++) {
        struct text form = crm__text_of(forms[noise(5)]);
        char *out = bytes + i * 24;
        for (size_t j = 0; j < form.size; j++) /* the last six digits differ */
            out[j] = j + 7 >= form.size && form.data[j] >= '4' && form.data[j] <= '8'
                         ? (char)('0' + noise(10))
                         : form.data[j];
        typed[i] = (struct text){out, form.size};
    }
}

static void run_phones(void *context)
{
    (void)context;
    size_t valid = 0;
    for (size_t i = 0; i < PHONES; i++) {
        struct phone phone;
        crm__phone_clean(typed[i], TEXT("CN"), &phone);
        valid += phone.level == PHONE_VALID;
    }
    need(valid == PHONES, "a phone is not valid");
    valid_count = valid;
}

/* E-mail addresses of people at providers and at companies. */

static struct text *addresses;

static void make_emails(void)
{
    static const char *const names[] = {"ann.lee", "wei.zhang", "j.r.smith", "sales", "Bo",
                                        "liu_yang88", "k.mueller+crm", "info"};
    static const char *const domains[] = {"gmail.com", "QQ.com", "163.com", "mail.acme%d.com.cn",
                                          "acme%d.com", "Acme-%d.de", "yahoo.co.uk",
                                          "outlook.com"};
    char *bytes = room(EMAILS, 48);
    addresses = room(EMAILS, sizeof(*addresses));
    for (size_t i = 0; i < EMAILS; i++) {
        char domain[32];
        char *text = bytes + i * 48;
        snprintf(domain, sizeof(domain), domains[noise(8)], (int)noise(100000));
        int size = snprintf(text, 48, "%s%d@%s", names[noise(8)], (int)noise(1000), domain);
        addresses[i] = (struct text){text, (size_t)size};
    }
}

static void run_emails(void *context)
{
    (void)context;
    size_t valid = 0;
    for (size_t i = 0; i < EMAILS; i++) {
        struct email email;
        crm__email_clean(addresses[i], &email);
        valid += email.level == EMAIL_VALID && email.mailbox.size > 0;
    }
    need(valid == EMAILS, "an address is not valid");
}

int main(int argc, char **argv)
{
    bench_start(&argc, argv);
    need(crm__env_init(&env, NULL) == CRM_OK, "environment");
    make_customers();
    make_orders();
    make_scores();
    make_leads();
    make_phones();
    make_emails();
    const struct bench_promise promises[] = {
        {.text = "RFM and segments of 1M customers from totals",
         .limit_s = 0.010,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_rfm},
         .must = 1,
         .stretch = 0.010 / 0.0032,
         .rounds = 25},
        {.text = "totals of 10M orders with text customers",
         .limit_s = 0.64,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_orders},
         .must = 1,
         .stretch = 2,
         .rounds = 3},
        {.text = "50 scoring rules x 1M leads, 50 M/s",
         .limit_s = 1.0,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_scores},
         .must = 1,
         .stretch = 4},
        {.text = "100k leads to 500 sellers, 200 k/s",
         .limit_s = 0.5,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_route},
         .must = 1,
         .stretch = 5},
        {.text = "the same with skills and territories",
         .limit_s = 0.5,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_route, .context = demands},
         .must = 1,
         .stretch = 5},
        {.text = "1M phones to E.164, at 77 k/s of the peer",
         .limit_s = 1e6 / 77e3,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_phones},
         .must = 50,
         .stretch = 100},
        {.text = "1M e-mail addresses to keys and flags, 5 M/s",
         .limit_s = 0.2,
         .by_cpu = 1,
         .ours = {.name = "engine", .run = run_emails},
         .must = 1,
         .stretch = 2},
    };
    return bench_run(promises, sizeof(promises) / sizeof(*promises), stdout) ? 1 : 0;
}
