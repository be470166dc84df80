/* Help: examples first, then what there is. */
#include "lcrm.h"

#include <string.h>

static void options_print(const struct tool *tool, const struct option_spec *options, FILE *out)
{
    for (; options && options->name; options++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", options->name, options->value ? " " : "",
                 options->value ? options->value : "");
        fprintf(out, "  %-24s %s\n", left, tool_say(tool, options->help_en, options->help_zh));
    }
}

void help_command(const struct tool *tool, const struct command *command, FILE *out)
{
    for (int i = 0; i < 2 && command->examples[i]; i++)
        fprintf(out, "  %s\n", command->examples[i]);
    fprintf(out, "\n%s\n\n%s: lcrm %s %s\n",
            tool_say(tool, command->summary_en, command->summary_zh),
            tool_say(tool, "usage", "用法"), command->name, command->usage);
    if (command->options && command->options->name) {
        fprintf(out, "\n");
        options_print(tool, command->options, out);
    }
    fprintf(out, "\n%s\n", tool_say(tool, "everywhere:", "通用选项:"));
    options_print(tool, lcrm_global_options, out);
}

void help_overview(const struct tool *tool, FILE *out)
{
    fprintf(
        out, "  lcrm demo\n  lcrm import customers.csv\n\n%s\n\n",
        tool_say(
            tool,
            "A customer-relationship engine in one file. The database is the first "
            "argument, else $LCRM_DB,\nelse the only *.crm here.",
            "单文件的客户关系引擎。数据库取第一个参数，或 $LCRM_DB，或当前目录中唯一的 *.crm。"));
    for (size_t i = 0; i < lcrm_command_count; i++)
        fprintf(out, "  %-12s %s\n", lcrm_commands[i]->name,
                tool_say(tool, lcrm_commands[i]->summary_en, lcrm_commands[i]->summary_zh));
    fprintf(out, "\n%s\n",
            tool_say(tool, "lcrm COMMAND --help says more. Everywhere:",
                     "lcrm 命令 --help 查看详情。通用选项:"));
    options_print(tool, lcrm_global_options, out);
}
