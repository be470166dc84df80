/*
 * One lead at a time, each in a transaction of its own that is flushed to the disk: validated,
 * normalised, checked for duplicates, with match keys and history, among many that are there;
 * against a bare insert and commit into the same table with the same indexes.
 *
 *     lead_bench [LEADS THERE] [--short]
 */
#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum { SINGLES = 200 };

static crm_db *db;
static sqlite3 *sql;
static size_t next_row[2]; /* the peer's, ours */
static int64_t now_us;

struct lead_texts {
    char name[32];
    char company[64];
    char mobile[24];
    char email[64];
};

static void lead_of(size_t row, struct lead_texts *lead)
{
    static const char *const cities[] = {"上海", "北京", "深圳", "杭州", "成都"};
    uint64_t noise = host_noise(row);
    snprintf(lead->name, sizeof lead->name, "张伟%zu", row);
    snprintf(lead->company, sizeof lead->company, "%s贸易有限公司%u", cities[noise % 5],
             (unsigned)(noise >> 50));
    snprintf(lead->mobile, sizeof lead->mobile, "139%08u", (unsigned)(noise % 100000000));
    snprintf(lead->email, sizeof lead->email, "user%zu.%u@example.cn", row,
             (unsigned)(noise >> 44 & 0xffff));
}

static void line_write(size_t row, char *out, size_t size)
{
    struct lead_texts lead;
    lead_of(row, &lead);
    snprintf(out, size, "%s,%s,%s,%s\n", lead.name, lead.company, lead.mobile, lead.email);
}

static void peer_run(void *context)
{
    (void)context;
    sqlite3_stmt *statement;
    static const char text[] =
        "INSERT INTO lead (id, version, created_at, updated_at, name, company, mobile, "
        "mobile_normal, email, email_normal, status, validity) VALUES "
        "(?,1,?,?,?,?,?,?,?,?,'new','valid')";
    host_must_sql(sql, text, sqlite3_prepare_v2(sql, text, -1, &statement, NULL));
    for (size_t i = 0; i < SINGLES; i++) {
        struct lead_texts lead;
        char normal[32];
        lead_of(next_row[0], &lead);
        snprintf(normal, sizeof normal, "+86%s", lead.mobile);
        const char *texts[] = {lead.name, lead.company, lead.mobile,
                               normal,    lead.email,   lead.email};
        host_run_sql(sql, "BEGIN IMMEDIATE");
        sqlite3_bind_int64(statement, 1, INT64_MAX / 2 + (int64_t)next_row[0]++);
        sqlite3_bind_int64(statement, 2, now_us);
        sqlite3_bind_int64(statement, 3, now_us);
        for (int column = 0; column < 6; column++)
            sqlite3_bind_text(statement, 4 + column, texts[column], -1, SQLITE_STATIC);
        host_must_sql(sql, "insert", sqlite3_step(statement));
        sqlite3_reset(statement);
        host_run_sql(sql, "COMMIT");
    }
    sqlite3_finalize(statement);
}

static void ours_run(void *context)
{
    (void)context;
    for (size_t i = 0; i < SINGLES; i++) {
        struct lead_texts lead;
        crm_record *record;
        lead_of(next_row[1]++, &lead);
        host_must(db, "lead", crm_record_new(db, "lead", &record));
        crm_record_set_text(record, "name", lead.name, CRM_NUL);
        crm_record_set_text(record, "company", lead.company, CRM_NUL);
        crm_record_set_text(record, "mobile", lead.mobile, CRM_NUL);
        crm_record_set_text(record, "email", lead.email, CRM_NUL);
        host_must(
            db, "lead",
            crm_record_save(record, CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_REVIEW)));
        crm_record_free(record);
    }
}

int main(int argc, char **argv)
{
    char ours[BENCH_PATH_SIZE];
    char bare[BENCH_PATH_SIZE];
    size_t there = bench_start(&argc, argv) ? 1000 : 200000;
    if (argc > 1)
        there = (size_t)strtoul(argv[1], NULL, 10);
    bench_folder_make();
    db = host_open(bench_path("ours.crm", ours));
    host_import(db, "lead", NULL,
                &(struct host_rows){"name,company,mobile,email", there, line_write});
    crm_db_free(db);
    bench_copy(ours, bench_path("bare.crm", bare));
    db = host_open(ours);
    sql = host_open_sql(bare);
    next_row[0] = next_row[1] = there;
    const struct bench_promise promise = {
        .text = "a lead created, in its own flushed transaction",
        .peer = {"insert + commit", NULL, peer_run, NULL},
        .ours = {"crm_record_save", NULL, ours_run, NULL},
        .must = 1 / 1.5,
        .stretch = 1 / 1.2,
        .rounds = 15,
    };
    size_t broken = bench_run(&promise, 1, stdout);
    sqlite3_close(sql);
    crm_db_free(db);
    bench_folder_remove();
    return broken ? 1 : 0;
}
