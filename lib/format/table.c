/* Aligned text tables for terminals. */
#include "format/table.h"

#include <assert.h>
#include <string.h>

enum {
    GAP = 2,            /* spaces between columns */
    TEXT_WIDTH_MIN = 8, /* text columns are not cut below this */
};

#define ELLIPSIS "…"

/* Cells as they will be shown, one after another; row 0 is the heading. */
struct grid {
    const struct sheet *sheet;
    struct table_options options;
    size_t column_count;
    size_t row_count;
    struct buffer text;
    size_t *ends;   /* of cell row * column_count + column, in `text` */
    size_t *widths; /* by column */
    size_t shown;   /* columns from the left that have room */
};

static crm_status grid_make(struct grid *grid);
static void grid_fit(struct grid *grid);
static void rows_write(const struct grid *grid, struct writer *out);
static void empty_write(const struct grid *grid, struct writer *out);
static void left_out_write(const struct grid *grid, struct writer *out);
static void spaces_write(struct writer *out, size_t count);

crm_status crm__table_write(const struct sheet *sheet, const struct table_options *options,
                            struct writer *out)
{
    struct grid grid = {.sheet = sheet,
                        .column_count = sheet->batch->column_count,
                        .row_count = sheet->batch->row_count + 1};
    if (options)
        grid.options = *options;
    if (sheet->batch->row_count == 0) {
        empty_write(&grid, out);
        return out->status;
    }
    crm_status status = grid_make(&grid);
    if (status == CRM_OK) {
        grid_fit(&grid);
        rows_write(&grid, out);
        left_out_write(&grid, out);
        status = out->status;
    }
    crm__buffer_free(&grid.text);
    crm__free(out->env, grid.ends);
    crm__free(out->env, grid.widths);
    return status;
}

/* Would move the cursor, change the colours, or turn the direction of what follows. */
static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
           (code_point >= 0x200e && code_point <= 0x200f) ||
           (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

/* Appends text that comes from records, made harmless for a terminal. */
static void text_append(struct buffer *out, struct text text)
{
    size_t from = 0;
    size_t offset = 0;
    while (offset < text.size) {
        size_t at = offset;
        uint32_t code_point = crm__utf8_next(text, &offset);
        if (!is_control(code_point))
            continue;
        crm__buffer_text(out, crm__text_slice(text, from, at));
        bool space = code_point == '\t' || code_point == '\n' || code_point == '\r';
        crm__buffer_cstr(out, space ? " " : "\xEF\xBF\xBD");
        from = offset;
    }
    crm__buffer_text(out, crm__text_slice(text, from, text.size));
}

static struct text cell_at(const struct grid *grid, size_t row, size_t column)
{
    size_t index = row * grid->column_count + column;
    size_t from = index ? grid->ends[index - 1] : 0;
    return (struct text){grid->text.data + from, grid->ends[index] - from};
}

static crm_status grid_make(struct grid *grid)
{
    const struct sheet *sheet = grid->sheet;
    struct env *env = sheet->batch->env;
    struct buffer cell;
    crm__buffer_init(&grid->text, env);
    grid->widths = crm__alloc_zero(env, grid->column_count + 1, sizeof *grid->widths);
    grid->ends =
        grid->column_count && grid->row_count > SIZE_MAX / grid->column_count
            ? NULL
            : crm__alloc_zero(env, grid->row_count * grid->column_count + 1, sizeof *grid->ends);
    if (!grid->ends || !grid->widths)
        return CRM_E_NOMEM;
    crm__buffer_init(&cell, env);
    crm__buffer_reserve(&grid->text, 64); /* so that empty cells have a place, too */
    for (size_t row = 0; row < grid->row_count; row++) {
        for (size_t i = 0; i < grid->column_count; i++) {
            crm__buffer_clear(&cell);
            if (row == 0 && !grid->options.no_header)
                crm__buffer_text(&cell, crm__sheet_label(sheet, i));
            else if (row > 0)
                crm__cell_show(sheet, i, row - 1, &cell);
            grid->text.failed = grid->text.failed || cell.failed;
            text_append(&grid->text, crm__buffer_view(&cell));
            grid->ends[row * grid->column_count + i] = grid->text.size;
            if (grid->text.failed)
                break;
            size_t width = crm__utf8_width(cell_at(grid, row, i));
            grid->widths[i] = width > grid->widths[i] ? width : grid->widths[i];
        }
    }
    crm__buffer_free(&cell);
    return crm__buffer_status(&grid->text);
}

/* Words may be cut. Half a number, an id or a date says something else, or nothing. */
static bool may_cut(const struct sheet *sheet, size_t column)
{
    switch (crm__sheet_type(sheet, column)) {
    case COLUMN_TEXT:
    case COLUMN_CHOICE:
    case COLUMN_CHOICES:
    case COLUMN_JSON:
    case COLUMN_REFERENCES:
        return true;
    default:
        return false;
    }
}

static size_t capped(const struct grid *grid, size_t column, size_t cap)
{
    size_t width = grid->widths[column];
    return width > cap && may_cut(grid->sheet, column) ? cap : width;
}

/* Width of a line of the first `count` columns when text columns are cut to `cap`. */
static size_t line_width(const struct grid *grid, size_t count, size_t cap)
{
    size_t width = grid->options.indent + (count ? (count - 1) * GAP : 0);
    for (size_t i = 0; i < count; i++)
        width += capped(grid, i, cap);
    return width;
}

/* Cuts the widest text columns to one width that fits; columns that still do not go. */
static void grid_fit(struct grid *grid)
{
    size_t limit = grid->options.width;
    grid->shown = grid->column_count;
    if (limit == 0)
        return;
    while (grid->shown > 1 && line_width(grid, grid->shown, TEXT_WIDTH_MIN) > limit)
        grid->shown--;
    size_t low = TEXT_WIDTH_MIN;
    size_t high = limit > low ? limit : low;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (line_width(grid, grid->shown, middle) <= limit)
            low = middle;
        else
            high = middle - 1;
    }
    for (size_t i = 0; i < grid->shown; i++)
        grid->widths[i] = capped(grid, i, low);
}

