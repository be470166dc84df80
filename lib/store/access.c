/* Access: the acting user's rights as a condition on rows. */
#include "store/access.h"

#include "db/sql.h"
#include "store/transaction.h"

#include <assert.h>

static struct grant grant_of(const struct store *store, const struct entity *entity);
static void condition(const struct store *store, const struct entity *entity,
                      enum access_level level, struct sql *sql, struct text alias);

void crm__store_elevate(struct store *store)
{
    store->elevation++;
}

void crm__store_restore(struct store *store)
{
    assert(store->elevation > 0);
    store->elevation--;
}

bool crm__access_unbounded(const struct store *store)
{
    return store->actor.superuser || store->elevation > 0;
}

enum access_level crm__access_level(const struct store *store, const struct entity *entity,
                                    enum access_verb verb)
{
    if (crm__access_unbounded(store))
        return ACCESS_ALL;
    return (enum access_level)grant_of(store, entity).levels[verb];
}

void crm__access_where(const struct store *store, const struct entity *entity,
                       enum access_verb verb, struct sql *sql, struct text alias)
{
    enum access_level level = crm__access_level(store, entity, verb);
    if (level == ACCESS_ALL)
        return;
    crm__sql_add(sql, " AND (");
    condition(store, entity, level, sql, alias);
    crm__sql_add(sql, ")");
}

void crm__access_expression(const struct store *store, const struct entity *entity,
                            enum access_verb verb, struct sql *sql, struct text alias)
{
    crm__sql_add(sql, "CASE WHEN ");
    condition(store, entity, crm__access_level(store, entity, verb), sql, alias);
    crm__sql_add(sql, " THEN 1 ELSE 0 END");
}

size_t crm__access_values(const struct store *store, const struct entity *entity,
                          enum access_verb verb, struct value *value)
{
    switch (crm__access_level(store, entity, verb)) {
    case ACCESS_OWN:
        *value = crm__value_int(store->actor.user_id);
        return 1;
    case ACCESS_TEAM:
        *value = crm__value_int(store->actor.team_id);
        return 1;
    default:
        return 0;
    }
}

crm_status crm__access_check_create(struct store *store, const struct entity *entity)
{
    crm_status status = crm__store_before_read(store, NULL);
    if (status < 0 || crm__access_unbounded(store) || grant_of(store, entity).can_create)
        return status;
    return crm__fail_field(store->env, CRM_E_DENIED, entity->name.data, NULL,
                           "user %lld may not create %s records", (long long)store->actor.user_id,
                           entity->name.data);
}

crm_status crm__access_check_superuser(struct store *store, const char *what)
{
    crm_status status = crm__store_before_read(store, NULL);
    if (status < 0 || crm__access_unbounded(store))
        return status;
    return crm__fail(store->env, CRM_E_DENIED, "user %lld may not %s",
                     (long long)store->actor.user_id, what);
}

static struct grant grant_of(const struct store *store, const struct entity *entity)
{
    size_t index = (size_t)entity->index;
    return index < store->actor.grant_count ? store->actor.grants[index] : store->actor.other;
}

/*
 * The team's users are found from the team down, not from each row up, so the set is made once for
 * a statement. UNION, not UNION ALL: a tree that was tied into a ring ends, too.
 */
static void condition(const struct store *store, const struct entity *entity,
                      enum access_level level, struct sql *sql, struct text alias)
{
    struct text owner = crm__system_field(entity, SYSTEM_OWNER)->name;
    switch (level) {
    case ACCESS_ALL:
        crm__sql_add(sql, "0 = 0");
        return;
    case ACCESS_OWN:
        crm__sql_column(sql, alias, owner);
        crm__sql_add(sql, " = ");
        crm__sql_int(sql, store->actor.user_id);
        return;
    case ACCESS_TEAM:
        crm__sql_column(sql, alias, owner);
        crm__sql_add(sql, " IN (SELECT crm_member.id FROM \"user\" AS crm_member"
                          " WHERE crm_member.team IN (WITH RECURSIVE crm_below(id) AS ("
                          "SELECT id FROM team WHERE id = ");
        crm__sql_int(sql, store->actor.team_id);
        crm__sql_add(sql, " UNION SELECT crm_team.id FROM team AS crm_team JOIN crm_below"
                          " ON crm_team.parent = crm_below.id) SELECT id FROM crm_below))");
        return;
    default:
        crm__sql_add(sql, "0 = 1");
        return;
    }
}
