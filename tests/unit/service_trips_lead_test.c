/* Round trips of what is done with leads, and of due work; see service_trips.h. */
#include "service_trips.h"

#include "base/time.h"
#include "service/assign.h"
#include "service/cleanse.h"
#include "service/duplicates.h"
#include "service/merge.h"
#include "service/normal.h"
#include "service/recycle.h"
#include "service/score.h"
#include "service/work.h"
#include "store/keys.h"
#include "store/outbox.h"

/* --- timers, messages, leads ------------------------------------------------------------------ */

static void set_due(void)
{
    struct due items[MANY];
    for (size_t i = 0; i < count; i++)
        items[i] = (struct due){.kind = TEXT("reminder"),
                                .entity = entity_of(store, "lead"),
                                .record_id = ids[i],
                                .due_us = store->env->now_us};
    ck_assert_done(&fixture, crm__due_set(store, items, count));
}

static void due_leads(void)
{
    leads();
    set_due();
}

static void take_due(void)
{
    struct due_list list;
    ck_assert_done(&fixture,
                   crm__due_take(store, store->env->now_us, 1000, PARTITION_WHOLE, &list));
    ck_assert_uint_ge(list.count, count);
    crm__due_list_free(&list);
}

static void clear_due(void)
{
    ck_assert_done(&fixture,
                   crm__due_clear(store, TEXT("reminder"), entity_of(store, "lead"), ids, count));
}

static void post(void)
{
    struct outbox_message messages[MANY];
    char keys[MANY][24];
    size_t added = 0;
    for (size_t i = 0; i < count; i++) {
        snprintf(keys[i], sizeof keys[i], "k%zu", i);
        messages[i] = (struct outbox_message){.channel = TEXT("email"),
                                              .kind = TEXT("test"),
                                              .address = TEXT("a@b.cn"),
                                              .idempotency_key = crm__text_of(keys[i])};
    }
    ck_assert_done(&fixture, crm__outbox_add(store, messages, count, &added));
    ck_assert_uint_eq(added, count);
}

static void take_post(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__outbox_take(store, 1000, MINUTE_US, &reader));
    crm__reader_free(reader);
}

static void find_keys(void)
{
    struct match_key keys[MANY];
    struct match_hits hits = {.items = NULL};
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct match_key){.key = (int64_t)i, .kind = 1};
    ck_assert_done(&fixture, crm__match_keys_find(store, keys, count, 0, &hits));
    crm__match_hits_free(&hits);
}

static void score(void)
{
    struct score_report report;
    struct lead_choice choice = {.ids = ids, .count = count};
    ck_assert_done(&fixture, crm__score_run(store, &choice, false, &report));
    ck_assert_int_eq(report.scored, (int64_t)count);
}

static void cleanse(void)
{
    struct cleanse_report report;
    struct lead_choice choice = {.ids = ids, .count = count};
    ck_assert_done(&fixture, crm__cleanse_run(store, &choice, false, &report, NULL));
}

static void assign(void)
{
    struct reader *reader;
    struct assign_options options = {.leads = ids, .count = count};
    ck_assert_done(&fixture, crm__assign(store, &options, &reader));
    crm__reader_free(reader);
}

static void give(void)
{
    ck_assert_done(&fixture, crm__pool_give(store, ids, count, seller, TEXT_NONE));
}

static void release(void)
{
    ck_assert_done(&fixture, crm__pool_release(store, ids, count, 0, TEXT_NONE));
}

static void judge(void)
{
    struct recycle_sheet sheet;
    ck_assert_done(&fixture, crm__recycle_judge(store, ids, count, &sheet));
    crm__recycle_sheet_free(&sheet);
}

static void refresh(void)
{
    ck_assert_done(&fixture, crm__recycle_refresh(store, ids, count, true));
}

static void duplicates(void)
{
    struct duplicates_report report;
    ck_assert_done(&fixture, crm__duplicates_scan(store, entity_of(store, "lead"),
                                                  PARTITION_WHOLE, &report));
}

static void merge(void)
{
    int64_t made = 0;
    ck_assert_done(&fixture,
                   crm__merge_run(store, entity_of(store, "lead"), ids, count, TEXT_NONE, &made));
}

static int64_t made;

static void merged(void)
{
    leads();
    ck_assert_done(&fixture,
                   crm__merge_run(store, entity_of(store, "lead"), ids, count, TEXT_NONE, &made));
}

static void unmerge(void)
{
    ck_assert_done(&fixture, crm__merge_undo(store, made));
}

static void normals(void)
{
    int64_t changed;
    ck_assert_done(&fixture, crm__normals_rebuild(store, &changed));
}

