/* Rules on records by id: rule rows, put back into the order that was asked for. */
#include "service/rule_verdicts.h"

#include "service/rule_rows.h"

#include <string.h>

static crm_status rows_load(struct rule_rows *rows, const int64_t *ids, size_t count,
                            struct id_map *row_of)
{
    crm__store_elevate(rows->store);
    crm_status status = crm__rule_rows_load(rows, ids, count);
    crm__store_restore(rows->store);
    for (size_t row = 0; status >= 0 && row < rows->rows.row_count; row++) {
        if (!crm__id_map_put(row_of, rows->rows.columns[0].integers[row], (int64_t)row))
            status = CRM_E_NOMEM;
    }
    return status;
}

static crm_status rules_run(struct rule_rows *rows, const int64_t *ids, size_t count,
                            struct id_map *row_of, uint8_t *verdicts)
{
    crm_status status = CRM_OK;
    bool loaded = false;
    for (size_t rule = 0; status >= 0 && rule < rows->rule_count; rule++) {
        uint8_t *of_rule = verdicts + rule * count;
        if (!rows->rules[rule]) {
            memset(of_rule, RULE_TRUE, count);
            continue;
        }
        if (!loaded)
            status = rows_load(rows, ids, count, row_of);
        loaded = true;
        for (size_t i = 0; status >= 0 && i < count; i++) {
            const int64_t *row = crm__id_map_find(row_of, ids[i]);
            of_rule[i] = row ? rows->verdicts[rule][*row] : RULE_MISSING;
        }
    }
    return status;
}

crm_status crm__rules_test(struct store *store, const struct entity *entity,
                           struct rule *const *rules, size_t rule_count, const int64_t *ids,
                           size_t count, uint8_t *verdicts)
{
    struct rule_rows rows;
    struct id_map row_of;
    if (count == 0)
        return CRM_OK;
    crm_status status = crm__rule_rows_init(&rows, store, entity, (const struct rule *const *)rules,
                                            rule_count, TEXT_NONE);
    if (status < 0)
        return status;
    crm__id_map_init(&row_of, store->env);
    status = rules_run(&rows, ids, count, &row_of, verdicts);
    crm__id_map_free(&row_of);
    crm__rule_rows_free(&rows);
    return status;
}
