/* The commands, by the file that holds them. */
#ifndef CRM_EXAMPLES_LCRM_COMMANDS_H
#define CRM_EXAMPLES_LCRM_COMMANDS_H

#include "lcrm.h"

/* cmd_records.c */
extern const struct command command_list;
extern const struct command command_show;
extern const struct command command_search;
extern const struct command command_history;
/* cmd_edit.c */
extern const struct command command_new;
extern const struct command command_set;
extern const struct command command_delete;
extern const struct command command_restore;
/* cmd_schema.c */
extern const struct command command_schema;
extern const struct command command_entity;
extern const struct command command_field;
/* cmd_database.c */
extern const struct command command_version;
extern const struct command command_check;
extern const struct command command_backup;
extern const struct command command_changes;
/* cmd_copy.c */
extern const struct command command_copy;
/* cmd_init.c */
extern const struct command command_init;
/* cmd_completion.c */
extern const struct command command_completion;
/* cmd_demo.c */
extern const struct command command_demo;
/* cmd_score.c */
extern const struct command command_score;
extern const struct command command_cleanse;
/* cmd_convert.c */
extern const struct command command_convert;
extern const struct command command_unconvert;
/* cmd_rule.c */
extern const struct command command_rule;
/* cmd_eval.c */
extern const struct command command_eval;
/* cmd_clean.c */
extern const struct command command_clean;
/* cmd_tag.c */
extern const struct command command_tag;
/* cmd_report.c */
extern const struct command command_report;
/* cmd_lead.c */
extern const struct command command_claim;
extern const struct command command_release;
extern const struct command command_assign;
extern const struct command command_recycle;
/* cmd_merge.c */
extern const struct command command_dupes;
extern const struct command command_merge;
extern const struct command command_unmerge;
extern const struct command command_explain;
/* cmd_work.c */
extern const struct command command_work;
extern const struct command command_outbox;
/* cmd_rfm.c */
extern const struct command command_rfm;
/* cmd_alert.c */
extern const struct command command_alerts;
/* cmd_segment.c */
extern const struct command command_segment;

/* cmd_import.c, cmd_export.c */
extern const struct command command_import;
extern const struct command command_export;

#endif
