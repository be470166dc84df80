/* What the demo does with leads between commands, and the sums of the lead's life. */
#include "demo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What the last import read is what it made, found, and refused. */
int demo_import_sum(struct demo *demo, crm_db *db)
{
    const struct demo_rows wanted = {
        "import_run", NULL, "-id",
        "row_count,created_count,updated_count,duplicate_count,rejected_count", 1};
    crm_cursor *rows = demo_rows(db, &wanted);
    if (!rows || crm_cursor_next(rows) != CRM_OK) {
        crm_cursor_free(rows);
        return demo_fail(db, "import_run");
    }
    const struct part whole = {"rows", "行", crm_cursor_int(rows, 0)};
    const struct part parts[] = {{"created", "新建", crm_cursor_int(rows, 1)},
                                 {"updated", "更新", crm_cursor_int(rows, 2)},
                                 {"duplicates", "重复", crm_cursor_int(rows, 3)},
                                 {"rejected", "拒绝", crm_cursor_int(rows, 4)}};
    crm_cursor_free(rows);
    demo_sum(demo, whole, parts, 4);
    return 0;
}

int demo_outcome_check(struct demo *demo, crm_db *db)
{
    int64_t leads = demo_count(demo, db, "lead", "has(bank_age)");
    int64_t bought = demo_count(demo, db, "lead", "bank_bought");
    int64_t rows = demo_file_lines(demo, "bank_leads.csv", "") - 1;
    int64_t yes = demo_file_lines(demo, "bank_leads.csv", ";yes");
    demo_import_sum(demo, db);
    demo_true(demo, leads == rows && bought == yes,
              demo_say(demo, "%s leads, %s of them bought; the file has %s rows, %s with yes",
                       "%s 条线索，其中 %s 条成交；文件有 %s 行，其中 yes %s 行"),
              demo_figure(leads), demo_figure(bought), demo_figure(rows), demo_figure(yes));
    return 0;
}

/* --- the score against what really happened ------------------------------------------------- */

enum { TENTHS = 10, BAR = 30 };

struct tenth {
    int64_t leads;
    int64_t bought;
    int64_t best;
    int64_t worst;
};

static double rate(int64_t part, int64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

/* Best first; equal scores by id, which says nothing about the outcome. */
static int tenths_fill(crm_db *db, int64_t leads, struct tenth *tenths)
{
    const struct demo_rows wanted = {"lead", "has(bank_age)", "-score,id", "score,bank_bought", 0};
    crm_cursor *rows = demo_rows(db, &wanted);
    crm_status status = rows ? CRM_OK : CRM_E_NOMEM;
    for (int64_t i = 0; status == CRM_OK && (status = crm_cursor_next(rows)) == CRM_OK; i++) {
        struct tenth *tenth = &tenths[i * TENTHS / leads];
        tenth->worst = crm_cursor_int(rows, 0);
        if (tenth->leads++ == 0)
            tenth->best = tenth->worst;
        tenth->bought += crm_cursor_int(rows, 1);
    }
    crm_cursor_free(rows);
    return status < 0 ? -1 : 0;
}

static void tenths_print(const struct demo *demo, const struct tenth *tenths, double all)
{
    const char *color = demo->tool->color ? "\033[36m" : "";
    const char *plain = demo->tool->color ? "\033[0m" : "";
    puts(demo_say(demo, "tenth   score   leads  bought    rate   lift",
                  "十分位   评分    线索    成交   成交率   提升"));
    for (int i = 0; i < TENTHS; i++) {
        double share = rate(tenths[i].bought, tenths[i].leads);
        printf("%5d  %3" PRId64 "–%-3" PRId64 " %6s %7s  %5.1f%%  %5.2f  %s", i + 1,
               tenths[i].worst, tenths[i].best, demo_figure(tenths[i].leads),
               demo_figure(tenths[i].bought), 100 * share, share / all, color);
        for (int cell = 0; cell < (int)(share * BAR / 0.5 + 0.5); cell++)
            fputs("█", stdout);
        printf("%s\n", plain);
    }
}

int demo_deciles(struct demo *demo, crm_db *db)
{
    struct tenth tenths[TENTHS] = {{0}};
    int64_t leads = demo_count(demo, db, "lead", "has(bank_age)");
    int64_t bought = demo_count(demo, db, "lead", "bank_bought");
    int64_t leads_sum = 0;
    int64_t bought_sum = 0;
    int64_t half = 0;
    if (leads == 0 || tenths_fill(db, leads, tenths) < 0)
        return -1;
    for (int i = 0; i < TENTHS; i++) {
        leads_sum += tenths[i].leads;
        bought_sum += tenths[i].bought;
        half += i < TENTHS / 2 ? tenths[i].bought : 0;
    }
    tenths_print(demo, tenths, rate(bought, leads));
    demo_true(demo, leads_sum == leads && bought_sum == bought,
              demo_say(demo, "the tenths have %s leads and %s buyers, as the whole",
                       "十组合计 %s 条线索、%s 条成交，与总数一致"),
              demo_figure(leads_sum), demo_figure(bought_sum));
    double lift = rate(tenths[0].bought, tenths[0].leads) / rate(bought, leads);
    demo_true(demo, lift > 2 && tenths[0].bought > tenths[TENTHS - 1].bought,
              demo_say(demo,
                       "the best tenth buys %.2f times as often as all; the better half has %.0f%% "
                       "of the buyers",
                       "最高一组成交率为平均的 %.2f 倍；前五组占全部成交的 %.0f%%"),
              lift, 100 * rate(half, bought));
    return 0;
}

/* --- sums of leads -------------------------------------------------------------------------- */

int demo_status_sum(struct demo *demo, crm_db *db)
{
    static const struct part all[] = {{"new", "新线索", 0},      {"assigned", "已分配", 0},
                                      {"working", "跟进中", 0},  {"qualified", "合格", 0},
                                      {"nurture", "培育", 0},    {"converted", "已转化", 0},
                                      {"recycled", "已回收", 0}, {"invalid", "无效", 0}};
    struct part parts[sizeof all / sizeof *all];
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char rule[64];
        snprintf(rule, sizeof rule, "status == \"%s\"", all[i].en);
        parts[count] = all[i];
        parts[count].figure = demo_count(demo, db, "lead", rule);
        count += parts[count].figure != 0;
    }
    const struct part whole = {"leads", "条线索", demo_count(demo, db, "lead", NULL)};
    demo_sum(demo, whole, parts, count);
    return 0;
}

