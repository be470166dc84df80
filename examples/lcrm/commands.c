/* The command table, in the order in which help lists them. One a line, so that additions merge. */
#include "commands.h"

/* clang-format off */
const struct command *const lcrm_commands[] = {
    &command_demo,
    &command_init,
    &command_import,
    &command_export,
    &command_list,
    &command_show,
    &command_search,
    &command_new,
    &command_set,
    &command_delete,
    &command_restore,
    &command_history,
    &command_score,
    &command_cleanse,
    &command_convert,
    &command_unconvert,
    &command_tag,
    &command_report,
    &command_claim,
    &command_release,
    &command_assign,
    &command_recycle,
    &command_dupes,
    &command_merge,
    &command_unmerge,
    &command_work,
    &command_outbox,
    &command_rfm,
    &command_segment,
    &command_schema,
    &command_entity,
    &command_field,
    &command_changes,
    &command_check,
    &command_backup,
    &command_version,
};
/* clang-format on */
const size_t lcrm_command_count = sizeof lcrm_commands / sizeof *lcrm_commands;
