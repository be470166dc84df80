/*
 * Access: who acts, what that user may see and write. Every read of the store adds the predicate of
 * crm__access_where; writes check their rows by the same predicate in the same transaction.
 *
 * A row that the user may not see does not exist for him (CRM_E_NOT_FOUND); one that he may see but
 * not write is CRM_E_DENIED.
 */
#ifndef CRM_STORE_ACCESS_H
#define CRM_STORE_ACCESS_H

#include "model/entity.h"

struct store;
struct sql;

enum access_verb { ACCESS_READ, ACCESS_WRITE, ACCESS_DELETE, ACCESS_VERB_COUNT };

enum access_level {
    ACCESS_NONE,
    ACCESS_OWN,  /* rows whose owner is the user */
    ACCESS_TEAM, /* rows whose owner's team is the user's or below it */
    ACCESS_ALL,
};

struct grant {
    uint8_t levels[ACCESS_VERB_COUNT]; /* enum access_level */
    bool can_create;
};

struct actor {
    int64_t user_id; /* 0: nobody, the library itself */
    int64_t role_id; /* 0: none */
    int64_t team_id; /* 0: none */
    bool superuser;
    struct grant *grants; /* by entity->index; NULL for a superuser */
    size_t grant_count;
    struct grant other;   /* entities that came after the grants were read */
};

/*
 * From now on `user_id` acts: records say so, and his role's permissions hold. 0 makes the library
 * itself act, with every right. A user whose role is a superuser's has every right, too.
 *
 * The role's rows in role_permission name an entity, or "*" for all that have no row of their own;
 * an entity without either is closed. Permissions that change later are noticed by the next
 * transaction or read.
 * @return CRM_OK; CRM_E_NOT_FOUND: no such user, or one that is deleted or not active;
 *         CRM_E_MISUSE: a transaction is open.
 */
crm_status crm__store_act_as(struct store *store, int64_t user_id);

/*
 * Between the two, work is the library's own and sees and writes every row: a sweep, a rollup, the
 * uniqueness of a key. The acting user's id still goes into history. Calls nest; each elevate needs
 * its restore on every path.
 */
void crm__store_elevate(struct store *store);
void crm__store_restore(struct store *store);

/* No permission limits who acts: the library itself, a superuser, or elevated work. */
bool crm__access_unbounded(const struct store *store);
enum access_level crm__access_level(const struct store *store, const struct entity *entity,
                                    enum access_verb verb);

/*
 * Appends " AND (…)" with the condition on rows of `entity` under `alias` (a table name or alias);
 * nothing when all rows are open. It binds exactly crm__access_value_count values.
 */
void crm__access_where(const struct store *store, const struct entity *entity,
                       enum access_verb verb, struct sql *sql, struct text alias);
/* The same condition as an expression that is 1, 0 or null, for a column. */
void crm__access_expression(const struct store *store, const struct entity *entity,
                            enum access_verb verb, struct sql *sql, struct text alias);
/* Values that the condition binds: 0 or 1 of them, for statements that are kept and bound again. */
size_t crm__access_values(const struct store *store, const struct entity *entity,
                          enum access_verb verb, struct value *value);

/* CRM_E_DENIED when the user may not create records of that entity. */
crm_status crm__access_check_create(struct store *store, const struct entity *entity);
/* CRM_E_DENIED unless the library itself or a superuser acts; `what` completes "may not …". */
crm_status crm__access_check_superuser(struct store *store, const char *what);

#endif
