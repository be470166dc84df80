/*
 * Shapes: keys of prepared statements. A shape stands for everything that decides a statement's
 * text, so that the text is built once and found again by number.
 */
#ifndef CRM_STORE_SHAPE_H
#define CRM_STORE_SHAPE_H

#include "model/entity.h"

enum shape_kind {
    SHAPE_GET = 1,
    SHAPE_LOAD,
    SHAPE_INSERT,
    SHAPE_UPDATE,
    SHAPE_LOOKUP,
    SHAPE_VISIBLE,
    SHAPE_EXISTS,
    SHAPE_LINK_SOURCES,
    SHAPE_QUERY,
    SHAPE_UPDATE_SAME,
    SHAPE_HISTORY,
};

/* `variant` tells apart what entity and fields do not. */
static inline uint64_t crm__shape(enum shape_kind kind, const struct entity *entity,
                                  const struct field *const *fields, size_t count,
                                  uint32_t variant)
{
    uint64_t hash = crm__hash_int64((int64_t)kind << 32 | entity->number, variant);
    for (size_t i = 0; i < count; i++)
        hash = crm__hash_int64(fields[i]->number, hash);
    return hash ? hash : 1;
}

/* Of a statement that is one text for all entities. */
static inline uint64_t crm__shape_of(enum shape_kind kind, uint32_t variant)
{
    uint64_t hash = crm__hash_int64((int64_t)kind << 32, variant);
    return hash ? hash : 1;
}

#endif
