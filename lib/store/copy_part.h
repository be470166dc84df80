/* Copying, inside: what its files share. copy.c leads, copy_merge.c makes one table equal,
 * copy_side.c reads a table in the order of its key, copy_mark.c knows what a target is. */
#ifndef CRM_STORE_COPY_PART_H
#define CRM_STORE_COPY_PART_H

#include "store/copy.h"
#include "store/tables.h"

/* What became of one table. */
struct copy_table {
    struct table_layout layout;
    int64_t expected; /* rows of the source, for progress */
    int64_t rows;     /* = written + unchanged */
    int64_t written;  /* new or different */
    int64_t removed;  /* of the target, whose key the source does not have */
    int64_t unchanged;
    uint64_t checksum; /* the sum of the rows' hashes */
};

struct copy {
    struct store *source;
    struct store *target; /* NULL: there is none (a dry run) */
    struct copy_options options;
    struct copy_table *tables;
    size_t table_count;
    int64_t done; /* rows of the source, for progress */
    int64_t total;
};

/* --- reading: the rows of a table in the order of its key, a page at a time ------------------- */

struct copy_side {
    struct db *db; /* NULL: a table that is not there, and has no rows */
    const struct table_layout *table;
    size_t page_rows;
    struct batch rows; /* the page */
    uint64_t *hashes;  /* of its rows */
    size_t hash_capacity;
    size_t row;                          /* the current one of the page */
    bool is_all;                         /* no rows come after the page */
    struct arena arena;                  /* of the text in `after` */
    struct value after[TABLE_KEY_LIMIT]; /* the last key of the page before */
    bool has_after;
};

void crm__copy_side_init(struct copy_side *side, struct env *env, struct db *db,
                         const struct table_layout *table, size_t page_rows);
void crm__copy_side_free(struct copy_side *side);
static inline bool crm__copy_side_used_up(const struct copy_side *side)
{
    return side->row == side->rows.row_count && !side->is_all;
}
static inline bool crm__copy_side_at_end(const struct copy_side *side)
{
    return side->row == side->rows.row_count && side->is_all;
}
/* The next page; only when the one before is used up. */
crm_status crm__copy_side_page(struct copy_side *side);
/* Of the current rows of two sides: below 0 when the first has the smaller key. */
int crm__copy_side_compare(const struct copy_side *a, const struct copy_side *b);
/* The current row belongs to the database it is in, and is not copied. */
bool crm__copy_side_is_own(const struct copy_side *side);

/* Count and checksum of a table as it is. */
crm_status crm__copy_sum(struct store *store, const struct table_layout *table, size_t page_rows,
                         int64_t *rows_out, uint64_t *checksum_out);

/* --- one table -------------------------------------------------------------------------------- */

crm_status crm__copy_merge(struct copy *copy, struct copy_table *table);
/* Tells the host how far it is; CRM_E_CANCELLED when it says stop. */
crm_status crm__copy_progress(struct copy *copy, const char *stage, int64_t rows);

/* --- what a target is ------------------------------------------------------------------------- */

/* CRM_E_REFUSED when the open database is a copy that was not finished. */
crm_status crm__copy_check_finished(struct store *store);
/* The number that tells a database from all others; made if need be. */
crm_status crm__copy_identity(struct store *store, int64_t *identity_out);
/* The target may be written: it is empty, or a copy of the source, either interrupted or as it was
 * when it was finished. */
crm_status crm__copy_target_check(struct copy *copy, int64_t identity);
crm_status crm__copy_mark_begun(struct store *target, int64_t identity);
crm_status crm__copy_mark_finished(struct store *target, int64_t checksum);
/* Of all tables; never 0. */
int64_t crm__copy_checksum(const struct copy *copy);

#endif
