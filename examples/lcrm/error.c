/* Errors: what, where, and what to type next; and the exit code that says the same to scripts. */
#include "lcrm.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int tool_exit_code(crm_status status)
{
    switch (status) {
    case CRM_OK:
    case CRM_DONE:
        return EXIT_OK;
    case CRM_E_NOT_FOUND:
        return EXIT_NOT_FOUND;
    case CRM_E_DENIED:
        return EXIT_DENIED;
    case CRM_E_BUSY:
        return EXIT_BUSY;
    case CRM_E_CORRUPT:
    case CRM_E_FORMAT:
        return EXIT_CORRUPT;
    case CRM_E_LIMIT:
        return EXIT_LIMIT;
    case CRM_E_CANCELLED:
        return EXIT_INTERRUPTED;
    case CRM_E_UNKNOWN:
    case CRM_E_SYNTAX:
    case CRM_E_MISUSE:
        return EXIT_USAGE;
    default:
        return EXIT_REJECTED;
    }
}

static void place_print(const crm_error *error)
{
    const char *separator = "  at ";
    if (*error->entity) {
        fprintf(stderr, "%s%s%s%s", separator, error->entity, *error->field ? "." : "",
                error->field);
        separator = ", ";
    }
    if (error->row) {
        fprintf(stderr, "%srow %lld", separator, (long long)error->row);
        separator = ", ";
    }
    if (error->line) {
        fprintf(stderr, "%sline %lld", separator, (long long)error->line);
        separator = ", ";
        if (error->column)
            fprintf(stderr, ", column %lld", (long long)error->column);
    }
    if (error->record_id) {
        fprintf(stderr, "%srecord %lld", separator, (long long)error->record_id);
        separator = ", ";
    }
    if (*separator == ',')
        fputc('\n', stderr);
}

static const char *advice(const struct tool *tool, crm_status status)
{
    switch (status) {
    case CRM_E_BUSY:
        return tool_say(tool, "another program is writing; try again in a moment",
                        "另一个程序正在写入，请稍后再试");
    case CRM_E_FORMAT:
        return tool_say(tool, "give a database made by lcrm init or lcrm import",
                        "请给出由 lcrm init 或 lcrm import 建立的数据库");
    case CRM_E_CORRUPT:
        return tool_say(tool, "restore the last backup; lcrm check says what is damaged",
                        "请恢复最近的备份；lcrm check 会列出损坏之处");
    case CRM_E_DENIED:
        return tool_say(tool, "act as another user with --as USER", "可用 --as 指定其他用户");
    case CRM_E_FULL:
        return tool_say(tool, "make room on the disk and run the same command again",
                        "请腾出磁盘空间后重新运行同一命令");
    case CRM_E_CONFLICT:
        return tool_say(tool, "look at the record as it is now and try again",
                        "请查看记录的最新内容后重试");
    default:
        return NULL;
    }
}

int tool_fail(struct tool *tool, crm_db *db, const char *next)
{
    const crm_error *error = crm_db_error(db);
    tool_progress_end(tool);
    fprintf(stderr, "lcrm%s%s: %s\n", tool->command ? " " : "",
            tool->command ? tool->command->name : "",
            *error->message ? error->message : crm_status_name(error->status));
    place_print(error);
    if (!next)
        next = advice(tool, error->status);
    if (next)
        fprintf(stderr, "  %s: %s\n", tool_say(tool, "next", "下一步"), next);
    return tool_exit_code(error->status);
}

int tool_usage_error(struct tool *tool, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("lcrm", stderr);
    if (tool->command)
        fprintf(stderr, " %s", tool->command->name);
    fputs(": ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (tool->command)
        fprintf(stderr, "\n  %s: lcrm %s %s\n  %s: lcrm %s --help\n",
                tool_say(tool, "usage", "用法"), tool->command->name, tool->command->usage,
                tool_say(tool, "next", "下一步"), tool->command->name);
    else
        fputc('\n', stderr);
    return EXIT_USAGE;
}

/* Damerau-Levenshtein distance of short names (optimal string alignment). */
static int distance(const char *a, const char *b)
{
    enum { LONGEST = 48 };
    int rows[3][LONGEST + 1];
    size_t a_size = strlen(a);
    size_t b_size = strlen(b);
    if (a_size > LONGEST || b_size > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= a_size; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i - 1) % 3];
        const int *two_above = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= b_size; j++) {
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                two_above[j - 2] + 1 < best)
                best = two_above[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a_size % 3][b_size];
}

int tool_nearest(const char *wrong, const char *const *names, int count)
{
    int limit = (int)(strlen(wrong) + 2) / 3;
    int nearest = -1;
    for (int i = 0; i < count; i++) {
        int far = distance(wrong, names[i]);
        if (far <= limit) {
            nearest = i;
            limit = far - 1;
        }
    }
    return nearest;
}