/* The longest start of the text that is at most `width` columns wide. */
static struct text cut(struct text text, size_t width)
{
    size_t offset = 0;
    size_t used = 0;
    while (offset < text.size) {
        size_t next = offset;
        crm__utf8_next(text, &next);
        used += crm__utf8_width(crm__text_slice(text, offset, next));
        if (used > width)
            break;
        offset = next;
    }
    return crm__text_slice(text, 0, offset);
}

static void cell_write(const struct grid *grid, size_t row, size_t column, struct writer *out)
{
    struct text cell = cell_at(grid, row, column);
    size_t room = grid->widths[column];
    size_t width = crm__utf8_width(cell);
    bool too_wide = width > room;
    if (too_wide) {
        cell = cut(cell, room - 1);
        width = crm__utf8_width(cell) + 1;
    }
    bool right = crm__cell_is_number(grid->sheet, column);
    bool last = column + 1 == grid->shown;
    if (right)
        spaces_write(out, room - width);
    crm__writer_text(out, cell);
    if (too_wide)
        crm__writer_cstr(out, ELLIPSIS);
    if (!right && !last)
        spaces_write(out, room - width);
}

static void rule_write(const struct grid *grid, struct writer *out)
{
    spaces_write(out, grid->options.indent);
    crm__writer_cstr(out, grid->options.colour ? "\x1b[2m" : "");
    for (size_t i = 0; i < grid->shown; i++) {
        spaces_write(out, i ? GAP : 0);
        for (size_t k = 0; k < grid->widths[i]; k++)
            crm__writer_cstr(out, "─");
    }
    crm__writer_cstr(out, grid->options.colour ? "\x1b[0m\n" : "\n");
}

static void rows_write(const struct grid *grid, struct writer *out)
{
    for (size_t row = grid->options.no_header; row < grid->row_count; row++) {
        bool bold = row == 0 && grid->options.colour;
        spaces_write(out, grid->options.indent);
        crm__writer_cstr(out, bold ? "\x1b[1m" : "");
        for (size_t i = 0; i < grid->shown; i++) {
            spaces_write(out, i ? GAP : 0);
            cell_write(grid, row, i, out);
        }
        crm__writer_cstr(out, bold ? "\x1b[0m\n" : "\n");
        if (row == 0)
            rule_write(grid, out);
        if (out->status < 0)
            return;
    }
}

static void empty_write(const struct grid *grid, struct writer *out)
{
    struct text said = grid->options.empty;
    if (said.size == 0)
        said = grid->sheet->chinese ? TEXT("没有记录") : TEXT("no rows");
    spaces_write(out, grid->options.indent);
    crm__writer_text(out, said);
    crm__writer_cstr(out, "\n");
}

/* Names the columns that had no room. */
static void left_out_write(const struct grid *grid, struct writer *out)
{
    if (grid->shown == grid->column_count)
        return;
    bool chinese = grid->sheet->chinese;
    spaces_write(out, grid->options.indent);
    crm__writer_cstr(out, chinese ? "（宽度不够，未显示：" : "(no room for: ");
    for (size_t i = grid->shown; i < grid->column_count; i++) {
        crm__writer_cstr(out, i == grid->shown ? "" : chinese ? "、" : ", ");
        crm__writer_text(out, grid->options.no_header ? crm__sheet_label(grid->sheet, i)
                                                      : cell_at(grid, 0, i));
    }
    crm__writer_cstr(out, chinese ? "）\n" : ")\n");
}

static void spaces_write(struct writer *out, size_t count)
{
    static const char spaces[] = "                                ";
    while (count) {
        size_t part = count < sizeof spaces - 1 ? count : sizeof spaces - 1;
        crm__writer_bytes(out, spaces, part);
        count -= part;
    }
}
