/* Check: the order of the parts, and the list of problems. */
#include "store/check.h"

#include "db/sql.h"
#include "store/check_part.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

enum { PROBLEM_LIMIT = 1000, PROBLEM_TEXT_SIZE = 512 };
enum { PROBLEM_ENTITY, PROBLEM_RECORD, PROBLEM_TEXT };

/* What the database's own check reports, by callback. */
struct damage {
    struct check *check;
    crm_status status;
};

static crm_status run(struct check *check, struct checker *const *checkers, size_t checker_count);
static crm_status check_database(struct check *check);
static void damage_found(void *context, struct text damage);
static crm_status problem_add(struct check *check, const struct entity *entity, int64_t id,
                              struct text problem);

crm_status crm__store_check(struct store *store, struct checker *const *checkers,
                            size_t checker_count, size_t limit, struct batch *problems)
{
    crm_status status = crm__access_check_superuser(store, "check the database");
    if (status < 0)
        return status;
    crm__batch_free(problems);
    if (!crm__batch_add(problems, TEXT("entity"), VALUE_TEXT) ||
        !crm__batch_add(problems, TEXT("record_id"), VALUE_INT) ||
        !crm__batch_add(problems, TEXT("problem"), VALUE_TEXT))
        return CRM_E_NOMEM;
    struct check check = {
        .store = store, .problems = problems, .limit = limit ? limit : PROBLEM_LIMIT};
    status = check_database(&check);
    /* In a damaged file nothing else can be trusted, and much cannot be read. */
    if (status < 0 || problems->row_count > 0)
        return status;
    status = crm__store_begin_read(store);
    if (status < 0)
        return status;
    return crm__store_end(store, run(&check, checkers, checker_count));
}

crm_status crm__check_report(struct check *check, const struct entity *entity, int64_t id,
                             const char *format, ...)
{
    char text[PROBLEM_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0)
        return crm__fail(check->store->env, CRM_E_INTERNAL, "a problem that cannot be told");
    struct text problem = {text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1};
    /* A cut in the middle of a character is cut before it. */
    problem.size = crm__utf8_valid_prefix(problem);
    return problem_add(check, entity, id, problem);
}

crm_status crm__check_rows(struct check *check, const struct entity *entity, struct sql *sql,
                           const char *what, const char *name)
{
    struct env *env = check->store->env;
    struct buffer text;
    crm__buffer_init(&text, env);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, 0, &statement);
    while (status == CRM_OK && check->problems->row_count < check->limit) {
        status = crm__statement_step(statement);
        if (status != CRM_OK)
            break;
        long long numbers[2] = {0, 0};
        for (size_t i = 0; i < 2 && i + 1 < statement->column_count; i++)
            numbers[i] = (long long)crm__statement_column(statement, i + 1).integer;
        crm__buffer_clear(&text);
        crm__buffer_cstr(&text, name);
        crm__buffer_cstr(&text, what);
        for (size_t i = 0; i < 2 && i + 1 < statement->column_count; i++) {
            crm__buffer_cstr(&text, i > 0 ? ", " : " ");
            crm__buffer_int64(&text, numbers[i]);
        }
        status = crm__buffer_status(&text);
        if (status == CRM_OK)
            status = problem_add(check, entity, crm__statement_column(statement, 0).integer,
                                 crm__buffer_view(&text));
    }
    crm__statement_release(statement);
    crm__buffer_free(&text);
    crm__sql_free(sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status run(struct check *check, struct checker *const *checkers, size_t checker_count)
{
    const struct catalogue *catalogue = check->store->catalogue;
    struct env *env = check->store->env;
    int64_t total = (int64_t)(catalogue->entity_count + checker_count);
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < catalogue->entity_count; i++) {
        status = crm__progress(env, "check", (int64_t)i, total);
        if (status == CRM_OK)
            status = crm__check_entity(check, catalogue->entities[i]);
    }
    if (status == CRM_OK)
        status = crm__check_history(check);
    if (status == CRM_OK)
        status = crm__check_links(check);
    if (status == CRM_OK)
        status = crm__check_match_keys(check);
    for (size_t i = 0; status == CRM_OK && i < checker_count; i++) {
        status =
            crm__progress(env, checkers[i]->name, (int64_t)(catalogue->entity_count + i), total);
        if (status == CRM_OK)
            status = checkers[i]->run(checkers[i], check->store, check);
    }
    return status;
}

static crm_status check_database(struct check *check)
{
    struct damage damage = {.check = check, .status = CRM_OK};
    crm_status status = crm__db_check(check->store->db, damage_found, &damage);
    if (status == CRM_E_CORRUPT) {
        crm__error_clear(check->store->env);
        status = CRM_OK;
    }
    return status < 0 ? status : damage.status;
}

static void damage_found(void *context, struct text damage)
{
    struct damage *found = context;
    if (found->status == CRM_OK)
        found->status = problem_add(found->check, NULL, 0, damage);
}

static crm_status problem_add(struct check *check, const struct entity *entity, int64_t id,
                              struct text problem)
{
    struct batch *problems = check->problems;
    if (problems->row_count >= check->limit)
        return CRM_OK;
    struct column *columns = problems->columns;
    crm_status status = entity ? crm__column_text(problems, &columns[PROBLEM_ENTITY], entity->name)
                               : crm__column_null(problems, &columns[PROBLEM_ENTITY]);
    if (status == CRM_OK)
        status = id ? crm__column_int(problems, &columns[PROBLEM_RECORD], id)
                    : crm__column_null(problems, &columns[PROBLEM_RECORD]);
    if (status == CRM_OK)
        status = crm__column_text(problems, &columns[PROBLEM_TEXT], problem);
    if (status == CRM_OK)
        crm__batch_finish_row(problems);
    return status;
}
