/* Running a step of the demo: a line becomes a command with the clock and the seed of the demo. */
#define _POSIX_C_SOURCE 200809L

#include "demo.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* --- lines ---------------------------------------------------------------------------------- */

/* Replaces the names that stand for something; the end when the line is full. */
static size_t name_expand(const struct demo *demo, const char **line, char *out, size_t size)
{
    char id[24];
    const struct {
        const char *name;
        const char *stands_for;
    } names[] = {{"DB", demo->database}, {"DATA", demo->data}, {"BASE", demo->base}, {"ID", id}};
    snprintf(id, sizeof id, "%" PRId64, demo->picked);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i].name);
        if (strncmp(*line, names[i].name, length) != 0)
            continue;
        *line += length;
        int written = snprintf(out, size, "%s", names[i].stands_for);
        return written < 0 || (size_t)written >= size ? size : (size_t)written;
    }
    *out = *(*line)++;
    return 1;
}

static bool line_expand(const struct demo *demo, const char *line, char *out, size_t size)
{
    size_t used = 0;
    while (*line && used + 1 < size)
        used += name_expand(demo, &line, out + used, size - used);
    if (used >= size)
        return false;
    out[used] = '\0';
    return *line == '\0';
}

/* Splits in place, as a shell does with words and single quotes. */
static int words_split(char *line, char **words, int limit)
{
    int count = 0;
    char *out = line;
    while (*line && count < limit) {
        bool quoted = false;
        words[count++] = out;
        for (; *line && (quoted || *line != ' '); line++) {
            if (*line == '\'')
                quoted = !quoted;
            else
                *out++ = *line;
        }
        line += *line == ' ';
        *out++ = '\0';
    }
    return count;
}

/* --- commands ------------------------------------------------------------------------------- */

/* Errors are part of what the demo shows, so they go where the rest goes; hidden output goes
 * nowhere. */
struct outputs {
    int out;
    int err;
};

static void outputs_turn(struct outputs *kept, bool hide)
{
    fflush(stdout);
    kept->out = dup(STDOUT_FILENO);
    kept->err = dup(STDERR_FILENO);
    dup2(STDOUT_FILENO, STDERR_FILENO);
    int nowhere = hide ? open("/dev/null", O_WRONLY) : -1;
    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        close(nowhere);
    }
}

static void outputs_return(const struct outputs *kept)
{
    fflush(stdout);
    dup2(kept->out, STDOUT_FILENO);
    dup2(kept->err, STDERR_FILENO);
    close(kept->out);
    close(kept->err);
}

/* The surroundings of a command of the demo: for people, whoever reads. */
static void tool_dress(struct tool *tool, const struct demo *demo, int flags)
{
    tool->chinese = demo->tool->chinese;
    tool->color = demo->tool->color;
    tool->width = demo->tool->width;
    tool->out_is_terminal = true;
    tool->err_is_terminal = false;
    tool->quiet = !(flags & STEP_NOTES);
    tool->seed = demo->tool->has_seed ? demo->tool->seed : 1;
    tool->has_seed = true;
    tool->now_us = demo->now_us;
}

static int command_run(const struct demo *demo, const struct step *step, const char *line)
{
    static struct tool tool;
    static char block[DEMO_LINE_SIZE];
    char *words[DEMO_WORDS];
    char name[] = "lcrm";
    struct outputs kept;
    words[0] = name;
    snprintf(block, sizeof block, "%s", line);
    int count = 1 + words_split(block, words + 1, DEMO_WORDS - 1);
    memset(&tool, 0, sizeof tool);
    outputs_turn(&kept, step->flags & STEP_HIDES);
    int code = tool_parse(&tool, count, words);
    if (code == EXIT_OK) {
        tool_dress(&tool, demo, step->flags);
        if (tool.command->needs_database)
            code = tool_open(&tool);
        if (code == EXIT_OK)
            code = tool.command->run(&tool);
    }
    tool_close(&tool);
    outputs_return(&kept);
    return code;
}

/* --- steps ---------------------------------------------------------------------------------- */

static int pick(struct demo *demo, crm_db *db, const struct step *step)
{
    const struct demo_rows wanted = {.entity = step->pick_entity,
                                     .rule = step->pick_rule,
                                     .sort = "id",
                                     .fields = "id",
                                     .limit = 1};
    crm_cursor *rows = demo_rows(db, &wanted);
    bool found = rows && crm_cursor_next(rows) == CRM_OK;
    if (found)
        demo->picked = crm_cursor_int(rows, 0);
    else
        fprintf(stderr, "lcrm demo: no %s: %s\n", step->pick_entity, step->pick_rule);
    crm_cursor_free(rows);
    return found ? 0 : -1;
}

/* Opens the demo's own handle for `act`, or to pick, when there is a database. */
static int handle_use(struct demo *demo, const struct step *step, bool picks)
{
    static struct tool own;
    memset(&own, 0, sizeof own);
    tool_dress(&own, demo, 0);
    if (tool_handle(&own, &own.db) < 0)
        return -1;
    int result = 0;
    if (access(demo->database, F_OK) == 0 && crm_db_open(own.db, demo->database, NULL) < 0)
        result = demo_fail(own.db, demo->database);
    if (result == 0)
        result = picks ? pick(demo, own.db, step) : step->act(demo, own.db);
    tool_close(&own);
    return result;
}

static void heading_print(const struct demo *demo, const struct step *step)
{
    const char *bold = demo->tool->color ? "\033[1m" : "";
    const char *plain = demo->tool->color ? "\033[0m" : "";
    if (step->day)
        printf("\n%s━━ %.10s ━━%s\n", bold, step->day, plain);
    if (step->title_en)
        printf("\n%s%s%s\n", bold, demo_say(demo, step->title_en, step->title_zh), plain);
}

int demo_step(struct demo *demo, const struct step *step)
{
    char line[DEMO_LINE_SIZE];
    const char *dim = demo->tool->color ? "\033[2m" : "";
    const char *plain = demo->tool->color ? "\033[0m" : "";
    heading_print(demo, step);
    if (step->pick_entity && handle_use(demo, step, true) < 0)
        return EXIT_NOT_FOUND;
    if (!step->line)
        return step->act && handle_use(demo, step, false) < 0 ? EXIT_REJECTED : EXIT_OK;
    if (!line_expand(demo, step->line, line, sizeof line))
        return tool_usage_error((struct tool *)demo->tool, "the path of the database is too long",
                                "数据库路径过长");
    bool is_call = strncmp(line, "crm_", 4) == 0;
    printf(is_call ? "%s» %s%s\n" : "%s$ lcrm %s%s\n", dim, line, plain);
    fflush(stdout);
    int code = is_call ? EXIT_OK : command_run(demo, step, line);
    bool refused = code != EXIT_OK && code != EXIT_REJECTED;
    if ((step->flags & STEP_FAILS) != 0 ? code == EXIT_OK : refused)
        return code == EXIT_OK ? EXIT_REJECTED : code;
    return step->act && handle_use(demo, step, false) < 0 ? EXIT_REJECTED : EXIT_OK;
}
