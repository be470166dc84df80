/* The two types that hold several values: choices as "|a|b|", references as ascending ids. */
#include "model/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b);

bool crm__choices_next(struct text choices, size_t *offset, struct text *name_out)
{
    size_t from = *offset ? *offset : 1;
    if (from >= choices.size || choices.data[0] != '|')
        return false;
    const char *bar = memchr(choices.data + from, '|', choices.size - from);
    if (!bar)
        return false;
    *name_out = (struct text){choices.data + from, (size_t)(bar - choices.data) - from};
    *offset = (size_t)(bar - choices.data) + 1;
    return true;
}

bool crm__choices_has(struct text choices, struct text name)
{
    size_t offset = 0;
    struct text found;
    while (crm__choices_next(choices, &offset, &found)) {
        if (crm__text_equal(found, name))
            return true;
    }
    return false;
}

const int64_t *crm__references_ids(struct value value, size_t *count_out)
{
    *count_out = value.kind == VALUE_BLOB ? value.text.size / sizeof(int64_t) : 0;
    if (*count_out == 0)
        return NULL;
    assert((uintptr_t)value.text.data % _Alignof(int64_t) == 0);
    return (const int64_t *)(const void *)value.text.data;
}

bool crm__references_has(struct value value, int64_t id)
{
    size_t count;
    const int64_t *ids = crm__references_ids(value, &count);
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

crm_status crm__references_make(struct arena *arena, const int64_t *ids, size_t count,
                                struct value *value_out)
{
    *value_out = VALUE_OF_NULL;
    if (count == 0)
        return CRM_OK;
    int64_t *sorted = crm__arena_alloc_zero(arena, count, sizeof *sorted);
    if (!sorted)
        return CRM_E_NOMEM;
    memcpy(sorted, ids, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_ids);

    size_t distinct = 1;
    for (size_t i = 1; i < count; i++) {
        if (sorted[i] != sorted[distinct - 1])
            sorted[distinct++] = sorted[i];
    }
    *value_out = crm__value_blob((struct text){(const char *)sorted, distinct * sizeof *sorted});
    return CRM_OK;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}
