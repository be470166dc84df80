/*
 * Scoring leads (线索评分): the score book over batches of leads. A score is the sum of its reasons,
 * exactly: the points of rules, what bounds of groups and models cut, and the rounding to whole
 * points.
 */
#ifndef CRM_SERVICE_SCORE_H
#define CRM_SERVICE_SCORE_H

#include "model/reader.h"
#include "service/rule_rows.h"
#include "service/score_book.h"

/* What one lead came to. */
struct scored {
    int64_t lead;
    const struct score_plan *plan; /* the leading model; NULL: none applies, there is no score */
    int64_t points;
    const char *grade; /* "" when there is none */
    struct text reasons; /* JSON array */
    struct value before; /* the score that the lead has */
    size_t missing;      /* rules whose condition could not be decided */
    bool changed;        /* score or grade differ from what the lead has */
};

/* Scores batches with one book. The results of a load live until the next. */
struct scorer {
    struct store *store;
    struct partition partition; /* that all leads are of: other leads' events are not read */
    struct score_book book;
    struct rule_rows rows;
    const struct rule **rules; /* of all plans: a plan's condition, then its rules' */
    size_t *first;             /* by plan: its condition in `rules` */
    struct batch events;       /* of the loaded leads: subject_id, kind, at, by lead and time */
    struct score_event *met;
    size_t met_count;
    size_t met_capacity;
    struct arena results_arena;
    struct scored *results;
    size_t count;
    /* When set, reasons are also told here, one call each. */
    crm_status (*tell)(void *context, const struct score_plan *plan,
                       const struct score_reason *reason);
    void *context;
};

crm_status crm__scorer_init(struct scorer *scorer, struct store *store);
void crm__scorer_free(struct scorer *scorer);

/* Scores up to RULE_ROWS_BATCH leads, ids ascending; those that are gone have no result. Whoever
 * acts, all that the conditions read is seen. */
crm_status crm__scorer_load(struct scorer *scorer, const int64_t *ids, size_t count);
/* Loads the same leads again if one of them has changed since: so that reading and judging need no
 * lock, for the beginning of the transaction that writes what came out. */
crm_status crm__scorer_renew(struct scorer *scorer, const int64_t *ids, size_t count);
/* Writes score, grade, score_reasons, scored_at and, where the score changed, a row of `score`. */
crm_status crm__scorer_write(struct scorer *scorer);

/* Which leads: `ids`, else those for which `where` holds (empty: all that are not converted); of
 * them those of the partition. */
struct lead_choice {
    const int64_t *ids;
    size_t count;
    struct text where;
    struct partition partition;
};
/* The chosen leads' ids, ascending, each once; CRM_E_NOT_FOUND for an id that the acting user does
 * not see. The caller frees *ids_out. */
crm_status crm__lead_choose(struct store *store, const struct lead_choice *choice,
                            int64_t **ids_out, size_t *count_out);

struct score_report {
    int64_t scored;
    int64_t changed;  /* of them, with another score or grade than before */
    int64_t unscored; /* no model applies */
    int64_t missing;  /* rules that could not be decided, over all leads */
};

/* Scores the chosen leads, a transaction a batch.
 * @return CRM_OK; CRM_E_NOT_FOUND; the failures of a broken model; CRM_E_BUSY; CRM_E_CANCELLED:
 *         what was committed stays; CRM_E_NOMEM. */
crm_status crm__score_run(struct store *store, const struct lead_choice *choice, bool dry_run,
                          struct score_report *report);

/* One lead, now, without writing: a row a reason (model, kind, name, count, points), then the sum.
 * The points of the reasons add up to the total. */
crm_status crm__score_explain(struct store *store, int64_t lead, struct reader **reader_out);

#endif
