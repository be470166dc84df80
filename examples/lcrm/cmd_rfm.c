/* RFM of an order file: who is worth what, without a database. */
#include "commands.h"

#include <inttypes.h>
#include <string.h>

static const struct option_spec rfm_options[] = {
    {"customer", "COL", "column of the customer", "客户列"},
    {"time", "COL", "column of the order's date or time", "下单时间列"},
    {"amount", "COL", "column of the amount", "金额列"},
    {"at", "TIME", "recency is whole days before it; later orders do not count",
     "统计时点：距今天数按此计算，之后的订单不计"},
    {"method", "quantile|ntile|fixed", "how scores are cut (default quantile)",
     "分档方法（默认 quantile）"},
    {"bins", "N", "scores from 1 to N (default 5)", "分档数（默认 5）"},
    {"cuts", "R;F;M", "for fixed: days; orders; amounts, as in '30,90;1,3;100,500'",
     "fixed 的分档点：天数;订单数;金额"},
    {"dates", "dmy|mdy|ymd", "how to read 5.1.24", "如何读取 5.1.24 这类日期"},
    {"out", "FILE", "write a CSV row per customer", "逐客户结果写入 CSV 文件"},
    {NULL, NULL, NULL, NULL},
};

static int32_t read_file(void *context, void *bytes, size_t size, size_t *read_out)
{
    FILE *file = context;
    *read_out = fread(bytes, 1, size, file);
    return ferror(file) ? 1 : 0;
}

/* A date is its midnight, UTC. */
static bool time_read(const char *text, int64_t *time_us)
{
    char day[CRM_TIME_TEXT_SIZE];
    if (strlen(text) != sizeof "2026-03-02" - 1)
        return crm_time_parse(text, time_us) == CRM_OK;
    snprintf(day, sizeof day, "%sT00:00:00Z", text);
    return crm_time_parse(day, time_us) == CRM_OK;
}

static int options_read(struct tool *tool, crm_rfm_options *options)
{
    static const char *const methods[] = {"quantile", "ntile", "fixed"};
    int64_t bins = 0;
    const char *at = tool_option(tool, "at");
    const char *method = tool_option(tool, "method");
    *options = (crm_rfm_options){.size = sizeof *options,
                                 .customer = tool_option(tool, "customer"),
                                 .time = tool_option(tool, "time"),
                                 .amount = tool_option(tool, "amount"),
                                 .dates = tool_option(tool, "dates"),
                                 .cuts = tool_option(tool, "cuts")};
    if (!options->customer || !options->time || !options->amount || !at)
        return tool_usage_error(tool, "rfm needs --customer, --time, --amount and --at",
                                "rfm 需要 --customer、--time、--amount 与 --at");
    if (!time_read(at, &options->at_us))
        return tool_usage_error(tool, "--at: '%s' is no date and no RFC 3339 time",
                                "--at：“%s”既不是日期也不是 RFC 3339 时间", at);
    while (method && options->method < 3 && strcmp(method, methods[options->method]) != 0)
        options->method++;
    if (options->method == 3)
        return tool_usage_error(tool, "--method: '%s' is none of quantile, ntile, fixed",
                                "--method：“%s”不是 quantile、ntile、fixed 之一", method);
    if (!tool_number(tool, "bins", 2, &bins))
        return EXIT_USAGE;
    options->bins = bins > INT32_MAX ? INT32_MAX : (int32_t)bins;
    return EXIT_OK;
}

/* --- results ---------------------------------------------------------------------------------- */

