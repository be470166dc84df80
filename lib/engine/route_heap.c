/* A binary heap of team members. */
#include "engine/route_heap.h"

#include <assert.h>

static bool before(const struct route_entry *a, const struct route_entry *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return a->second != b->second ? a->second < b->second : a->place < b->place;
}

void crm__route_heap_push(struct route_heap *heap, struct route_entry entry)
{
    size_t at = heap->count++;
    while (at > 0 && before(&entry, &heap->entries[(at - 1) / 2])) {
        heap->entries[at] = heap->entries[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->entries[at] = entry;
}

struct route_entry crm__route_heap_pop(struct route_heap *heap)
{
    assert(heap->count > 0);
    struct route_entry first = heap->entries[0];
    struct route_entry last = heap->entries[--heap->count];
    if (heap->count > 0)
        crm__route_heap_replace(heap, last);
    return first;
}

void crm__route_heap_replace(struct route_heap *heap, struct route_entry entry)
{
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && before(&heap->entries[child + 1], &heap->entries[child]))
            child++;
        if (!before(&heap->entries[child], &entry))
            break;
        heap->entries[at] = heap->entries[child];
        at = child;
    }
    heap->entries[at] = entry;
}
