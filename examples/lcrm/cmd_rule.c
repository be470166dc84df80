/* Rules over records: rule. */
#include "commands.h"

#include <string.h>

static int rule_run(struct tool *tool)
{
    char entity[64];
    int64_t id;
    crm_status status;
    if (tool->argument_count != 2)
        return tool_usage_error(tool, "say: lcrm rule ENTITY RULE, or lcrm rule ENTITY/ID RULE",
                                "请写：lcrm rule 实体 规则，或 lcrm rule 实体/编号 规则");
    const char *of = tool->arguments[0];
    const char *rule = tool->arguments[1];
    if (!strchr(of, '/')) {
        status = crm_rule_describe(tool->db, of, rule, CRM_NUL, tool_write, stdout);
    } else {
        if (!tool_record_name(tool, of, entity, sizeof entity, &id))
            return EXIT_USAGE;
        status = crm_rule_explain(tool->db, entity, id, rule, CRM_NUL, tool_write, stdout);
    }
    if (status < 0)
        return tool_write_failed(tool, stdout);
    putchar('\n');
    return EXIT_OK;
}

const struct command command_rule = {
    .name = "rule",
    .usage = "[DB] ENTITY RULE | ENTITY/ID RULE",
    .summary_en = "what a rule reads and costs, or why it holds for a record",
    .summary_zh = "规则读取什么、代价多少，或它对某条记录为何成立",
    .examples = {"lcrm rule lead 'score > 60 && owner.team.name == \"北区\"'",
                 "lcrm rule account/123 'orders.exists(o, o.amount > money(\"1000 CNY\"))'"},
    .words = "ENTITY|RECORD RULE",
    .needs_database = true,
    .run = rule_run,
};
