/* Reading the command line: command, global options, the command's own, arguments. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lcrm.h"

const struct option_spec lcrm_global_options[] = {
    {"json", NULL, "one JSON document", "输出一个 JSON 文档"},
    {"ndjson", NULL, "one JSON object a line", "每行一个 JSON 对象"},
    {"csv", NULL, "CSV, safe to open in a spreadsheet", "CSV（电子表格安全）"},
    {"arrow", NULL, "Arrow IPC stream", "Arrow IPC 流"},
    {"md", NULL, "Markdown table", "Markdown 表格"},
    {"quiet", NULL, "no notes and no progress", "不显示提示与进度"},
    {"lang", "en|zh", "language of labels and notes", "界面语言"},
    {"as", "USER", "act as this user (login or id)", "以该用户身份操作（登录名或编号）"},
    {"now", "TIME", "the clock, RFC 3339", "指定当前时间（RFC 3339）"},
    {"seed", "N", "seed of everything random", "随机种子"},
    {"threads", "N", "at most N worker threads; all work is on one so far",
     "最多线程数（目前均为单线程）"},
    {"dry-run", NULL, "check and show, write nothing", "只检查不写入"},
    {"no-color", NULL, "no colours", "不使用颜色"},
    {"help", NULL, "this help", "显示帮助"},
    {NULL, NULL, NULL, NULL},
};

static const struct option_spec *spec_find(const struct option_spec *specs, const char *name,
                                           size_t size)
{
    for (; specs && specs->name; specs++) {
        if (strlen(specs->name) == size && memcmp(specs->name, name, size) == 0)
            return specs;
    }
    return NULL;
}

static void surroundings(struct tool *tool)
{
    const char *language = getenv("LCRM_LANG");
    if (!language)
        language = getenv("LC_ALL");
    if (!language || !*language)
        language = getenv("LANG");
    tool->chinese = language && strncmp(language, "zh", 2) == 0;
    tool->out_is_terminal = isatty(STDOUT_FILENO);
    tool->err_is_terminal = isatty(STDERR_FILENO);
    const char *no_color = getenv("NO_COLOR");
    bool color = !(no_color && *no_color);
    tool->color = tool->out_is_terminal && color;
    tool->error_color = tool->err_is_terminal && color;
    struct winsize size;
    if (tool->out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        tool->width = size.ws_col;
    else if (tool->out_is_terminal)
        tool->width = 80;
    tool->format = -1;
    tool->now_us = INT64_MIN;
    tool->threads = 1;
}

static bool number_parse(const char *text, int64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return end != text && *end == '\0' && errno == 0;
}

/* The library reads the time, so that there is one reader: through a scratch database in memory it
 * would cost too much, hence the fixed form. */
static bool time_parse(const char *text, int64_t *time_us)
{
    return crm_time_parse(text, time_us) == CRM_OK;
}

static int global_take(struct tool *tool, const char *name, const char *value)
{
    static const struct {
        const char *name;
        int32_t format;
    } forms[] = {{"json", CRM_FORMAT_JSON},
                 {"ndjson", CRM_FORMAT_NDJSON},
                 {"csv", CRM_FORMAT_CSV},
                 {"arrow", CRM_FORMAT_ARROW},
                 {"md", CRM_FORMAT_MARKDOWN}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(name, forms[i].name) == 0)
            tool->format = forms[i].format;
    }
    int64_t number = 0;
    if (strcmp(name, "quiet") == 0)
        tool->quiet = true;
    else if (strcmp(name, "dry-run") == 0)
        tool->dry_run = true;
    else if (strcmp(name, "no-color") == 0)
        tool->color = tool->error_color = false;
    else if (strcmp(name, "as") == 0)
        tool->as_user = value;
    else if (strcmp(name, "lang") == 0) {
        if (strcmp(value, "en") != 0 && strcmp(value, "zh") != 0)
            return tool_usage_error(tool, "--lang: '%s' is neither en nor zh",
                                    "--lang：“%s”既不是 en 也不是 zh", value);
        tool->chinese = *value == 'z';
    } else if (strcmp(name, "now") == 0) {
        if (!time_parse(value, &tool->now_us))
            return tool_usage_error(
                tool, "--now: '%s' is no RFC 3339 time; write it as 2026-03-02T08:00:00Z",
                "--now：“%s”不是 RFC 3339 时间，请写成 2026-03-02T08:00:00Z", value);
        tool->now_text = value;
    } else if (strcmp(name, "seed") == 0) {
        if (!number_parse(value, &number))
            return tool_usage_error(tool, "--seed: '%s' is no whole number", "--seed：“%s”不是整数",
                                    value);
        tool->seed = (uint64_t)number;
        tool->has_seed = true;
    } else if (strcmp(name, "threads") == 0) {
        if (!number_parse(value, &number) || number < 1 || number > 256)
            return tool_usage_error(tool, "--threads: '%s' is no number from 1 to 256",
                                    "--threads：“%s”不是 1 到 256 的数", value);
        tool->threads = (int32_t)number;
    }
    return EXIT_OK;
}

