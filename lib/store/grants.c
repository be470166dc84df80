/* Grants: users, roles and their permissions as the acting user's rights. */
#include "store/grants.h"

#include "db/sql.h"
#include "store/meta.h"
#include "store/transaction.h"

#include <assert.h>

static crm_status actor_read(struct store *store, struct actor *actor);
static crm_status user_read(struct store *store, struct actor *actor);
static crm_status role_read(struct store *store, struct actor *actor);
static crm_status permissions_read(struct store *store, struct actor *actor);
static void permission_apply(struct store *store, struct actor *actor, const struct value *row,
                             uint8_t *given);
static uint8_t level_of(const struct actor *actor, struct value scope);
static crm_status first_row(struct sql *sql, struct value *values, size_t count,
                            struct statement **statement_out);

crm_status crm__store_act_as(struct store *store, int64_t user_id)
{
    if (store->depth > 0)
        return crm__fail(store->env, CRM_E_MISUSE, "the acting user changed in a transaction");
    crm_status status = crm__store_begin_read(store);
    if (status < 0)
        return status;
    struct actor actor = {.user_id = user_id};
    status = actor_read(store, &actor);
    status = crm__store_end(store, status);
    if (status < 0) {
        crm__grants_free(&actor, store->env);
        return status;
    }
    crm__grants_free(&store->actor, store->env);
    store->actor = actor;
    return CRM_OK;
}

crm_status crm__grants_load(struct store *store)
{
    struct actor actor = {.user_id = store->actor.user_id};
    crm_status status = actor_read(store, &actor);
    if (status < 0)
        crm__grants_free(&actor, store->env);
    if (status == CRM_E_NOT_FOUND) {
        actor = (struct actor){.user_id = store->actor.user_id};
        crm__error_clear(store->env);
        status = CRM_OK;
    }
    if (status < 0)
        return status;
    crm__grants_free(&store->actor, store->env);
    store->actor = actor;
    return CRM_OK;
}

void crm__grants_free(struct actor *actor, struct env *env)
{
    crm__free(env, actor->grants);
    actor->grants = NULL;
    actor->grant_count = 0;
}

crm_status crm__grants_touch(struct store *store, const struct entity *entity)
{
    static const char *const names[] = {"user", "role", "role_permission"};
    bool matters = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        matters |= crm__text_is(entity->name, names[i]);
    struct store_level *level = crm__store_level(store);
    assert(level && level->writes);
    if (!matters || level->access_changed)
        return CRM_OK;
    level->access_changed = true;
    store->access_version = -1;
    int64_t version = 0;
    return crm__meta_bump(store, META_ACCESS, &version);
}

static crm_status actor_read(struct store *store, struct actor *actor)
{
    if (actor->user_id == 0) {
        actor->superuser = true;
        return CRM_OK;
    }
    crm_status status = user_read(store, actor);
    if (status == CRM_OK && actor->role_id != 0)
        status = role_read(store, actor);
    if (status == CRM_OK && actor->role_id != 0 && !actor->superuser)
        status = permissions_read(store, actor);
    return status;
}

static crm_status user_read(struct store *store, struct actor *actor)
{
    struct text columns[] = {TEXT("role"), TEXT("team"), TEXT("active")};
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TEXT("user"), columns, 3);
    crm__sql_add(&sql, " WHERE deleted_at IS NULL AND id = ");
    crm__sql_int(&sql, actor->user_id);
    struct value row[3];
    struct statement *statement = NULL;
    crm_status status = first_row(&sql, row, 3, &statement);
    if (status == CRM_OK && !(row[2].kind == VALUE_INT && row[2].integer))
        status = CRM_DONE;
    if (status == CRM_OK) {
        actor->role_id = row[0].kind == VALUE_INT ? row[0].integer : 0;
        actor->team_id = row[1].kind == VALUE_INT ? row[1].integer : 0;
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    if (status == CRM_DONE)
        return crm__fail(store->env, CRM_E_NOT_FOUND, "no active user %lld",
                         (long long)actor->user_id);
    return status;
}

static crm_status role_read(struct store *store, struct actor *actor)
{
    struct text column = TEXT("superuser");
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TEXT("role"), &column, 1);
    crm__sql_add(&sql, " WHERE deleted_at IS NULL AND id = ");
    crm__sql_int(&sql, actor->role_id);
    struct value row[1];
    struct statement *statement = NULL;
    crm_status status = first_row(&sql, row, 1, &statement);
    if (status == CRM_OK)
        actor->superuser = row[0].kind == VALUE_INT && row[0].integer;
    if (status == CRM_DONE)
        actor->role_id = 0;
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status permissions_read(struct store *store, struct actor *actor)
{
    size_t count = store->catalogue->entity_count;
    actor->grants = crm__alloc_zero(store->env, count, sizeof *actor->grants);
    uint8_t *given = crm__alloc_zero(store->env, count, 1);
    if (!actor->grants || !given) {
        crm__free(store->env, given);
        return CRM_E_NOMEM;
    }
    actor->grant_count = count;

    struct text columns[] = {TEXT("entity_name"), TEXT("read_scope"), TEXT("write_scope"),
                             TEXT("delete_scope"), TEXT("can_create")};
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TEXT("role_permission"), columns, 5);
    crm__sql_add(&sql, " WHERE deleted_at IS NULL AND role = ");
    crm__sql_int(&sql, actor->role_id);
    struct value row[5];
    struct statement *statement = NULL;
    crm_status status = first_row(&sql, row, 5, &statement);
    while (status == CRM_OK) {
        permission_apply(store, actor, row, given);
        status = crm__statement_step(statement);
        if (status == CRM_OK)
            crm__statement_row(statement, row, 5);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);

    for (size_t i = 0; i < count; i++) {
        if (!given[i])
            actor->grants[i] = actor->other;
    }
    crm__free(store->env, given);
    return status < 0 ? status : CRM_OK;
}

static void permission_apply(struct store *store, struct actor *actor, const struct value *row,
                             uint8_t *given)
{
    struct grant grant = {
        {level_of(actor, row[1]), level_of(actor, row[2]), level_of(actor, row[3])},
        row[4].kind == VALUE_INT && row[4].integer};
    if (row[0].kind != VALUE_TEXT)
        return;
    if (crm__text_is(row[0].text, "*")) {
        actor->other = grant;
        return;
    }
    /* A permission for an entity that is gone, or not yet known here, opens nothing. */
    const struct entity *entity = crm__entity_find(store->catalogue, row[0].text);
    if (entity) {
        actor->grants[entity->index] = grant;
        given[entity->index] = 1;
    }
}

/* Who has no team sees his own records where others see their team's. */
static uint8_t level_of(const struct actor *actor, struct value scope)
{
    if (scope.kind != VALUE_TEXT)
        return ACCESS_NONE;
    if (crm__text_is(scope.text, "all"))
        return ACCESS_ALL;
    if (crm__text_is(scope.text, "team"))
        return actor->team_id ? ACCESS_TEAM : ACCESS_OWN;
    return crm__text_is(scope.text, "own") ? ACCESS_OWN : ACCESS_NONE;
}

/* CRM_DONE: there is none. The row is borrowed from the statement. */
static crm_status first_row(struct sql *sql, struct value *values, size_t count,
                            struct statement **statement_out)
{
    crm_status status = crm__sql_query(sql, 0, statement_out);
    if (status == CRM_OK)
        status = crm__statement_step(*statement_out);
    if (status == CRM_OK)
        crm__statement_row(*statement_out, values, count);
    return status;
}
