/*
 * The demo: a script of steps (demo_script.c), each the command that a user would type or what a
 * host would call, run with a clock that plays forty days. After a step the demo looks at the
 * database and checks that its figures add up.
 */
#ifndef CRM_EXAMPLES_LCRM_DEMO_H
#define CRM_EXAMPLES_LCRM_DEMO_H

#include "lcrm.h"

enum { DEMO_PATH_SIZE = 512, DEMO_LINE_SIZE = 2048, DEMO_WORDS = 64 };

struct demo {
    const struct tool *tool; /* language, colour, quiet */
    const char *database;
    const char *data;          /* folder of the example data */
    char base[DEMO_PATH_SIZE]; /* of files made beside the database: its name without ".crm" */
    const char *now;           /* RFC 3339 */
    int64_t now_us;
    int64_t picked; /* the record that the step is about */
    int64_t converted;
    int sums;  /* checked */
    int wrong; /* of them, those that do not hold */
};

/* What happens with a command's output. */
enum {
    STEP_HIDES = 1, /* its rows are too many, or say what the sums below them say */
    STEP_NOTES = 2, /* its notes are shown */
    STEP_FAILS = 4, /* it is refused, and that is the point */
};

struct step {
    const char *day;      /* of the clock; NULL: that of the step before */
    const char *title_en; /* NULL: goes on under the title before */
    const char *title_zh;
    /* A command, or the call of the library that `act` makes. DB, DATA/, BASE and ID stand for the
     * database, the folder of the data, the files beside the database, and the picked record. */
    const char *line;
    int flags;
    const char *pick_entity; /* the first record for which the rule is true becomes ID */
    const char *pick_rule;
    /* After the command, or instead of one: does the host's part, shows, checks. 0, or -1 after a
     * message. */
    int (*act)(struct demo *demo, crm_db *db);
};

/* demo_script.c */
extern const struct step demo_steps[];
extern const size_t demo_step_count;

/* demo_run.c: 0, or an exit code after a message. */
int demo_step(struct demo *demo, const struct step *step);

/* demo_look.c: what the database says; a failure is reported and counted as wrong. */
int64_t demo_count(struct demo *demo, crm_db *db, const char *entity, const char *rule);
/* A measure such as "sum(amount)" over the records of a rule (NULL: all). */
int64_t demo_measure(struct demo *demo, crm_db *db, const char *entity, const char *rule,
                     const char *measure);
struct demo_rows {
    const char *entity;
    const char *rule;
    const char *sort;
    const char *fields;
    int64_t limit;
};
/* NULL after a message. */
crm_cursor *demo_rows(crm_db *db, const struct demo_rows *wanted);
int demo_fail(crm_db *db, const char *what);

struct part {
    const char *en;
    const char *zh;
    int64_t figure;
};
/* "✓ 12 rows = 7 created + 0 updated + 3 duplicates + 2 rejected", and whether it is so. */
void demo_sum(struct demo *demo, struct part whole, const struct part *parts, size_t count);
/* A sentence, and whether it is true. */
void demo_true(struct demo *demo, bool is_true, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "12,345", in one of a few static buffers. */
const char *demo_figure(int64_t figure);
const char *demo_say(const struct demo *demo, const char *en, const char *zh);

/* demo_files.c */
int demo_files_make(struct demo *demo, crm_db *db);
int demo_rejects_show(struct demo *demo, crm_db *db);
/* Lines of a file of the data, and those that end with `ending`. */
int64_t demo_file_lines(struct demo *demo, const char *name, const char *ending);

/* demo_leads.c: the acts on leads. */
int demo_import_sum(struct demo *demo, crm_db *db);
int demo_outcome_check(struct demo *demo, crm_db *db);
int demo_deciles(struct demo *demo, crm_db *db);
int demo_merge(struct demo *demo, crm_db *db);
int demo_status_sum(struct demo *demo, crm_db *db);
int demo_owner_sum(struct demo *demo, crm_db *db);
int demo_follow_up(struct demo *demo, crm_db *db);
int demo_reminder_sum(struct demo *demo, crm_db *db);
int demo_recycle_sum(struct demo *demo, crm_db *db);

/* demo_sales.c: the acts on opportunities and customers. */
int demo_convert(struct demo *demo, crm_db *db);
int demo_unconvert_check(struct demo *demo, crm_db *db);
int demo_offers(struct demo *demo, crm_db *db);
int demo_negotiations(struct demo *demo, crm_db *db);
int demo_closings(struct demo *demo, crm_db *db);
int demo_order_sum(struct demo *demo, crm_db *db);
int demo_segment_sum(struct demo *demo, crm_db *db);
int demo_alert_sum(struct demo *demo, crm_db *db);
int demo_moves_sum(struct demo *demo, crm_db *db);
int demo_picture_check(struct demo *demo, crm_db *db);

#endif
