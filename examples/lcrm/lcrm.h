/*
 * lcrm, the command-line host of libcrm: what its commands share. The tool uses public headers
 * only; docs/lcrm.md says what it promises.
 */
#ifndef CRM_EXAMPLES_LCRM_LCRM_H
#define CRM_EXAMPLES_LCRM_LCRM_H

#include <stdbool.h>
#include <stdio.h>

#include "crm/crm.h"

/* Exit codes, a contract. */
enum {
    EXIT_OK = 0,
    EXIT_REJECTED = 1, /* some rows were refused */
    EXIT_USAGE = 2,
    EXIT_NOT_FOUND = 3,
    EXIT_DENIED = 4,
    EXIT_BUSY = 5,
    EXIT_CORRUPT = 6,
    EXIT_LIMIT = 7,
    EXIT_INTERRUPTED = 130,
    EXIT_MORE = -1, /* inside the tool: no end yet */
};

enum { ARGUMENT_LIMIT = 256, OPTION_LIMIT = 64 };

/* An option of a command: "--where CEL" takes a value, "--resume" does not. */
struct option_spec {
    const char *name;  /* without dashes */
    const char *value; /* what the value is called in help; NULL: a switch */
    const char *help_en;
    const char *help_zh;
};

struct tool;

struct command {
    const char *name;
    const char *usage;      /* after "lcrm NAME " */
    const char *summary_en;
    const char *summary_zh;
    const char *examples[2]; /* shown first in --help, and run as tests */
    const struct option_spec *options; /* ends with a NULL name */
    /* What the arguments are, for completion: "ENTITY FIELD=*", "add|remove NAME"; see complete.c.
     * NULL: nothing to suggest. */
    const char *words;
    bool needs_database;     /* the database may be the first argument */
    bool creates_database;   /* it need not exist */
    int (*run)(struct tool *tool);
};

/* One invocation: what was typed, and what it led to. */
struct tool {
    const struct command *command;
    /* Global options. */
    int32_t format;      /* CRM_FORMAT_…; -1: by where the output goes */
    bool quiet;
    bool dry_run;
    bool chinese;
    bool color;
    bool error_color;
    bool json_errors;    /* errors are one JSON document, too */
    const char *as_user;
    const char *now_text;
    int64_t now_us;      /* INT64_MIN: the system's clock */
    uint64_t seed;
    bool has_seed;
    int32_t threads;
    int32_t width;       /* of the terminal; 0 when there is none */
    bool out_is_terminal;
    bool err_is_terminal;
    int64_t rows_printed; /* by the last tool_print() */
    /* The command's own. */
    const char *arguments[ARGUMENT_LIMIT];
    int argument_count;
    struct {
        const char *name;
        const char *value;
    } options[OPTION_LIMIT];
    int option_count;

    const char *database; /* path, once known */
    const char *file;     /* that is being read, for errors that have a place in it */
    crm_db *db;           /* open when the command needs one */
    uint64_t random_state;
    double progress_shown_at;
    double progress_began_at;
    char progress_stage[64];
};

extern const struct command *const lcrm_commands[];
extern const size_t lcrm_command_count;
extern const struct option_spec lcrm_global_options[];

/* options.c */
int tool_parse(struct tool *tool, int argc, char **argv); /* EXIT_OK or EXIT_USAGE */
/* The value, "" for a switch, or NULL. */
const char *tool_option(const struct tool *tool, const char *name);
bool tool_switch(const struct tool *tool, const char *name);
/* A whole number option; false (and a message) when it is none. */
bool tool_number(const struct tool *tool, const char *name, int64_t least, int64_t *number);
/* "--partition 2/8": which part of a job this process does, from 1; {"partition", …} among the
 * options. Index, from 0, and count; zeros without the option. */
#define PARTITION_OPTION                                                                           \
    {                                                                                              \
        "partition", "I/N", "only part I of N, from 1: for N processes that share the job",        \
            "只处理 N 份中的第 I 份（从 1 起），供 N 个进程分担"                                   \
    }
bool tool_partition(const struct tool *tool, int32_t *index, int32_t *count);

/* database.c */
/* What to do when the database cannot be opened; NULL: nothing that the message does not say. */
const char *tool_open_advice(const struct tool *tool, crm_status status);
int tool_open(struct tool *tool);  /* finds, opens, acts as --as; reports */
crm_status tool_handle(struct tool *tool, crm_db **db_out); /* a handle with this tool's host */
void tool_close(struct tool *tool);
/* Quietly and read-only: the named database or the one in use, else the standard catalogue. */
bool tool_open_to_look(struct tool *tool);
bool tool_is_database(const char *text); /* does it look like one? */
/* Where a command without a database works: a database in memory. */
int tool_open_memory(struct tool *tool);

/* output.c */
int tool_print(struct tool *tool, crm_cursor *cursor); /* frees the cursor */
/* Rows of the tool's own, row by row, in whatever form the output has. */
int tool_rows(struct tool *tool, const crm_column *columns, size_t column_count,
              const char *const *cells, size_t row_count);
/* One row: an object in JSON, a line for each column on a terminal. */
int tool_row(struct tool *tool, const crm_column *columns, size_t column_count,
             const char *const *cells);
/* One row of whole numbers. */
int tool_counts(struct tool *tool, const crm_column *columns, size_t column_count,
                const int64_t *counts);
bool tool_wants_json(const struct tool *tool);
int tool_width(const char *text); /* columns that it takes on a terminal */
/* Text that cannot drive the terminal: control characters are shown as spaces. */
void tool_text(const char *text);
void tool_pad(const char *text, int width);
int32_t tool_format(const struct tool *tool);          /* the form in force */
int32_t tool_write(void *file, const void *bytes, size_t size); /* a crm_write to a FILE */
/* After a call that wrote by tool_write and failed: which of the two was it? */
int tool_write_failed(struct tool *tool, FILE *file);
int tool_flush(struct tool *tool); /* what is still to be written, at the end */
void tool_note(struct tool *tool, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The sentence in the user's language. */
const char *tool_say(const struct tool *tool, const char *en, const char *zh);
int32_t tool_progress(void *context, const char *stage, int64_t done, int64_t total);
void tool_progress_end(struct tool *tool);
double tool_seconds(void); /* monotonic */

/* error.c */
/* Reports the handle's last error, what to type next (may be NULL), and gives the exit code. */
int tool_fail(struct tool *tool, crm_db *db, const char *next);
/* The same, where the usual advice for such an error would be wrong. */
int tool_fail_next(struct tool *tool, crm_db *db, const char *next);
/* The usual advice; NULL: there is none. */
const char *tool_advice(const struct tool *tool, crm_status status);
int tool_exit_code(crm_status status);
/* What is wrong with what was typed, in both languages: two formats for the same values. */
int tool_usage_error(struct tool *tool, const char *en, const char *zh, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* A file that cannot be opened, read or written, by errno. */
int tool_file_error(struct tool *tool, const char *path);
/* Index of the closest name, or -1. */
int tool_nearest(const char *wrong, const char *const *names, int count);

/* records.c: "lead/123" or "lead 123" */
bool tool_record_name(struct tool *tool, const char *text, char *entity, size_t entity_size,
                      int64_t *id_out);

/* help.c */
void help_overview(const struct tool *tool, FILE *out);
void help_command(const struct tool *tool, const struct command *command, FILE *out);

#endif