static int customers_write(struct tool *tool, const crm_rfm *rfm, const char *path)
{
    crm_cursor *cursor;
    if (crm_rfm_customers(rfm, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    FILE *file = fopen(path, "wb");
    if (!file) {
        int code = tool_file_error(tool, path);
        crm_cursor_free(cursor);
        return code;
    }
    crm_status status = crm_cursor_write(cursor, CRM_FORMAT_CSV, NULL, tool_write, file);
    crm_cursor_free(cursor);
    if (fclose(file) != 0 || status < 0)
        return status < 0 ? tool_fail(tool, tool->db, NULL) : tool_file_error(tool, path);
    return EXIT_OK;
}

/* The scores as {"recency":[…],…}: a bound that is not null, or the customers from score 1 up. */
static crm_status scores_json(const crm_rfm *rfm, bool cuts)
{
    crm_cursor *cursor;
    char last[16] = "";
    int64_t counts[10] = {0};
    int64_t bins = 0;
    bool first = true;
    crm_status status = crm_rfm_scores(rfm, &cursor);
    if (status < 0)
        return status;
    putchar('{');
    while ((status = crm_cursor_next(cursor)) == CRM_OK) {
        if (strcmp(last, crm_cursor_text(cursor, 0)) != 0) {
            for (int64_t i = 1; !cuts && i <= bins; i++)
                printf("%s%" PRId64, i > 1 ? "," : "", counts[i]);
            printf("%s\"%s\":[", *last ? "]," : "", crm_cursor_text(cursor, 0));
            snprintf(last, sizeof last, "%s", crm_cursor_text(cursor, 0));
            first = true;
            bins = 0;
        }
        int64_t score = crm_cursor_int(cursor, 1);
        counts[score] = crm_cursor_int(cursor, 2);
        bins = score > bins ? score : bins;
        if (cuts && !crm_cursor_is_null(cursor, 4)) {
            printf("%s%s", first ? "" : ",", crm_cursor_text(cursor, 4));
            first = false;
        }
    }
    for (int64_t i = 1; !cuts && i <= bins; i++)
        printf("%s%" PRId64, i > 1 ? "," : "", counts[i]);
    fputs(*last ? "]}" : "}", stdout);
    crm_cursor_free(cursor);
    return status;
}

static int json_print(struct tool *tool, const crm_rfm *rfm, const crm_rfm_counts *counts)
{
    crm_cursor *cursor;
    printf("{\"rows\":%" PRId64 ",\"orders\":%" PRId64 ",\"later\":%" PRId64
           ",\"rejected\":%" PRId64 ",\"customers\":%" PRId64 ",\"cuts\":",
           counts->rows, counts->orders, counts->later, counts->rejected, counts->customers);
    crm_status status = scores_json(rfm, true);
    fputs(",\"counts\":", stdout);
    if (status >= 0)
        status = scores_json(rfm, false);
    fputs(",\"segments\":", stdout);
    if (status < 0 || crm_rfm_segments(rfm, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    status = crm_cursor_write(cursor, CRM_FORMAT_JSON, NULL, tool_write, stdout);
    crm_cursor_free(cursor);
    puts("}");
    return status < 0 ? tool_fail(tool, tool->db, NULL) : EXIT_OK;
}

/* Segments; and for people also the scores, which are another table. */
static int tables_print(struct tool *tool, const crm_rfm *rfm)
{
    crm_cursor *cursor;
    int32_t format = tool_format(tool);
    if (crm_rfm_segments(rfm, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    int code = tool_print(tool, cursor);
    if (code != EXIT_OK ||
        (format != CRM_FORMAT_TABLE && format != CRM_FORMAT_MARKDOWN && format != CRM_FORMAT_TSV))
        return code;
    putchar('\n');
    if (crm_rfm_scores(rfm, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

static int results(struct tool *tool, const crm_rfm *rfm)
{
    crm_rfm_counts counts;
    crm_rfm_read(rfm, &counts);
    const char *out = tool_option(tool, "out");
    int code = out && !tool->dry_run ? customers_write(tool, rfm, out) : EXIT_OK;
    if (code == EXIT_OK)
        code = tool_format(tool) == CRM_FORMAT_JSON ? json_print(tool, rfm, &counts)
                                                    : tables_print(tool, rfm);
    tool_note(tool,
              tool_say(tool, "%lld orders of %lld customers; %lld later, %lld rejected",
                       "%lld 笔订单，%lld 位客户；时点之后 %lld 笔，拒绝 %lld 行"),
              (long long)counts.orders, (long long)counts.customers, (long long)counts.later,
              (long long)counts.rejected);
    if (counts.rejected == 0 || code != EXIT_OK)
        return code;
    fprintf(stderr, "lcrm: %s\n", crm_rfm_problem(rfm));
    return EXIT_REJECTED;
}

static int rfm_run(struct tool *tool)
{
    crm_rfm_options options;
    if (tool->argument_count != 1)
        return tool_usage_error(tool, "rfm takes one file of orders; - is standard input",
                                "rfm 需要一个订单文件；- 表示标准输入");
    int code = options_read(tool, &options);
    if (code != EXIT_OK)
        return code;
    const char *path = tool->arguments[0];
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        return tool_file_error(tool, path);
    crm_rfm *rfm = NULL;
    code = tool_open_memory(tool);
    if (code == EXIT_OK && crm_rfm_csv(tool->db, read_file, file, &options, &rfm) < 0)
        code = tool_fail(tool, tool->db, NULL);
    if (file != stdin)
        fclose(file);
    if (code == EXIT_OK)
        code = results(tool, rfm);
    crm_rfm_free(rfm);
    return code;
}

const struct command command_rfm = {
    .name = "rfm",
    .usage = "ORDERS.csv --customer COL --time COL --amount COL --at TIME [--out FILE]",
    .summary_en = "scores and segments customers of an order file",
    .summary_zh = "对订单文件中的客户做 RFM 评分与分群",
    .examples = {"lcrm rfm orders.csv --customer customer_id --time date --amount amount "
                 "--at 1998-07-01",
                 "lcrm rfm orders.csv --customer customer_id --time date --amount amount "
                 "--at 1998-07-01 --out rfm.csv --json"},
    .options = rfm_options,
    .run = rfm_run,
};
