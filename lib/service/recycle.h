/*
 * Recycling (回收): a lead that its owner does not work on goes back to a pool. The exact instant is
 * computed from the lead's clocks whenever one of them moves and kept in recycle_at, with a timer
 * for it and one for the reminder of the owner; so the sweep costs what is due.
 */
#ifndef CRM_SERVICE_RECYCLE_H
#define CRM_SERVICE_RECYCLE_H

#include "model/reader.h"
#include "service/recycle_rules.h"
#include "service/work.h"

enum { RECYCLE_BATCH = 1000 };

/* What the rules say of one lead. */
struct recycle_line {
    int64_t id;
    bool found;
    int64_t owner;       /* 0 none */
    int64_t pool;        /* 0 none */
    struct text name;
    struct recycle_answer answer;
    int64_t reminder_us; /* RECYCLE_NEVER: none */
    int64_t rule;        /* id; 0 none */
    struct text rule_name;
    enum recycle_kind kind;
    int64_t target_pool; /* 0: nowhere to go */
    int64_t kept_us;     /* recycle_at as stored; RECYCLE_NEVER: none */
    int64_t kept_rule;   /* recycle_rule as stored; 0 none */
};

/* Lines in the order of the ids. Texts live in `arena`. */
struct recycle_sheet {
    struct store *store;
    struct arena arena;
    struct recycle_line *lines;
    size_t count;
};

/* Asks the rules about leads, at most RECYCLE_BATCH, and writes nothing. Free it after success. */
crm_status crm__recycle_judge(struct store *store, const int64_t *leads, size_t count,
                              struct recycle_sheet *sheet_out);
void crm__recycle_sheet_free(struct recycle_sheet *sheet);

/* Brings recycle_at, recycle_rule and the timers of leads up to date. `again`: sets timers also
 * where the instant is as it was. */
crm_status crm__recycle_refresh(struct store *store, const int64_t *leads, size_t count,
                                bool again);
/* The same for all owned leads of a pool (0: of all pools, and of none). */
crm_status crm__recycle_rebuild(struct store *store, int64_t pool);

/* Recycles all leads whose instant has come. */
crm_status crm__recycle_run(struct store *store, int64_t *moved_out);

/* Why and when: one lead, or (0) all that would be recycled until `until_us`, the first due first.
 * Only leads that the acting user may read. */
crm_status crm__recycle_plan(struct store *store, int64_t lead, int64_t until_us,
                             struct reader **reader_out);

/* Observers of leads, opportunities, activities, pools and their rules. */
crm_status crm__recycle_attach(struct store *store);
/* Handlers of due work "recycle" and "recycle_reminder". */
crm_status crm__recycle_due(struct store *store, struct work *work);
crm_status crm__recycle_reminder_due(struct store *store, struct work *work);

struct checker;
struct check;
/* A checker of crm__store_check: that every lead which is to go back has its timer. */
crm_status crm__recycle_timers_check(struct checker *checker, struct store *store,
                                     struct check *check);

#endif
