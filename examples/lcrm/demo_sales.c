/* What the demo does with opportunities and customers, and their sums. */
#include "demo.h"

#include <inttypes.h>
#include <string.h>

/* --- conversion ----------------------------------------------------------------------------- */

enum { LEAD_LIMIT = 128 };

/* Ids of the first field of the rows. */
static size_t ids_read(crm_db *db, const struct demo_rows *wanted, int64_t *ids)
{
    size_t count = 0;
    crm_cursor *rows = demo_rows(db, wanted);
    while (rows && count < LEAD_LIMIT && crm_cursor_next(rows) == CRM_OK)
        ids[count++] = crm_cursor_int(rows, 0);
    crm_cursor_free(rows);
    return count;
}

/* Every lead that was followed up is converted, with an amount that its place in the row gives. */
int demo_convert(struct demo *demo, crm_db *db)
{
    const struct demo_rows wanted = {"lead", "follow_up_count > 0 && !has(converted_at)", "id",
                                     "id", LEAD_LIMIT};
    int64_t leads[LEAD_LIMIT];
    size_t count = ids_read(db, &wanted, leads);
    int64_t created = 0;
    int64_t linked = 0;
    crm_status status = crm_db_begin(db);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        int64_t amount_minor = (int64_t)(8 + i * 7 % 23) * 250000;
        crm_convert_options options = {.size = sizeof options, .amount = &amount_minor};
        crm_convert_result result;
        status = crm_lead_convert(db, leads[i], &options, &result);
        if (status >= 0 && result.account_created)
            created++;
        else if (status >= 0)
            linked++;
    }
    if (status < 0 || crm_db_commit(db) < 0)
        return demo_fail(db, "conversion");
    demo->converted = (int64_t)count;
    const struct part whole = {"leads", "条线索", demo->converted};
    const struct part parts[] = {{"new accounts", "个新客户", created},
                                 {"found accounts", "个已有客户", linked}};
    demo_sum(demo, whole, parts, 2);
    demo_true(demo, demo_count(demo, db, "opportunity", NULL) == demo->converted,
              demo_say(demo, "%s opportunities", "%s 个商机"), demo_figure(demo->converted));
    return 0;
}

int demo_unconvert_check(struct demo *demo, crm_db *db)
{
    int64_t opportunities = demo_count(demo, db, "opportunity", NULL);
    int64_t converted = demo_count(demo, db, "lead", "status == \"converted\"");
    demo_true(demo, opportunities == converted && converted == demo->converted - 1,
              demo_say(demo, "%s converted leads and %s opportunities are left",
                       "尚有 %s 条已转化线索、%s 个商机"),
              demo_figure(converted), demo_figure(opportunities));
    return demo_status_sum(demo, db);
}

/* --- stages --------------------------------------------------------------------------------- */

static crm_status stage_set(crm_db *db, int64_t opportunity, const char *stage, const char *why)
{
    crm_record *to = NULL;
    crm_record *record = NULL;
    crm_status status = crm_record_find(db, "stage", "name", stage, CRM_NUL, &to);
    if (status >= 0)
        status = crm_record_get(db, "opportunity", opportunity, &record);
    if (status >= 0) {
        crm_record_set_int(record, "stage", crm_record_id(to));
        if (why)
            crm_record_set_text(record, "lost_reason", why, CRM_NUL);
        status = crm_record_save(record, NULL);
    }
    crm_record_free(record);
    crm_record_free(to);
    return status;
}

/* Of each five opportunities of a stage, `three` move on and, where there is a reason, the others
 * are lost. */
