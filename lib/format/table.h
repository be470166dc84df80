/* Batches as text for people: aligned tables for terminals, TSV, and Markdown. */
#ifndef CRM_FORMAT_TABLE_H
#define CRM_FORMAT_TABLE_H

#include "format/cell.h"

struct table_options {
    size_t width; /* columns of the terminal; 0 is no limit */
    bool colour;  /* ANSI: bold heading, dim rules */
    bool no_header;
    struct text empty; /* said when there are no rows; empty gives "no rows" */
    size_t indent;     /* spaces before every line */
};

/*
 * Aligned text. Numbers stand right, text left; East Asian wide characters count two columns;
 * what does not fit is cut with …, widest text columns first; control characters are shown as
 * spaces or U+FFFD, so that a value cannot drive the terminal. `options` may be NULL.
 */
crm_status crm__table_write(const struct sheet *sheet, const struct table_options *options,
                            struct writer *out);

/* Tab-separated; tab, line feed, carriage return and backslash are written \t \n \r \\. */
crm_status crm__tsv_write(const struct sheet *sheet, bool header, struct writer *out);

/* A GitHub-flavoured table. */
crm_status crm__markdown_write(const struct sheet *sheet, struct writer *out);

#endif
