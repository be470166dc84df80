/* Rules without a database: eval. */
#define _POSIX_C_SOURCE 200809L

#include "commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct option_spec eval_options[] = {
    {"with", "JSON", "an object that gives names their values", "变量取值的 JSON 对象"},
    {"batch", "FILE", "a line {\"expr\",\"bindings\"} each; - is standard input",
     "逐行计算 {\"expr\",\"bindings\"}，- 表示标准输入"},
    {NULL, NULL, NULL, NULL},
};

static int line_eval(struct tool *tool, const char *line, size_t size)
{
    while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
        size--;
    if (crm_rule_eval_line(tool->db, line, size, tool_write, stdout) < 0)
        return tool_write_failed(tool, stdout);
    return putchar('\n') == EOF ? EXIT_OK : EXIT_MORE;
}

/* Every line has its answer in the same order, so an empty line is one that cannot be read. */
static int batch_run(struct tool *tool, const char *path)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    int code = EXIT_MORE;
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!file)
        return tool_file_error(tool, path);
    while (code == EXIT_MORE && (size = getline(&line, &capacity, file)) >= 0)
        code = line_eval(tool, line, (size_t)size);
    if (code == EXIT_MORE)
        code = ferror(file) ? tool_file_error(tool, path) : EXIT_OK;
    free(line);
    if (file != stdin)
        fclose(file);
    return code;
}

static int eval_run(struct tool *tool)
{
    const char *batch = tool_option(tool, "batch");
    const char *with = tool_option(tool, "with");
    if (tool->argument_count != (batch ? 0 : 1))
        return tool_usage_error(tool, "eval takes one rule, in quotes, or --batch FILE",
                                "eval 需要一条用引号括起的规则，或 --batch FILE");
    if (batch && with)
        return tool_usage_error(tool, "--with is for one rule; a line of a batch has its bindings",
                                "--with 只用于单条规则；批处理的每一行自带变量");
    if (tool_handle(tool, &tool->db) < 0)
        return EXIT_LIMIT;
    if (batch)
        return batch_run(tool, batch);
    int32_t form = tool_wants_json(tool) ? CRM_VALUE_TYPED : CRM_VALUE_TEXT;
    if (crm_rule_eval(tool->db, tool->arguments[0], CRM_NUL, with, form, tool_write, stdout) < 0)
        return tool_write_failed(tool, stdout);
    putchar('\n');
    return EXIT_OK;
}

const struct command command_eval = {
    .name = "eval",
    .usage = "EXPR [--with JSON] | --batch FILE",
    .summary_en = "the value of a rule, without a database",
    .summary_zh = "计算规则表达式（无需数据库）",
    .examples = {"lcrm eval 'score > 60 && city in [\"上海\", \"苏州\"]' "
                 "--with '{\"score\":75,\"city\":\"上海\"}'",
                 "lcrm eval --batch rules.jsonl"},
    .options = eval_options,
    .words = "EXPR",
    .run = eval_run,
};
