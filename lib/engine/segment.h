/*
 * Named segments over RFM scores. Ordered rules are compiled to a table with one entry a cell, so
 * that naming a million customers is a million look-ups, and so that cells without a name and
 * rules that can never match are known before any customer is touched.
 */
#ifndef CRM_ENGINE_SEGMENT_H
#define CRM_ENGINE_SEGMENT_H

#include "engine/rfm.h"
#include "model/entity.h"

enum {
    SEGMENT_LIMIT = 64,
    SEGMENT_NONE = 255, /* the code of a customer that no rule names */
    SEGMENT_CELLS = RFM_BINS_MAX * RFM_BINS_MAX * RFM_BINS_MAX,
};

/* Matches cells with low <= score <= high in each dimension; bounds are on the map's scale. */
struct segment_rule {
    const char *code; /* "champions" */
    const char *name_en;
    const char *name_zh;
    uint8_t low[RFM_DIMENSIONS];
    uint8_t high[RFM_DIMENSIONS];
};

struct segment_map {
    int32_t bins;
    size_t rule_count;
    uint8_t cells[SEGMENT_CELLS]; /* ((r-1) * bins + (f-1)) * bins + (m-1) -> rule index */
    size_t cell_counts[SEGMENT_LIMIT]; /* cells that each rule got */
    size_t uncovered_count;            /* cells of SEGMENT_NONE */
    uint64_t shadowed;                 /* bit i: rule i got no cell, earlier rules take them all */
};

/*
 * Compiles rules, first match first. Bounds stand on a scale of 1..`scale`; scores on another
 * number of bins are stretched to it, ends on ends.
 * CRM_E_INVALID for a bound outside 1..scale or low > high; CRM_E_LIMIT for too many rules.
 */
crm_status crm__segment_compile(struct env *env, const struct segment_rule *rules,
                                size_t rule_count, int32_t scale, int32_t bins,
                                struct segment_map *map_out);

/* Eleven segments on a scale of 5 that cover every cell. */
enum { SEGMENT_STANDARD_SCALE = 5 };
const struct segment_rule *crm__segment_standard(size_t *rule_count_out);
/* The index of the segment with that code; SEGMENT_NONE. */
uint8_t crm__segment_index(struct text code);
/* The code that may have been meant by one that is none; NULL: nothing is near. */
const char *crm__segment_nearest(struct text code);
/* Their codes with labels in both languages, for columns that show them. */
const struct choice_set *crm__segment_choices(void);

static inline uint8_t crm__segment_of(const struct segment_map *map, uint8_t r, uint8_t f,
                                      uint8_t m)
{
    size_t bins = (size_t)map->bins;
    return map->cells[((r - 1u) * bins + (f - 1u)) * bins + (m - 1u)];
}

/* Scores of the i-th uncovered cell (from 0), as r, f, m; false when there are fewer. */
bool crm__segment_uncovered(const struct segment_map *map, size_t index, uint8_t scores_out[3]);

/* A code for each row of `scores` (of the same number of bins). */
void crm__segment_assign(const struct segment_map *map, const struct rfm_scores *scores,
                         uint8_t *codes_out);

/*
 * Who moved where between two runs. Rows and columns are codes 0..code_count-1, and code_count for
 * "not in that run" (SEGMENT_NONE counts as that too).
 */
struct migration {
    struct env *env;
    size_t code_count;
    int64_t *counts; /* (code_count + 1) squared, row = before, column = after */
};

struct segment_run {
    size_t count;
    const int64_t *ids; /* ascending, each once */
    const uint8_t *codes;
};

/* CRM_E_INVALID when ids do not ascend or a code is out of range; CRM_E_NOMEM. */
crm_status crm__migration_count(struct env *env, const struct segment_run *before,
                                const struct segment_run *after, size_t code_count,
                                struct migration *migration_out);
void crm__migration_free(struct migration *migration);
static inline int64_t crm__migration_at(const struct migration *migration, size_t before,
                                        size_t after)
{
    return migration->counts[before * (migration->code_count + 1) + after];
}

#endif
