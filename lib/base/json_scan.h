/* The strict look at a JSON text before cJSON sees it. */
#ifndef CRM_BASE_JSON_SCAN_H
#define CRM_BASE_JSON_SCAN_H

#include "base/json.h"

/* Where things begin, in document order. */
struct json_scan {
    struct env *env;
    struct text text;
    size_t at;
    uint32_t *values;
    size_t value_count;
    size_t value_capacity;
    uint32_t *keys; /* at the opening quote */
    size_t key_count;
    size_t key_capacity;
};

void crm__json_scan_init(struct json_scan *scan, struct env *env, struct text text);
void crm__json_scan_free(struct json_scan *scan);
/* Accepts what RFC 8259 and the limits allow, except that it does not see repeated keys. */
crm_status crm__json_scan_run(struct json_scan *scan);
/* Size of the number at an offset of accepted text. */
size_t crm__json_number_size(struct text text, size_t offset);
/* Fails with the position of a byte. */
crm_status crm__json_fail(struct env *env, crm_status status, struct text text, size_t offset,
                          const char *format, ...) CRM__PRINTF(5, 6);

#endif
