/* An allocator that knows how many bytes are out, and how many there were at most. */
#ifndef CRM_TESTS_PEAK_HEAP_H
#define CRM_TESTS_PEAK_HEAP_H

#include <stdlib.h>

#include "crm/host.h"

struct peak_heap {
    size_t live; /* bytes */
    size_t peak;
};

enum { PEAK_HEAP_HEAD = 16 }; /* in front of every block: its size */

static inline void *peak_heap_resize(void *context, void *block, size_t bytes)
{
    struct peak_heap *heap = context;
    size_t *head = block ? (size_t *)(void *)((char *)block - PEAK_HEAP_HEAD) : NULL;
    if (head)
        heap->live -= *head;
    if (bytes == 0) {
        free(head);
        return NULL;
    }
    head = realloc(head, bytes + PEAK_HEAP_HEAD);
    if (!head)
        abort();
    *head = bytes;
    heap->live += bytes;
    if (heap->live > heap->peak)
        heap->peak = heap->live;
    return (char *)(void *)head + PEAK_HEAP_HEAD;
}

#endif
