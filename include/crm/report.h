/*
 * Reports: what the database says about leads, opportunities, sellers and customers, at the time of
 * the call and as the acting user sees it. Each is a small table, and most are a picture too.
 */
#ifndef CRM_REPORT_H
#define CRM_REPORT_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A report that has run. Free with crm_report_free(). @since 0.1 */
typedef struct crm_report crm_report;

/** What to report on. Zero means default; an option that the report has no use for is refused.
 * crm_report_list() says which takes which. @since 0.1 */
typedef struct crm_report_options {
    size_t size;          /* sizeof(crm_report_options) */
    int64_t from_us;      /* the period, from inclusive; 0: 90 days before its end */
    int64_t until_us;     /* to exclusive; 0: now */
    const char *entity;   /* portrait: "lead" (default) or "account" */
    const char *field;    /* portrait: the field by which records are told apart */
    int64_t owner_id;     /* only what this user owns; 0: all that the acting user sees */
    const char *language; /* "en" (default) or "zh": titles, and words within cells */
} crm_report_options;

/**
 * The reports: name, label_en, label_zh, options (names, joined by commas), chart (can be drawn).
 * @return CRM_OK; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_report_list(crm_db *db, crm_cursor **cursor_out);

/**
 * Runs a report. Nothing is written.
 * @return CRM_OK; CRM_E_UNKNOWN for no such report or field; CRM_E_INVALID for an option that the
 *   report does not take or a period that ends before it begins; CRM_E_LIMIT for sums beyond
 *   64 bits; CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_report_run(crm_db *db, const char *name, const crm_report_options *options,
                                  crm_report **report_out);

/** The rows, as often as wanted. @return CRM_OK; CRM_E_NOMEM. @since 0.1 */
CRM_API crm_status crm_report_cursor(crm_report *report, crm_cursor **cursor_out);

/**
 * For people on a terminal: title, table, and what to do when there is nothing yet.
 * @param format  Its width and color count; language and time zone are the report's and the
 *   database's. NULL: as wide as needed, without colour.
 * @return CRM_OK; what `write` fails with; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_report_text(crm_report *report, const crm_format_options *format,
                                   crm_write write, void *context);

/**
 * A picture as SVG that stands alone.
 * @return CRM_OK; CRM_E_UNSUPPORTED for a report that is no picture; CRM_E_LIMIT for too many rows;
 *   what `write` fails with; CRM_E_NOMEM.
 * @since 0.1
 */
CRM_API crm_status crm_report_svg(crm_report *report, crm_write write, void *context);

/** The picture as a Vega-Lite v5 specification with its data. @return as crm_report_svg().
 * @since 0.1 */
CRM_API crm_status crm_report_vega(crm_report *report, crm_write write, void *context);

/** NULL is fine. @since 0.1 */
CRM_API void crm_report_free(crm_report *report);

#ifdef __cplusplus
}
#endif

#endif
