/*
 * The files of the demo. The shop's orders are of 1997 and 1998; they are moved by 28 years, which
 * keeps days of the week and distances, and cut in two: what there is on the first day, and what
 * comes in the forty days. Customers get their sellers in turn.
 */
#include "demo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { YEARS = 28, SELLERS = 4 };
static const char first_day[] = "2026-05-22";

static FILE *file_open(const char *folder, const char *separator, const char *name,
                       const char *mode)
{
    char path[DEMO_PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s%s%s", folder, separator, name);
    FILE *file = fopen(path, mode);
    if (!file)
        fprintf(stderr, "lcrm demo: %s: cannot be opened\n", path);
    return file;
}

static int file_copy(const struct demo *demo, const char *name, const char *copy)
{
    char line[4096];
    FILE *in = file_open(demo->data, "/", name, "rb");
    FILE *out = in ? file_open(demo->base, "", copy, "wb") : NULL;
    while (out && fgets(line, sizeof line, in))
        fputs(line, out);
    if (in)
        fclose(in);
    return out && fclose(out) == 0 ? 0 : -1;
}

struct orders {
    FILE *in;
    FILE *customers;
    FILE *before;
    FILE *during;
    int64_t customer_count;
    int64_t before_count;
    int64_t during_count;
};

static void customer_write(struct orders *orders, const char *number)
{
    static const char *const sellers[SELLERS] = {"chen", "wang", "li", "zhao"};
    fprintf(orders->customers, "%s,Customer %s,true,%s\n", number, number,
            sellers[strtol(number, NULL, 10) % SELLERS]);
    orders->customer_count++;
}

/* "00001,1997-01-01,1,11.77"; the rows of a customer stand together. */
static void orders_move(struct orders *orders)
{
    char line[256];
    char last[8] = "";
    while (fgets(line, sizeof line, orders->in)) {
        char number[8];
        char rest[128];
        char date[24];
        int year;
        if (sscanf(line, "%7[0-9],%4d%127[^\n]", number, &year, rest) != 3)
            continue; /* the header */
        snprintf(date, sizeof date, "%04d%.6s", year + YEARS, rest);
        bool is_before = strcmp(date, first_day) < 0;
        fprintf(is_before ? orders->before : orders->during, "%s,%s%s\n", number, date, rest + 6);
        orders->before_count += is_before;
        orders->during_count += !is_before;
        if (strcmp(number, last) != 0)
            customer_write(orders, number);
        memcpy(last, number, sizeof last);
    }
}

static int orders_make(struct demo *demo)
{
    struct orders orders = {.in = file_open(demo->data, "/", "cdnow_orders.csv", "rb"),
                            .customers = file_open(demo->base, "", ".customers.csv", "wb"),
                            .before = file_open(demo->base, "", ".orders-1.csv", "wb"),
                            .during = file_open(demo->base, "", ".orders-2.csv", "wb")};
    FILE *const files[] = {orders.in, orders.customers, orders.before, orders.during};
    bool is_open = orders.in && orders.customers && orders.before && orders.during;
    if (is_open) {
        fputs("external_id,name,is_person,owner\n", orders.customers);
        fputs("customer_id,date,cds,amount\n", orders.before);
        fputs("customer_id,date,cds,amount\n", orders.during);
        orders_move(&orders);
    }
    bool is_written = is_open;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        is_written &= files[i] && fclose(files[i]) == 0;
    if (!is_written)
        return -1;
    const struct part whole = {"orders", "笔订单",
                               demo_file_lines(demo, "cdnow_orders.csv", "") - 1};
    const struct part parts[] = {{"before the first day", "首日之前", orders.before_count},
                                 {"in the forty days", "四十天内", orders.during_count}};
    demo_sum(demo, whole, parts, 2);
    printf(demo_say(demo, "  %s customers; %s.customers.csv, %s.orders-1.csv, %s.orders-2.csv\n",
                    "  %s 位客户；%s.customers.csv、%s.orders-1.csv、%s.orders-2.csv\n"),
           demo_figure(orders.customer_count), demo->base, demo->base, demo->base);
    return 0;
}

int demo_files_make(struct demo *demo, crm_db *db)
{
    (void)db;
    return file_copy(demo, "demo_web_leads.csv", ".web.csv") < 0 ? -1 : orders_make(demo);
}

int64_t demo_file_lines(struct demo *demo, const char *name, const char *ending)
{
    char line[4096];
    int64_t count = 0;
    size_t size = strlen(ending);
    FILE *in = file_open(demo->data, "/", name, "rb");
    while (in && fgets(line, sizeof line, in)) {
        size_t length = strcspn(line, "\r\n");
        count += length >= size && memcmp(line + length - size, ending, size) == 0;
    }
    if (in)
        fclose(in);
    return count;
}

/* The first columns of the file of rejected rows. */
int demo_rejects_show(struct demo *demo, crm_db *db)
{
    char line[4096];
    FILE *in = file_open(demo->base, "", ".web.csv.rejected.csv", "rb");
    if (!in)
        return -1;
    printf("%s.web.csv.rejected.csv\n", demo->base);
    while (fgets(line, sizeof line, in)) {
        size_t size = strcspn(line, "\r\n");
        if (size > 76) {
            size = 73;
            while (size && ((unsigned char)line[size] & 0xC0) == 0x80)
                size--;
            printf("  %.*s…\n", (int)size, line);
        } else {
            printf("  %.*s\n", (int)size, line);
        }
    }
    fclose(in);
    return demo_import_sum(demo, db);
}
