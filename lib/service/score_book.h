/*
 * The score book: the enabled score models of leads with their rules, read and compiled once.
 *
 * Of models with the same name only the newest edition counts. Of each kind (fit, engagement) the
 * first model by name whose condition holds scores a lead; the lead's score is the sum. Grades,
 * threshold and nurturing are those of the leading model: the fit model if one applies.
 */
#ifndef CRM_SERVICE_SCORE_BOOK_H
#define CRM_SERVICE_SCORE_BOOK_H

#include "engine/score.h"
#include "rule/rule.h"
#include "store/store.h"

struct score_plan_rule {
    struct text name;
    struct rule *condition; /* NULL: always */
    struct text event_kind; /* empty: the condition itself gives the points */
    int64_t window_us;      /* of events; INT64_MAX: all */
};

struct score_plan {
    int64_t id; /* of the score_model */
    struct text name;
    struct text kind;
    struct rule *condition; /* NULL: all leads */
    struct score_model model;
    struct score_plan_rule *rules; /* beside model.rules */
    struct text *group_names;      /* beside model.groups */
    struct score_grade *grades;    /* by falling bound */
    size_t grade_count;
    bool has_threshold;
    int64_t threshold; /* points */
    int64_t nurture_pool;  /* 0: none */
    int64_t nurture_track; /* 0: none */
};

struct score_book {
    struct store *store;
    struct arena arena;
    struct score_plan *plans; /* fit models first, then by name */
    size_t count;
};

/* @return CRM_OK, also with no model; the failure of a broken condition, groups or grades, naming
 * the model and the rule; CRM_E_NOMEM. */
crm_status crm__score_book_load(struct score_book *book, struct store *store);
void crm__score_book_free(struct score_book *book);

#endif
