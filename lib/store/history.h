/*
 * History: what was changed, when, by whom, in commit order. Sequence numbers grow strictly in the
 * order of commits and are never given twice, so "after sequence n" is a complete change feed.
 */
#ifndef CRM_STORE_HISTORY_H
#define CRM_STORE_HISTORY_H

#include "store/rows.h"

struct history_value {
    const struct field *field;
    struct value before;
    struct value after;
};

struct history_entry {
    int64_t sequence;
    int64_t at_us;
    int64_t actor_id; /* 0: the library itself */
    int64_t version;  /* of the record, after the change */
    enum row_operation operation;
    struct text reason;
    struct history_value *values; /* for ROW_CREATE: what the record was born with */
    size_t value_count;
};

struct history {
    struct arena arena;
    struct history_entry *entries; /* oldest first */
    size_t count;
    struct text currency; /* of the record's money fields, today */
};

/*
 * The changes of one record, deleted or not; the newest `limit` of them (0: all). `history` is
 * initialised by the call and must be freed after success.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_CORRUPT; CRM_E_NOMEM.
 */
crm_status crm__history_read(struct store *store, const struct entity *entity, int64_t id,
                             size_t limit, struct history *history);
void crm__history_free(struct history *history);

#define HISTORY_NEVER INT64_MAX

struct history_query {
    const struct field *field; /* that has a history, and a column */
    struct value value;
    const int64_t *ids; /* of records that the acting user may see */
    const uint8_t *has_now; /* by record: does it have the value now? */
    size_t count;
    int64_t *first_us; /* out: HISTORY_NEVER: at no time that is known */
};

/* When each record first had the value; without reading the records themselves.
 * @return CRM_OK; CRM_E_CORRUPT; CRM_E_NOMEM. */
crm_status crm__history_first(struct store *store, const struct history_query *query);

/* [{"sequence","at","actor","operation","version","reason","changes":{field:{"before","after"}}}…]:
 * values as crm__field_format writes them, null for null. Appends. */
void crm__history_json(const struct history *history, struct buffer *buffer);

#endif