int demo_owner_sum(struct demo *demo, crm_db *db)
{
    const struct demo_rows wanted = {"user", "has(capacity)", "id", "id,name,capacity", 0};
    struct part parts[8] = {{"with nobody", "无人持有", 0}};
    char names[8][64];
    size_t count = 1;
    bool within = true;
    crm_cursor *rows = demo_rows(db, &wanted);
    while (rows && count < 8 && crm_cursor_next(rows) == CRM_OK) {
        char rule[64];
        snprintf(rule, sizeof rule, "owner == %" PRId64, crm_cursor_int(rows, 0));
        snprintf(names[count], sizeof names[count], "%s", crm_cursor_text(rows, 1));
        parts[count] =
            (struct part){names[count], names[count], demo_count(demo, db, "lead", rule)};
        within &= parts[count].figure <= crm_cursor_int(rows, 2);
        count++;
    }
    crm_cursor_free(rows);
    parts[0].figure = demo_count(demo, db, "lead", "!has(owner)");
    const struct part whole = {"leads", "条线索", demo_count(demo, db, "lead", NULL)};
    demo_sum(demo, whole, parts, count);
    demo_true(demo, within, "%s",
              demo_say(demo, "nobody holds more than his capacity", "无人超出库容"));
    return 0;
}

/* --- following up, reminding, recycling ----------------------------------------------------- */

enum { CALLS_EACH = 25 };

static crm_status call_save(crm_db *db, int64_t lead, int64_t owner, int64_t at_us)
{
    crm_record *call;
    crm_status status = crm_record_new(db, "activity", &call);
    if (status < 0)
        return status;
    crm_record_set_text(call, "kind", "call", CRM_NUL);
    crm_record_set_text(call, "result", "interested", CRM_NUL);
    crm_record_set_int(call, "lead", lead);
    crm_record_set_int(call, "owner", owner);
    crm_record_set_int(call, "at", at_us);
    status = crm_record_save(call, NULL);
    crm_record_free(call);
    return status;
}

/* Each seller calls the best of his leads that name a company. */
int demo_follow_up(struct demo *demo, crm_db *db)
{
    static const char *const sellers[] = {"chen", "wang", "li", "zhao"};
    crm_status status = crm_db_begin(db);
    for (size_t i = 0; status >= 0 && i < sizeof sellers / sizeof *sellers; i++) {
        char rule[96];
        snprintf(rule, sizeof rule, "owner.login == \"%s\" && has(company)", sellers[i]);
        const struct demo_rows wanted = {"lead", rule, "-score,id", "id,owner", CALLS_EACH};
        crm_cursor *rows = demo_rows(db, &wanted);
        int64_t leads[CALLS_EACH];
        int64_t owner = 0;
        size_t count = 0;
        while (rows && count < CALLS_EACH && crm_cursor_next(rows) == CRM_OK) {
            leads[count++] = crm_cursor_int(rows, 0);
            owner = crm_cursor_int(rows, 1);
        }
        crm_cursor_free(rows);
        for (size_t lead = 0; status >= 0 && lead < count; lead++)
            status = call_save(db, leads[lead], owner, demo->now_us);
    }
    if (status < 0 || crm_db_commit(db) < 0)
        return demo_fail(db, "activity");
    int64_t calls = demo_count(demo, db, "activity", "kind == \"call\"");
    int64_t working = demo_count(demo, db, "lead", "follow_up_count == 1");
    demo_true(demo, calls == working && calls > 0,
              demo_say(demo, "%s calls, %s leads followed up once", "%s 通电话，%s 条线索跟进一次"),
              demo_figure(calls), demo_figure(working));
    return 0;
}

int demo_reminder_sum(struct demo *demo, crm_db *db)
{
    const struct part whole = {"leads with a seller", "条已分配线索",
                               demo_count(demo, db, "lead", "has(owner)")};
    const struct part parts[] = {
        {"reminders", "条提醒", demo_count(demo, db, "outbox", "kind == \"recycle_reminder\"")},
        {"followed up since", "条已跟进", demo_count(demo, db, "lead", "follow_up_count > 0")}};
    demo_sum(demo, whole, parts, 2);
    return 0;
}

int demo_recycle_sum(struct demo *demo, crm_db *db)
{
    int64_t gone = demo_count(demo, db, "outbox", "kind == \"recycled\"");
    int64_t reminded = demo_count(demo, db, "outbox", "kind == \"recycle_reminder\"");
    int64_t back = demo_count(demo, db, "lead", "status == \"recycled\" && !has(owner)");
    demo_true(demo, gone == back && gone == reminded,
              demo_say(demo, "%s leads back in the pool, each reminded of, each told",
                       "%s 条线索回到公海，均已提醒并通知"),
              demo_figure(back));
    return demo_status_sum(demo, db);
}
