/* What the suites of imports share: running one, and what it told its host. */
#ifndef CRM_TESTS_SERVICE_IMPORT_H
#define CRM_TESTS_SERVICE_IMPORT_H

#include "service_fixture.h"

#include "format/source.h"
#include "service/import.h"

static struct fixture fixture;
static struct store *store;

static inline void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
}

static inline void tear_down(void)
{
    fixture_tear_down(&fixture);
}

/* What an import told its host. */
struct told {
    int rejects;
    int64_t lines[64];
    char fields[64][64];
    char reasons[64][256];
    char header[512];
    char text[512]; /* of the last reject */
    int plans;
    char entity[64];
    bool guessed;
    char encoding[16];
    char delimiter;
    int columns;
    char names[64][64];
    char targets[64][64];
    enum import_use uses[64];
    int64_t skipped;
    int cancel_after; /* plans; 0 never */
};
static struct told told;

static inline void copy(char *to, size_t size, struct text text)
{
    snprintf(to, size, "%.*s", (int)text.size, text.size ? text.data : "");
}

static inline crm_status on_plan(void *context, const struct import_plan *plan)
{
    struct told *heard = context;
    heard->plans++;
    copy(heard->entity, sizeof heard->entity, plan->entity->name);
    heard->guessed = plan->entity_guessed;
    snprintf(heard->encoding, sizeof heard->encoding, "%s", plan->encoding);
    heard->delimiter = plan->delimiter;
    heard->columns = (int)plan->column_count;
    heard->skipped = plan->skipped_rows;
    for (int i = 0; i < heard->columns && i < 64; i++) {
        copy(heard->names[i], 64, plan->columns[i].name);
        copy(heard->targets[i], 64, plan->columns[i].target);
        heard->uses[i] = plan->columns[i].use;
    }
    return CRM_OK;
}

static inline crm_status on_reject(void *context, const struct import_reject *reject)
{
    struct told *heard = context;
    int i = heard->rejects++;
    if (i >= 64)
        return CRM_OK;
    heard->lines[i] = reject->line;
    copy(heard->fields[i], 64, reject->field);
    copy(heard->reasons[i], 256, reject->reason);
    copy(heard->header, sizeof heard->header, reject->header);
    copy(heard->text, sizeof heard->text, reject->text);
    return CRM_OK;
}

static inline crm_status import_try(const char *file, struct import_options options,
                             struct import_report *report)
{
    struct text input = crm__text_of(file);
    memset(&told, 0, sizeof told);
    options.planned = on_plan;
    options.rejected = on_reject;
    options.context = &told;
    return crm__import_run(store, &options, crm__read_text, &input, report);
}

static inline struct import_report import(const char *file, struct import_options options)
{
    struct import_report report;
    crm_status status = import_try(file, options, &report);
    if (status < 0)
        ck_abort_msg("import: %s: %s", crm_status_name(status), fixture.env.error.message);
    ck_assert_int_eq(report.rows,
                     report.created + report.updated + report.duplicates + report.rejected);
    ck_assert_int_eq(report.rejected, told.rejects);
    return report;
}

static inline const char *target_of(const char *name)
{
    for (int i = 0; i < told.columns; i++) {
        if (strcmp(told.names[i], name) == 0)
            return told.targets[i];
    }
    return "(no such column)";
}

#endif