static int unknown_option(struct tool *tool, const char *name, size_t size)
{
    const char *names[128];
    int count = 0;
    for (const struct option_spec *s = lcrm_global_options; s->name; s++)
        names[count++] = s->name;
    for (const struct option_spec *s = tool->command ? tool->command->options : NULL;
         s && s->name && count < 128; s++)
        names[count++] = s->name;
    char wrong[64];
    snprintf(wrong, sizeof wrong, "%.*s", (int)size, name);
    int nearest = tool_nearest(wrong, names, count);
    if (nearest >= 0)
        return tool_usage_error(tool, "no option --%s; did you mean --%s?",
                                "没有选项 --%s；是否指 --%s？", wrong, names[nearest]);
    return tool_usage_error(tool, "no option --%s", "没有选项 --%s", wrong);
}

/* --name, --name value or --name=value. Moves *index past a value that stands by itself. */
static int option_take(struct tool *tool, int argc, char **argv, int *index)
{
    const char *name = argv[*index] + 2;
    size_t size = strcspn(name, "=");
    /* A command's own option comes first: --as is an entity to import, and a user elsewhere. */
    const struct option_spec *spec =
        tool->command ? spec_find(tool->command->options, name, size) : NULL;
    const struct option_spec *global = spec ? NULL : spec_find(lcrm_global_options, name, size);
    if (!spec)
        spec = global;
    if (!spec)
        return unknown_option(tool, name, size);
    const char *value = name[size] == '=' ? name + size + 1 : NULL;
    if (!spec->value && value)
        return tool_usage_error(tool, "--%s takes no value", "--%s 不带值", spec->name);
    if (spec->value && !value) {
        if (*index + 1 >= argc)
            return tool_usage_error(tool, "--%s needs a value: %s", "--%s 需要一个值：%s",
                                    spec->name, spec->value);
        value = argv[++*index];
    }
    if (global && strcmp(spec->name, "help") != 0)
        return global_take(tool, spec->name, value ? value : "");
    if (tool->option_count == OPTION_LIMIT)
        return tool_usage_error(tool, "over %d options", "选项超过 %d 个", OPTION_LIMIT);
    tool->options[tool->option_count].name = spec->name;
    tool->options[tool->option_count++].value = value ? value : "";
    return EXIT_OK;
}

static int command_find(struct tool *tool, const char *name)
{
    const char *names[128];
    int count = 0;
    for (size_t i = 0; i < lcrm_command_count && count < 128; i++) {
        if (strcmp(lcrm_commands[i]->name, name) == 0) {
            tool->command = lcrm_commands[i];
            return EXIT_OK;
        }
        names[count++] = lcrm_commands[i]->name;
    }
    int nearest = tool_nearest(name, names, count);
    if (nearest >= 0)
        return tool_usage_error(tool, "no command '%s'; did you mean '%s'?",
                                "没有命令“%s”；是否指“%s”？", name, names[nearest]);
    return tool_usage_error(tool, "no command '%s'; lcrm --help lists them",
                            "没有命令“%s”；lcrm --help 列出所有命令", name);
}