/* --- leads on the move ------------------------------------------------------------------------ */

/* Neighbours lie in different pools. */
static void leads_in_two_pools(void)
{
    char pool[24];
    snprintf(pool, sizeof pool, "%lld",
             (long long)insert(store, "pool", "name", "other", "enabled", "true", NULL));
    leads_in_pool();
    for (size_t i = 0; i < count; i += 2)
        ck_assert_int_eq(try_update(store, "lead", ids[i], 0, "pool", pool, NULL), CRM_OK);
}

static void claimable(void)
{
    struct import_report report =
        import("name,users\npool,Li\n",
               (struct import_options){.entity = entity_of(store, "pool"), .key = TEXT("name")});
    ck_assert_int_eq(report.rejected, 0);
    leads_in_pool();
}

static void claim(void)
{
    ck_assert_done(&fixture, crm__pool_claim(store, ids, count, seller, TEXT_NONE));
}

static void transfer(void)
{
    int64_t to = insert(store, "pool", "name", "other", "enabled", "true", NULL);
    ck_assert_done(&fixture, crm__pool_transfer(store, ids, count, to, TEXT_NONE));
}

/* --- due work --------------------------------------------------------------------------------- */

static void work_run(int64_t done, int64_t failed)
{
    struct work_report report;
    ck_assert_done(&fixture, crm__work_run(store, store->env->now_us, 0, PARTITION_WHOLE, &report));
    ck_assert_int_eq(report.done, done);
    ck_assert_int_eq(report.failed, failed);
}

static void reminders(void)
{
    import_of("reminder", "name,recipient,remind_at\n", "call #,Li,2026-03-01T09:00:00Z\n");
}

static void remind(void)
{
    work_run((int64_t)count, 0);
}

/* All are due, and their owners were to be reminded before. */
static void leads_due(void)
{
    leads_of_seller();
    store->env->now_us += 11 * DAY_US;
}

static void remind_and_recycle(void)
{
    work_run(2 * (int64_t)count, 0);
}

static void recycle(void)
{
    int64_t moved = 0;
    ck_assert_done(&fixture, crm__recycle_run(store, &moved));
    ck_assert_int_eq(moved, (int64_t)count);
}

static void plan(void)
{
    struct reader *reader;
    ck_assert_done(&fixture, crm__recycle_plan(store, 0, store->env->now_us, &reader));
    crm__reader_free(reader);
}

/* They have no pool, and none is the default. */
static void leads_due_nowhere(void)
{
    import_of("lead", "name,owner\n", "lead #,Li\n");
    ck_assert_int_eq(try_update(store, "pool", id_where(store, "pool", "name == 'pool'"), 0,
                                "is_default", "false", NULL),
                     CRM_OK);
    store->env->now_us += 11 * DAY_US;
}

static void remind_and_refuse(void)
{
    work_run((int64_t)count, (int64_t)count);
}

static void silent_customers(void)
{
    insert(store, "alert_rule", "name", "silent", "kind", "silence", "absolute_days", "30",
           "enabled", "true", NULL);
    import_of("order", "account.external_id,number,placed_at,amount,status\n",
              "c#,n#,2026-02-20,100.50,placed\n");
    store->env->now_us += 60 * DAY_US;
}

static void raise(void)
{
    work_run((int64_t)count, 0);
    ck_assert_int_eq(count_where(store, "alert", ""), (int64_t)count);
}

const struct call calls[] = {
    {"set timers", leads, set_due},
    {"move timers", due_leads, set_due},
    {"take timers", due_leads, take_due},
    {"clear timers", due_leads, clear_due},
    {"post", nothing, post},
    {"take post", post, take_post},
    {"find keys", leads, find_keys},
    {"score", leads, score},
    {"cleanse", leads, cleanse},
    {"assign", leads, assign},
    {"give", leads_in_pool, give},
    {"release", leads_of_seller, release},
    {"judge", leads_of_seller, judge},
    {"refresh", leads_of_seller, refresh},
    {"duplicates", leads, duplicates},
    {"merge", leads, merge},
    {"unmerge", merged, unmerge},
    {"assign from two pools", leads_in_two_pools, assign},
    {"claim", claimable, claim},
    {"transfer", leads_in_pool, transfer},
    {"recycle", leads_due, recycle},
    {"plan", leads_due, plan},
    {"work: reminders", reminders, remind},
    {"work: recycling", leads_due, remind_and_recycle},
    {"work: what is refused", leads_due_nowhere, remind_and_refuse},
    {"work: alerts", silent_customers, raise},
    {"normal forms", leads, normals},
};
const int call_count = sizeof calls / sizeof *calls;

int main(void)
{
    return trips_main("service/trips of leads");
}
