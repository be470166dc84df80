/* Reports for a terminal. */
#include "report/build.h"

#include "format/table.h"

static void heading(const struct report *report, bool colour, struct writer *writer)
{
    crm__writer_cstr(writer, colour ? "\033[1m" : "");
    crm__writer_text(writer, report->title);
    crm__writer_cstr(writer, colour ? "\033[0m" : "");
    if (report->subtitle.size) {
        crm__writer_cstr(writer, "  ");
        crm__writer_text(writer, report->subtitle);
    }
    crm__writer_cstr(writer, "\n");
}

crm_status crm__report_text(const struct report *report, size_t width, bool colour,
                            struct writer *writer)
{
    /* A command that is cut cannot be typed, so the home page is never cut. */
    bool whole = report->kind->run == crm__report_home;
    const struct table_options options = {
        .width = whole ? 0 : width, .colour = colour, .empty = report->advice};
    struct sheet sheet = {.batch = &report->batch,
                          .columns = report->columns,
                          .chinese = report->options.chinese,
                          .grouped = true};
    crm_status status = crm__store_zone(report->store, TEXT_NONE, &sheet.zone);
    if (status < 0)
        return status;
    heading(report, colour, writer);
    return crm__table_write(&sheet, &options, writer);
}
