/* Time as text: the one form that hosts, files and rules share. */
#ifndef CRM_TIME_H
#define CRM_TIME_H

#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRM_TIME_TEXT_SIZE 40

/**
 * Reads an RFC 3339 time: "2026-03-02T08:00:00Z", "2026-03-02T16:00:00.5+08:00".
 * @param time_us_out  Microseconds since 1970-01-01T00:00:00Z.
 * @return CRM_OK; CRM_E_SYNTAX; CRM_E_LIMIT outside of the years 1 to 9999; CRM_E_MISUSE for NULL.
 * @since 0.1
 */
CRM_API crm_status crm_time_parse(const char *text, int64_t *time_us_out);

/** Writes it in UTC, NUL-terminated. @return The length. @since 0.1 */
CRM_API size_t crm_time_format(int64_t time_us, char text_out[CRM_TIME_TEXT_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
