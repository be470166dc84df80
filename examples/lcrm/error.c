/* Errors: what, where, and what to type next; and the exit code that says the same to scripts. */
#define _POSIX_C_SOURCE 200809L

#include "lcrm.h"

#include <errno.h>
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

/* --- as text ---------------------------------------------------------------------------------- */

static void head_print(const struct tool *tool, FILE *out)
{
    fprintf(out, "%slcrm%s%s:%s ", tool->error_color ? "\033[1;31m" : "", tool->command ? " " : "",
            tool->command ? tool->command->name : "", tool->error_color ? "\033[0m" : "");
}

/* Rules fail with three lines: what is wrong, the line of the rule, and a caret under the place. */
static void message_print(const char *message)
{
    for (; *message; message++) {
        fputc(*message, stderr);
        if (*message == '\n')
            fputs("    ", stderr);
    }
    fputc('\n', stderr);
}

static void place_print(const struct tool *tool, const crm_error *error)
{
    const char *first = tool_say(tool, "  at ", "  位于 ");
    const char *separator = first;
    if (tool->file && error->line) {
        fprintf(stderr, "%s%s:%lld", separator, tool->file, (long long)error->line);
        if (error->column)
            fprintf(stderr, ":%lld", (long long)error->column);
        separator = tool_say(tool, ", ", "，");
    }
    if (*error->entity) {
        fprintf(stderr, "%s%s%s%s", separator, error->entity, *error->field ? "." : "",
                error->field);
        separator = tool_say(tool, ", ", "，");
    }
    if (error->row) {
        fprintf(stderr, tool_say(tool, "%srow %lld", "%s第 %lld 条"), separator,
                (long long)error->row);
        separator = tool_say(tool, ", ", "，");
    }
    if (error->line && !tool->file) {
        fprintf(stderr, tool_say(tool, "%sline %lld", "%s第 %lld 行"), separator,
                (long long)error->line);
        separator = tool_say(tool, ", ", "，");
        if (error->column)
            fprintf(stderr, tool_say(tool, ", column %lld", "，第 %lld 列"),
                    (long long)error->column);
    }
    if (error->record_id) {
        fprintf(stderr, tool_say(tool, "%srecord %lld", "%s记录 %lld"), separator,
                (long long)error->record_id);
        separator = tool_say(tool, ", ", "，");
    }
    if (separator != first)
        fputc('\n', stderr);
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void json_text(const char *text, size_t size)
{
    fputc('"', stderr);
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '"' || byte == '\\')
            fprintf(stderr, "\\%c", byte);
        else if (byte < ' ')
            fprintf(stderr, "\\u%04x", byte);
        else
            fputc(byte, stderr);
    }
    fputc('"', stderr);
}

static void json_member(const char *name, const char *text, size_t size, bool *first)
{
    fprintf(stderr, "%s\"%s\":", *first ? "" : ",", name);
    json_text(text, size);
    *first = false;
}

static void json_number(const char *name, int64_t number, bool *first)
{
    if (number)
        fprintf(stderr, "%s\"%s\":%lld", *first ? "" : ",", name, (long long)number);
    *first &= number == 0;
}

/* The line of the rule goes to the place, its caret is what column says. */
static void json_where(const struct tool *tool, const crm_error *error, const char *source)
{
    bool first = true;
    static const crm_error nowhere = {.entity = "", .field = ""};
    if (!error)
        error = &nowhere;
    fputs(",\"where\":{", stderr);
    if (tool->file && error->line)
        json_member("file", tool->file, strlen(tool->file), &first);
    if (*error->entity)
        json_member("entity", error->entity, strlen(error->entity), &first);
    if (*error->field)
        json_member("field", error->field, strlen(error->field), &first);
    json_number("row", error->row, &first);
    json_number("line", error->line, &first);
    json_number("column", error->column, &first);
    if (*source)
        json_member("source", source, strcspn(source, "\n"), &first);
    if (error->record_id) {
        char id[24];
        snprintf(id, sizeof id, "%lld", (long long)error->record_id);
        json_member("record", id, strlen(id), &first);
    }
    fputc('}', stderr);
}

static void json_error(const struct tool *tool, const char *code, const char *message,
                       const crm_error *error, const char *hint)
{
    bool first = true;
    size_t line = strcspn(message, "\n");
    fputc('{', stderr);
    json_member("code", code, strlen(code), &first);
    json_member("message", message, line, &first);
    json_where(tool, error, message[line] ? message + line + 1 : "");
    if (hint)
        json_member("hint", hint, strlen(hint), &first);
    else
        fputs(",\"hint\":null", stderr);
    fputs("}\n", stderr);
}

/* --- reporting -------------------------------------------------------------------------------- */

const char *tool_advice(const struct tool *tool, crm_status status)
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
    const char *known = tool_advice(tool, crm_db_error(db)->status);
    return tool_fail_next(tool, db, known ? known : next);
}

int tool_fail_next(struct tool *tool, crm_db *db, const char *next)
{
    const crm_error *error = crm_db_error(db);
    const char *message = *error->message ? error->message : crm_status_name(error->status);
    tool_progress_end(tool);
    if (tool->json_errors) {
        json_error(tool, crm_status_name(error->status), message, error, next);
        return tool_exit_code(error->status);
    }
    head_print(tool, stderr);
    message_print(message);
    place_print(tool, error);
    if (next)
        fprintf(stderr, "  %s: %s\n", tool_say(tool, "next", "下一步"), next);
    return tool_exit_code(error->status);
}

/* What is wrong with what was typed; the usage of the command, if one was found, is the hint. */
int tool_usage_error(struct tool *tool, const char *en, const char *zh, ...)
{
    char message[1024];
    char hint[512];
    va_list arguments;
    va_start(arguments, zh);
    vsnprintf(message, sizeof message, tool_say(tool, en, zh), arguments);
    va_end(arguments);
    snprintf(hint, sizeof hint, "lcrm %s%s--help", tool->command ? tool->command->name : "",
             tool->command ? " " : "");
    tool_progress_end(tool);
    if (tool->json_errors) {
        json_error(tool, "usage", message, NULL, hint);
        return EXIT_USAGE;
    }
    head_print(tool, stderr);
    fprintf(stderr, "%s\n", message);
    if (tool->command)
        fprintf(stderr, "  %s: lcrm %s %s\n", tool_say(tool, "usage", "用法"), tool->command->name,
                tool->command->usage);
    fprintf(stderr, "  %s: %s\n", tool_say(tool, "next", "下一步"), hint);
    return EXIT_USAGE;
}

int tool_file_error(struct tool *tool, const char *path)
{
    char message[1024];
    int error = errno;
    snprintf(message, sizeof message, "%s: %s", path, strerror(error));
    tool_progress_end(tool);
    if (tool->json_errors) {
        json_error(tool, "file", message, NULL, NULL);
    } else {
        head_print(tool, stderr);
        fprintf(stderr, "%s\n", message);
    }
    return error == ENOENT || error == ENOTDIR  ? EXIT_NOT_FOUND
           : error == EACCES || error == EROFS  ? EXIT_DENIED
           : error == ENOSPC || error == EDQUOT ? EXIT_LIMIT
                                                : EXIT_REJECTED;
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