static int stage_move(struct demo *demo, crm_db *db, const char *from, const char *to,
                      const char *lost_reason)
{
    char rule[96];
    int64_t ids[LEAD_LIMIT];
    snprintf(rule, sizeof rule, "stage.name == \"%s\"", from);
    const struct demo_rows wanted = {"opportunity", rule, "id", "id", LEAD_LIMIT};
    size_t count = ids_read(db, &wanted, ids);
    crm_status status = crm_db_begin(db);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (i % 5 < 3)
            status = stage_set(db, ids[i], to, NULL);
        else if (lost_reason)
            status = stage_set(db, ids[i], "Lost 输单", lost_reason);
    }
    if (status < 0 || crm_db_commit(db) < 0)
        return demo_fail(db, "stage");
    const struct part whole = {"opportunities", "个商机",
                               demo_count(demo, db, "opportunity", NULL)};
    const struct part parts[] = {
        {"open", "进行中", demo_count(demo, db, "opportunity", "outcome == \"open\"")},
        {"won", "赢单", demo_count(demo, db, "opportunity", "outcome == \"won\"")},
        {"lost", "输单", demo_count(demo, db, "opportunity", "outcome == \"lost\"")}};
    demo_sum(demo, whole, parts, 3);
    return 0;
}

int demo_offers(struct demo *demo, crm_db *db)
{
    return stage_move(demo, db, "Needs 需求", "Offer 报价", NULL);
}

int demo_negotiations(struct demo *demo, crm_db *db)
{
    return stage_move(demo, db, "Offer 报价", "Negotiation 谈判", NULL);
}

int demo_closings(struct demo *demo, crm_db *db)
{
    return stage_move(demo, db, "Negotiation 谈判", "Won 赢单", "price");
}

/* --- customers ------------------------------------------------------------------------------ */

int demo_order_sum(struct demo *demo, crm_db *db)
{
    int64_t orders = demo_count(demo, db, "order", NULL);
    int64_t counted = demo_measure(demo, db, "customer_value", NULL, "sum(order_count)");
    int64_t amount = demo_measure(demo, db, "order", NULL, "sum(amount)");
    int64_t kept = demo_measure(demo, db, "customer_value", NULL, "sum(amount)");
    int64_t months = demo_measure(demo, db, "customer_month", NULL, "sum(amount)");
    demo_import_sum(demo, db);
    demo_true(demo, orders == counted && amount == kept && amount == months,
              demo_say(demo,
                       "%s orders of %s.%02d; customers' totals: %s of %s.%02d; and by month the "
                       "same",
                       "%s 笔订单，共 %s.%02d；客户汇总 %s 笔，共 %s.%02d；按月汇总一致"),
              demo_figure(orders), demo_figure(amount / 100), (int)(amount % 100),
              demo_figure(counted), demo_figure(kept / 100), (int)(kept % 100));
    return 0;
}

int demo_segment_sum(struct demo *demo, crm_db *db)
{
    crm_cursor *table;
    if (crm_segment_table(db, 0, &table) < 0)
        return demo_fail(db, "segments");
    int64_t in_table = 0;
    while (crm_cursor_next(table) == CRM_OK)
        in_table += crm_cursor_int(table, 2);
    crm_cursor_free(table);
    int64_t quadrants = demo_count(demo, db, "customer_value",
                                   "has(quadrant) && order_count > 0");
    int64_t customers = demo_count(demo, db, "customer_value", "order_count > 0");
    demo_true(demo, in_table == customers && quadrants == customers,
              demo_say(demo, "%s customers: %s in segments, %s in quadrants",
                       "%s 位客户：分群合计 %s 位，象限合计 %s 位"),
              demo_figure(customers), demo_figure(in_table), demo_figure(quadrants));
    return 0;
}

/* --- alerts --------------------------------------------------------------------------------- */

int demo_alert_sum(struct demo *demo, crm_db *db)
{
    int64_t all = demo_count(demo, db, "alert", NULL);
    const struct part whole = {"alerts", "条预警", all};
    const struct part parts[] = {
        {"open", "未结束", demo_count(demo, db, "alert", "!has(recovered_at)")},
        {"over: the customer came back", "已结束（客户回来了）",
         demo_count(demo, db, "alert", "has(recovered_at)")}};
    demo_sum(demo, whole, parts, 2);
    int64_t messages = demo_count(demo, db, "outbox", "kind == \"churn_alert\"");
    demo_true(demo, messages == all && all > 0,
              demo_say(demo, "%s messages to owners, one for each alert",
                       "%s 条消息发给负责人，每条预警一条"),
              demo_figure(messages));
    return 0;
}

