/* The groups and grades of a score model, which are kept as JSON:
 *     groups {"firm":{"minimum":0,"maximum":40.5}}    grades {"A":80,"B":60,"C":0} */
#ifndef CRM_SERVICE_SCORE_GROUPS_H
#define CRM_SERVICE_SCORE_GROUPS_H

#include "base/memory.h"
#include "engine/score.h"

struct score_groups {
    struct arena *arena;
    struct score_group *groups; /* SCORE_GROUP_LIMIT, made when first needed */
    struct text *names;
    size_t count;
};

void crm__score_groups_init(struct score_groups *groups, struct arena *arena);
/* Adds the groups of that JSON (may be empty). CRM_E_SYNTAX, CRM_E_INVALID, CRM_E_LIMIT. */
crm_status crm__score_groups_read(struct score_groups *groups, struct text json);
/* The group of that name (empty: the one without a name), added without bounds when it is new. */
crm_status crm__score_groups_need(struct score_groups *groups, struct text name,
                                  size_t *index_out);

/* By falling bound, then letter. Everything is in the arena. */
crm_status crm__score_grades_read(struct arena *arena, struct text json,
                                  struct score_grade **grades_out, size_t *count_out);

#endif
