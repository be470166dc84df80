/* A binary heap of team members by a key that never falls; smallest first, then lowest place. */
#ifndef CRM_ENGINE_ROUTE_HEAP_H
#define CRM_ENGINE_ROUTE_HEAP_H

#include "base/env.h"

struct route_entry {
    int64_t key;
    int64_t second;
    uint32_t place; /* in the team */
};

struct route_heap {
    struct route_entry *entries; /* room for the whole team */
    size_t count;
};

void crm__route_heap_push(struct route_heap *heap, struct route_entry entry);
struct route_entry crm__route_heap_pop(struct route_heap *heap);
/* Gives the first entry new keys, and moves it to where it belongs now. */
void crm__route_heap_replace(struct route_heap *heap, struct route_entry entry);

#endif