/* --- the same by another way ---------------------------------------------------------------- */

static int32_t file_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    FILE *file = context;
    *read_out = fread(bytes, 1, size, file);
    return ferror(file) != 0;
}

static crm_rfm *rfm_of_file(struct demo *demo, crm_db *db)
{
    char path[DEMO_PATH_SIZE + 64];
    crm_rfm *rfm = NULL;
    crm_rfm_options options = {
        .size = sizeof options, .customer = "customer_id", .time = "date", .amount = "amount"};
    crm_time_parse("1998-07-01T00:00:00Z", &options.at_us);
    snprintf(path, sizeof path, "%s/cdnow_orders.csv", demo->data);
    FILE *file = fopen(path, "rb");
    if (!file || crm_rfm_csv(db, file_read, file, &options, &rfm) < 0)
        demo_fail(db, path);
    if (file)
        fclose(file);
    return rfm;
}

static int64_t customers_of(crm_db *db, const char *segment)
{
    int64_t customers = 0;
    crm_cursor *table;
    if (crm_segment_table(db, 0, &table) < 0)
        return -1;
    while (crm_cursor_next(table) == CRM_OK) {
        if (strcmp(crm_cursor_text(table, 0), segment) == 0)
            customers = crm_cursor_int(table, 2);
    }
    crm_cursor_free(table);
    return customers;
}

/* The orders where they were, in 1998, scored without a database. */
static int segments_compare(struct demo *demo, crm_db *db)
{
    crm_rfm *rfm = rfm_of_file(demo, db);
    crm_cursor *rows = NULL;
    int equal = 0;
    int all = 0;
    if (!rfm || crm_rfm_segments(rfm, &rows) < 0) {
        crm_rfm_free(rfm);
        return -1;
    }
    while (crm_cursor_next(rows) == CRM_OK) {
        all++;
        equal += crm_cursor_int(rows, 3) == customers_of(db, crm_cursor_text(rows, 0));
    }
    crm_cursor_free(rows);
    crm_rfm_free(rfm);
    demo_true(demo, equal == all && all > 0,
              demo_say(demo, "%d of %d segments have as many customers as the file of 1998 gives",
                       "%d / %d 个分群的客户数与 1998 年原始文件的结果一致"),
              equal, all);
    return 0;
}

int demo_moves_sum(struct demo *demo, crm_db *db)
{
    crm_cursor *moves;
    int64_t stayed = 0;
    int64_t moved = 0;
    if (crm_segment_moves(db, 0, &moves) < 0)
        return demo_fail(db, "moves");
    while (crm_cursor_next(moves) == CRM_OK) {
        char from[64];
        snprintf(from, sizeof from, "%s", crm_cursor_text(moves, 0));
        bool stays = strcmp(from, crm_cursor_text(moves, 1)) == 0;
        *(stays ? &stayed : &moved) += crm_cursor_int(moves, 2);
    }
    crm_cursor_free(moves);
    const struct part whole = {"customers", "位客户",
                               demo_count(demo, db, "customer_value", "has(segment)")};
    const struct part parts[] = {{"stayed", "未变", stayed}, {"moved", "有变化", moved}};
    demo_sum(demo, whole, parts, 2);
    return segments_compare(demo, db);
}

/* The picture is there, and one. */
int demo_picture_check(struct demo *demo, crm_db *db)
{
    char path[DEMO_PATH_SIZE + 64];
    char head[8] = "";
    (void)db;
    snprintf(path, sizeof path, "%s.segments.svg", demo->base);
    FILE *file = fopen(path, "rb");
    size_t got = file ? fread(head, 1, 4, file) : 0;
    if (file)
        fclose(file);
    demo_true(demo, got == 4 && memcmp(head, "<svg", 4) == 0,
              demo_say(demo, "%s: open it in a browser", "%s：可用浏览器打开"), path);
    return 0;
}
