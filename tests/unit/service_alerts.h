/* What the suites of alerts share: a store in memory, customers who order, and rules. */
#ifndef CRM_TESTS_SERVICE_ALERTS_H
#define CRM_TESTS_SERVICE_ALERTS_H

#include "service_fixture.h"

#include "base/time.h"
#include "service/alerts.h"
#include "service/segment.h"
#include "service/table.h"
#include "service/work.h"

static struct fixture fixture;
static struct store *store;
static int next_number;

static inline void alerts_set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    next_number = 0;
}

static inline void alerts_tear_down(void)
{
    fixture_tear_down(&fixture);
}

/* Saves a record, id 0 a new one, from pairs of field and text. */
static inline crm_status try_save(const char *entity, int64_t *id, const char *const *pairs)
{
    struct record record;
    ck_assert_done(&fixture, crm__record_init(&record, store->env, entity_of(store, entity)));
    crm_status status = *id ? crm__row_load(store, *id, 0, &record) : CRM_OK;
    for (size_t i = 0; status >= 0 && pairs[i]; i += 2)
        status = crm__record_set_text(&record, field_of(store, entity, pairs[i]),
                                      crm__text_of(pairs[i + 1]));
    if (status >= 0)
        status = crm__save_record(store, &record, NULL);
    if (status >= 0)
        *id = record.values[SYSTEM_ID].integer;
    crm__record_free(&record);
    return status;
}

static inline int64_t save_pairs(const char *entity, int64_t id, const char *const *pairs)
{
    ck_assert_done(&fixture, try_save(entity, &id, pairs));
    return id;
}

#define SAVED(entity, ...) save_pairs((entity), 0, (const char *const[]){__VA_ARGS__, NULL})
#define CHANGE(entity, id, ...)                                                                    \
    save_pairs((entity), (id), (const char *const[]){__VA_ARGS__, NULL})

static inline const char *id_text(int64_t id)
{
    static char texts[4][32];
    static int next;
    char *text = texts[next++ % 4];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

static inline int64_t ordered(int64_t account, const char *at)
{
    char number[16];
    snprintf(number, sizeof number, "N%d", ++next_number);
    return SAVED("order", "number", number, "account", id_text(account), "placed_at", at,
                 "currency", "CNY", "amount", "10.00", "status", "placed");
}

static inline void now_is(const char *at)
{
    ck_assert_done(&fixture,
                   crm__time_parse(store->env, crm__text_of(at), &store->env->now_us));
}

static inline int64_t worked(void)
{
    struct work_report report;
    ck_assert_done(&fixture, crm__work_run(store, store->env->now_us, 0, PARTITION_WHOLE, &report));
    ck_assert_int_eq(report.failed, 0);
    return report.done;
}

static inline struct alert_report alerts_run(bool dry_run)
{
    struct alert_report report;
    ck_assert_done(&fixture, crm__alerts_run(store, dry_run, false, &report, NULL));
    return report;
}

static inline int64_t alerts_where(const char *rule)
{
    return count_where(store, "alert", rule);
}

static inline int64_t messages(void)
{
    return count_where(store, "outbox", "kind == \"churn_alert\"");
}

/* When the timer of an account is set; -1: there is none. */
static inline int64_t timer_of(int64_t account)
{
    char rule[96];
    snprintf(rule, sizeof rule, "kind == \"churn_alert\" && record_id == %lld",
             (long long)account);
    if (count_where(store, "due_work", rule) == 0)
        return -1;
    return field_int(store, "due_work", id_where(store, "due_work", rule), "due_at");
}

static inline int64_t time_of(const char *at)
{
    int64_t time_us;
    ck_assert_done(&fixture, crm__time_parse(store->env, crm__text_of(at), &time_us));
    return time_us;
}

/* Ordered on three days ten days apart; a factor of 2 allows 20 days of silence. */
static inline int64_t regular_customer(int64_t owner)
{
    int64_t account = owner ? SAVED("account", "name", "张伟", "owner", id_text(owner))
                            : SAVED("account", "name", "张伟");
    ordered(account, "2026-01-01T10:00:00Z");
    ordered(account, "2026-01-11T23:00:00Z");
    ordered(account, "2026-01-21T01:00:00Z");
    return account;
}

static inline int64_t seller_made(const char *login, const char *language)
{
    return SAVED("user", "name", login, "login", login, "language", language);
}

#endif
