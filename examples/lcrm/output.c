/* Output: results on standard output in the form asked for, everything else on standard error. */
#define _POSIX_C_SOURCE 200809L

#include "lcrm.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

static int write_error; /* errno of the last write that failed */

int32_t tool_write(void *file, const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, file) == size)
        return 0;
    write_error = errno;
    return 1;
}

/* The reader of a pipe that has seen enough is no failure; a full disk is one. */
int tool_write_failed(struct tool *tool, FILE *file)
{
    if (!ferror(file))
        return tool_fail(tool, tool->db, NULL);
    if (file == stdout && write_error == EPIPE)
        return EXIT_OK;
    errno = write_error;
    return tool_file_error(tool, file == stdout ? "standard output" : "output");
}

int tool_flush(struct tool *tool)
{
    if (fflush(stdout) == 0 || errno == EPIPE || write_error)
        return EXIT_OK;
    return tool_file_error(tool, "standard output");
}

int32_t tool_format(const struct tool *tool)
{
    if (tool->format >= 0)
        return tool->format;
    return tool->out_is_terminal ? CRM_FORMAT_TABLE : CRM_FORMAT_TSV;
}

const char *tool_say(const struct tool *tool, const char *en, const char *zh)
{
    return tool->chinese ? zh : en;
}

int tool_print(struct tool *tool, crm_cursor *cursor)
{
    crm_format_options options = {.size = sizeof options,
                                  .width = tool->width,
                                  .color = tool->color,
                                  .language = tool->chinese ? "zh" : "en"};
    tool_progress_end(tool);
    crm_status status = crm_cursor_write(cursor, tool_format(tool), &options, tool_write, stdout);
    tool->rows_printed = crm_cursor_row_count(cursor);
    crm_cursor_free(cursor);
    return status < 0 ? tool_write_failed(tool, stdout) : EXIT_OK;
}

bool tool_wants_json(const struct tool *tool)
{
    int32_t format = tool_format(tool);
    return format == CRM_FORMAT_JSON || format == CRM_FORMAT_NDJSON;
}

int tool_rows(struct tool *tool, const crm_column *columns, size_t column_count,
              const char *const *cells, size_t row_count)
{
    crm_cursor *cursor;
    if (crm_cursor_rows(tool->db, columns, column_count, cells, row_count, &cursor) < 0)
        return tool_fail(tool, tool->db, NULL);
    return tool_print(tool, cursor);
}

/* East Asian characters take two columns; they and few others begin with a byte from E2 on. */
int tool_width(const char *text)
{
    int width = 0;
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++)
        width += *byte < 0x80 ? 1 : *byte >= 0xE3 ? 2 : *byte >= 0xC0;
    return width;
}

void tool_text(const char *text)
{
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++) {
        if (byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] < 0xA0)
            byte++; /* U+0080 to U+009F */
        else if (*byte >= ' ' && *byte != 0x7F) {
            putchar(*byte);
            continue;
        }
        putchar(' ');
    }
}

void tool_pad(const char *text, int width)
{
    tool_text(text);
    printf("%*s", width - tool_width(text), "");
}

static void lines_print(const struct tool *tool, const crm_column *columns, size_t column_count,
                        const char *const *cells)
{
    int widest = 0;
    for (size_t i = 0; i < column_count; i++) {
        int width = tool_width(tool_say(tool, columns[i].label_en, columns[i].label_zh));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < column_count; i++) {
        tool_pad(tool_say(tool, columns[i].label_en, columns[i].label_zh), widest + 2);
        tool_text(cells[i] ? cells[i] : "-");
        putchar('\n');
    }
}

int tool_row(struct tool *tool, const crm_column *columns, size_t column_count,
             const char *const *cells)
{
    int32_t format = tool->format;
    int32_t in_force = tool_format(tool);
    tool_progress_end(tool);
    if (in_force == CRM_FORMAT_TABLE) {
        lines_print(tool, columns, column_count, cells);
        return EXIT_OK;
    }
    if (in_force == CRM_FORMAT_JSON)
        tool->format = CRM_FORMAT_NDJSON;
    int code = tool_rows(tool, columns, column_count, cells, 1);
    tool->format = format;
    return code;
}

int tool_counts(struct tool *tool, const crm_column *columns, size_t column_count,
                const int64_t *counts)
{
    enum { COUNTS = 16, DIGITS = 24 };
    char digits[COUNTS][DIGITS];
    const char *cells[COUNTS];
    for (size_t i = 0; i < column_count && i < COUNTS; i++) {
        snprintf(digits[i], DIGITS, "%" PRId64, counts[i]);
        cells[i] = digits[i];
    }
    return tool_row(tool, columns, column_count < COUNTS ? column_count : COUNTS, cells);
}

void tool_note(struct tool *tool, const char *format, ...)
{
    if (tool->quiet)
        return;
    tool_progress_end(tool);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

/* --- progress: only on a terminal, only after half a second --------------------------------- */

double tool_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void bar_draw(const struct tool *tool, const char *stage, int64_t done, int64_t total)
{
    enum { WIDTH = 30 };
    if (total <= 0) {
        fprintf(stderr, "\r%s %lld\033[K", stage, (long long)done);
        return;
    }
    int filled = (int)(done * WIDTH / total);
    fprintf(stderr, "\r%s ", stage);
    for (int i = 0; i < WIDTH; i++)
        fputs(i < filled ? "█" : "░", stderr);
    fprintf(stderr, " %lld%% %s%lld\033[K", (long long)(done * 100 / total),
            tool_say(tool, "of ", "共 "), (long long)total);
}

int32_t tool_progress(void *context, const char *stage, int64_t done, int64_t total)
{
    struct tool *tool = context;
    if (tool->quiet || !tool->err_is_terminal)
        return 0;
    double now = tool_seconds();
    if (strcmp(stage, tool->progress_stage) != 0) {
        snprintf(tool->progress_stage, sizeof tool->progress_stage, "%s", stage);
        tool->progress_began_at = now;
    }
    if (now - tool->progress_began_at < 0.5 || now - tool->progress_shown_at < 0.05)
        return 0;
    tool->progress_shown_at = now;
    bar_draw(tool, stage, done, total);
    return 0;
}

void tool_progress_end(struct tool *tool)
{
    if (tool->progress_shown_at > 0)
        fputs("\r\033[K", stderr);
    tool->progress_shown_at = 0;
    tool->progress_stage[0] = '\0';
}