static int words_take(struct tool *tool, int argc, char **argv, int from)
{
    bool only_arguments = false;
    for (int i = from; i < argc; i++) {
        if (!only_arguments && strcmp(argv[i], "--") == 0) {
            only_arguments = true;
        } else if (!only_arguments && strcmp(argv[i], "-o") == 0 && i + 1 < argc) {
            char output[] = "--output";
            char *long_form[] = {output, argv[++i]};
            int index = 0;
            int code = option_take(tool, 2, long_form, &index);
            if (code != EXIT_OK)
                return code;
        } else if (!only_arguments && strncmp(argv[i], "--", 2) == 0) {
            int code = option_take(tool, argc, argv, &i);
            if (code != EXIT_OK)
                return code;
        } else if (tool->argument_count == ARGUMENT_LIMIT) {
            return tool_usage_error(tool, "over %d arguments", "参数超过 %d 个", ARGUMENT_LIMIT);
        } else {
            tool->arguments[tool->argument_count++] = argv[i];
        }
    }
    return EXIT_OK;
}

/* How errors are told, before the words are read, for any of them may be the one that is wrong. */
static void error_form_find(struct tool *tool, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--json") == 0 || strcmp(argv[i], "--ndjson") == 0)
            tool->json_errors = true;
        bool apart = strcmp(argv[i], "--lang") == 0 && i + 1 < argc;
        const char *language = apart                                 ? argv[i + 1]
                               : strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7
                                                                     : "";
        if (strcmp(language, "zh") == 0 || strcmp(language, "en") == 0)
            tool->chinese = *language == 'z';
    }
}

int tool_parse(struct tool *tool, int argc, char **argv)
{
    surroundings(tool);
    error_form_find(tool, argc, argv);
    int first = 1;
    while (first < argc && strncmp(argv[first], "--", 2) == 0 &&
           strcmp(argv[first], "--version") != 0) {
        int code = option_take(tool, argc, argv, &first);
        if (code != EXIT_OK)
            return code;
        first++;
    }
    bool help = tool_switch(tool, "help");
    if (first >= argc || (help && first >= argc)) {
        help_overview(tool, help ? stdout : stderr);
        return help ? EXIT_OK : EXIT_USAGE;
    }
    const char *name = strcmp(argv[first], "--version") == 0 ? "version" : argv[first];
    int code = command_find(tool, name);
    if (code == EXIT_OK)
        code = words_take(tool, argc, argv, first + 1);
    if (code == EXIT_OK && tool_switch(tool, "help")) {
        help_command(tool, tool->command, stdout);
        tool->command = NULL;
    }
    return code;
}

const char *tool_option(const struct tool *tool, const char *name)
{
    const char *value = NULL;
    for (int i = 0; i < tool->option_count; i++) {
        if (strcmp(tool->options[i].name, name) == 0)
            value = tool->options[i].value;
    }
    return value;
}

bool tool_switch(const struct tool *tool, const char *name)
{
    return tool_option(tool, name) != NULL;
}

bool tool_partition(const struct tool *tool, int32_t *index, int32_t *count)
{
    const char *value = tool_option(tool, "partition");
    char text[24];
    int64_t part = 0;
    int64_t parts = 0;
    *index = *count = 0;
    if (!value)
        return true;
    size_t size = strcspn(value, "/");
    snprintf(text, sizeof text, "%.*s", size < sizeof text ? (int)size : 0, value);
    if (value[size] == '/' && number_parse(text, &part) && number_parse(value + size + 1, &parts) &&
        part >= 1 && part <= parts && parts <= INT32_MAX) {
        *index = (int32_t)(part - 1);
        *count = (int32_t)parts;
        return true;
    }
    tool_usage_error((struct tool *)tool, "--partition: '%s' is no part such as 1/8",
                     "--partition：“%s”不是 1/8 这样的分片", value);
    return false;
}

bool tool_number(const struct tool *tool, const char *name, int64_t least, int64_t *number)
{
    const char *value = tool_option(tool, name);
    if (!value)
        return true;
    if (number_parse(value, number) && *number >= least)
        return true;
    tool_usage_error((struct tool *)tool, "--%s: '%s' is no whole number of %lld or more",
                     "--%s：“%s”不是不小于 %lld 的整数", name, value, (long long)least);
    return false;
}
