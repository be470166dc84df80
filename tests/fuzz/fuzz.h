/*
 * What fuzz targets share. A target is one function over bytes that must hold for any bytes; the
 * build gives it two mains: replay.c, an ordinary test over its corpus, and entry.c, libFuzzer
 * (clang, -Dfuzz=true).
 *
 * A target file LAYER_noun_fuzz.c defines crm_fuzz_target, which the build renames to
 * crm_fuzz_LAYER_noun; list it in meson.build and give it a folder corpus/LAYER_noun with at
 * least one input.
 */
#ifndef CRM_TESTS_FUZZ_FUZZ_H
#define CRM_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CRM_FUZZ_JOIN2(a, b) a##b
#define CRM_FUZZ_JOIN(a, b) CRM_FUZZ_JOIN2(a, b)
#define crm_fuzz_target CRM_FUZZ_JOIN(crm_fuzz_, CRM_FUZZ_NAME)

/* Always 0. `data` is not NUL-terminated and has no byte to spare. */
int crm_fuzz_target(const uint8_t *data, size_t size);

/* As assert, but also in release builds. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
