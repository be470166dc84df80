/* The frame of every chart, and the shapes. */
#include "format/svg.h"

#include "format/fixed.h"

#include <math.h>
#include <string.h>

static void document_begin(struct svg *svg);
static void document_end(struct svg *svg);
static double natural_height(const struct svg *svg);
static void nothing_draw(struct svg *svg);

/* Classes are prefixed, because an SVG may stand in a page with others. */
static const char style[] =
    "<style>"
    ".crm-chart text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"PingFang SC\","
    "\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"Noto Sans SC\",sans-serif;font-size:13px}"
    ".crm-chart .crm-title{font-size:17px;font-weight:600}"
    ".crm-chart .crm-small{font-size:12px}"
    ".crm-page{fill:#ffffff}.crm-text{fill:#1f2328}.crm-muted{fill:#656d76}.crm-on{fill:#ffffff}"
    ".crm-rule{stroke:#e6e9ed}.crm-axis{stroke:#b3bac2}.crm-dot{stroke:#ffffff}"
    ".crm-s0{fill:#2f6fde}.crm-s1{fill:#e07b39}.crm-s2{fill:#2a9d8f}.crm-s3{fill:#c2548a}"
    ".crm-s4{fill:#7b61c9}.crm-s5{fill:#7a828c}"
    ".crm-l0{stroke:#2f6fde}.crm-l1{stroke:#e07b39}.crm-l2{stroke:#2a9d8f}.crm-l3{stroke:#c2548a}"
    ".crm-l4{stroke:#7b61c9}.crm-l5{stroke:#7a828c}"
    ".crm-none{fill:#f2f4f6}"
    "@media(prefers-color-scheme:dark){"
    ".crm-page{fill:#0d1117}.crm-text{fill:#e6edf3}.crm-muted{fill:#8b949e}.crm-on{fill:#ffffff}"
    ".crm-rule{stroke:#262c34}.crm-axis{stroke:#4a525c}.crm-dot{stroke:#0d1117}"
    ".crm-s0{fill:#4c86ee}.crm-s1{fill:#e98d50}.crm-s2{fill:#35aa9b}.crm-s3{fill:#d4699d}"
    ".crm-s4{fill:#927bdc}.crm-s5{fill:#8f98a3}"
    ".crm-l0{stroke:#4c86ee}.crm-l1{stroke:#e98d50}.crm-l2{stroke:#35aa9b}.crm-l3{stroke:#d4699d}"
    ".crm-l4{stroke:#927bdc}.crm-l5{stroke:#8f98a3}"
    ".crm-none{fill:#1b2027}}"
    "</style>\n";

crm_status crm__svg_write(struct env *env, const struct chart *chart, struct buffer *out)
{
    crm_status status = crm__chart_check(env, chart);
    if (status < 0)
        return status;
    struct svg svg = {.env = env,
                      .chart = chart,
                      .out = out,
                      .width = chart->width > 0 ? fmax(chart->width, CHART_WIDTH_MIN) : 720,
                      .top = SVG_MARGIN};
    crm__buffer_init(&svg.label, env);
    svg.top += chart->title.size ? SVG_TITLE_SIZE + 9 : 0;
    svg.top += chart->subtitle.size ? SVG_TEXT_SIZE + 7 : 0;
    svg.top += chart->title.size || chart->subtitle.size ? 6 : 0;
    svg.height = chart->height > 0 ? fmax(chart->height, CHART_HEIGHT_MIN) : natural_height(&svg);
    double low, high;
    document_begin(&svg);
    if (!crm__svg_range(&svg, &low, &high))
        nothing_draw(&svg);
    else if (chart->kind == CHART_BAR)
        crm__svg_bars(&svg);
    else if (chart->kind == CHART_COLUMN)
        crm__svg_columns(&svg);
    else if (chart->kind == CHART_LINE)
        crm__svg_lines(&svg);
    else if (chart->kind == CHART_FUNNEL)
        crm__svg_funnel(&svg);
    else
        crm__svg_grid(&svg);
    document_end(&svg);
    status = crm__buffer_status(out);
    if (status == CRM_OK)
        status = crm__buffer_status(&svg.label);
    crm__buffer_free(&svg.label);
    return status;
}

static double natural_height(const struct svg *svg)
{
    double low, high;
    if (!crm__svg_range(svg, &low, &high))
        return svg->top + 80 + SVG_MARGIN;
    switch (svg->chart->kind) {
    case CHART_BAR:
        return crm__svg_bar_height(svg);
    case CHART_FUNNEL:
        return crm__svg_funnel_height(svg);
    case CHART_GRID:
        return crm__svg_grid_height(svg);
    default:
        return crm__svg_axes_height(svg);
    }
}

static void attribute(struct buffer *out, const char *name, double value)
{
    crm__buffer_byte(out, ' ');
    crm__buffer_cstr(out, name);
    crm__buffer_cstr(out, "=\"");
    crm__svg_number(out, value);
    crm__buffer_byte(out, '"');
}

/* Readers of screens get the title and a description in words. */
static void document_begin(struct svg *svg)
{
    const struct chart *chart = svg->chart;
    struct buffer *out = svg->out;
    crm__buffer_cstr(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"crm-chart\""
                          " role=\"img\"");
    crm__buffer_cstr(out, chart->sheet.chinese ? " lang=\"zh-CN\"" : " lang=\"en\"");
    attribute(out, "width", svg->width);
    attribute(out, "height", svg->height);
    crm__buffer_cstr(out, " viewBox=\"0 0 ");
    crm__svg_number(out, svg->width);
    crm__buffer_byte(out, ' ');
    crm__svg_number(out, svg->height);
    crm__buffer_cstr(out, "\">\n<title>");
    crm__buffer_clear(&svg->label);
    crm__chart_describe(chart, &svg->label);
    struct text described = crm__buffer_view(&svg->label);
    crm__svg_escaped(out, chart->title.size ? chart->title : described);
    crm__buffer_cstr(out, "</title>\n<desc>");
    crm__svg_escaped(out, described);
    crm__buffer_cstr(out, "</desc>\n");
    crm__buffer_cstr(out, style);
    crm__buffer_cstr(out, "<rect class=\"crm-page\" width=\"100%\" height=\"100%\" rx=\"8\"/>\n");
    double y = SVG_MARGIN;
    if (chart->title.size) {
        y += SVG_TITLE_SIZE - 3;
        crm__buffer_cstr(out, "<text class=\"crm-title crm-text\"");
        attribute(out, "x", SVG_MARGIN);
        attribute(out, "y", y);
        crm__buffer_byte(out, '>');
        crm__svg_escaped(out, chart->title);
        crm__buffer_cstr(out, "</text>\n");
        y += 12;
    }
    if (chart->subtitle.size)
        crm__svg_label(svg, SVG_MARGIN, y + SVG_TEXT_SIZE - 3, SVG_START, SVG_MUTED,
                       chart->subtitle, svg->width - 2 * SVG_MARGIN);
}

static void document_end(struct svg *svg)
{
    crm__buffer_cstr(svg->out, "</svg>\n");
}

static void nothing_draw(struct svg *svg)
{
    struct text said = svg->chart->sheet.chinese ? TEXT("没有数据") : TEXT("no data");
    crm__svg_text(svg, svg->width / 2, svg->top + 44, SVG_MIDDLE, SVG_MUTED, said);
}

void crm__svg_number(struct buffer *out, double value)
{
    crm__fixed_write(isfinite(value) ? value : 0, (struct fixed){.scale = 1, .trimmed = true}, out);
}

/* Control characters, U+FFFE and U+FFFF have no place in XML. */
void crm__svg_escaped(struct buffer *out, struct text text)
{
    for (size_t offset = 0; offset < text.size;) {
        size_t start = offset;
        uint32_t code_point = crm__utf8_next(text, &offset);
        if (code_point == '<')
            crm__buffer_cstr(out, "&lt;");
        else if (code_point == '>')
            crm__buffer_cstr(out, "&gt;");
        else if (code_point == '&')
            crm__buffer_cstr(out, "&amp;");
        else if (code_point == '"')
            crm__buffer_cstr(out, "&quot;");
        else if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
                 code_point >> 1 == 0xfffe >> 1)
            crm__buffer_byte(out, ' ');
        else
            crm__buffer_text(out, crm__text_slice(text, start, offset));
    }
}

void crm__svg_text(struct svg *svg, double x, double y, enum svg_anchor anchor, enum svg_ink ink,
                   struct text text)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    static const char *const inks[] = {"crm-text", "crm-small crm-muted", "crm-on"};
    struct buffer *out = svg->out;
    crm__buffer_cstr(out, "<text class=\"");
    crm__buffer_cstr(out, inks[ink]);
    crm__buffer_byte(out, '"');
    attribute(out, "x", x);
    attribute(out, "y", y);
    crm__buffer_cstr(out, anchors[anchor]);
    crm__buffer_byte(out, '>');
    crm__svg_escaped(out, text);
    crm__buffer_cstr(out, "</text>\n");
}

/* Widths of the letters of common sans-serif fonts, in ems; wide characters are an em. */
static double character_width(uint32_t code_point)
{
    if (code_point >= 0x1100)
        return 1;
    if (code_point >= 0x80)
        return 0.6;
    if (strchr("ijl.,:;|!'()[]", (int)code_point))
        return 0.31;
    if (strchr("ft r-/", (int)code_point))
        return 0.37;
    if (strchr("mwMW@%", (int)code_point))
        return 0.9;
    return code_point >= 'A' && code_point <= 'Z' ? 0.68 : 0.57;
}

double crm__svg_text_width(struct text text)
{
    double width = 0;
    size_t offset = 0;
    while (offset < text.size) {
        uint32_t code_point = crm__utf8_next(text, &offset);
        width += code_point ? character_width(code_point) : 0;
    }
    return width * SVG_TEXT_SIZE;
}

/* How much of the beginning of the text fits. */
static size_t head_size(struct text text, double room)
{
    size_t fits = 0;
    for (size_t offset = 0; offset < text.size; fits = offset) {
        size_t start = offset;
        crm__utf8_next(text, &offset);
        room -= crm__svg_text_width(crm__text_slice(text, start, offset));
        if (room < 0)
            break;
    }
    return fits;
}

/* Where the end of the text begins that fits. */
static size_t tail_start(struct text text, double room)
{
    double left = crm__svg_text_width(text);
    size_t offset = 0;
    while (offset < text.size && left > room) {
        size_t start = offset;
        crm__utf8_next(text, &offset);
        left -= crm__svg_text_width(crm__text_slice(text, start, offset));
    }
    return offset;
}

/* Too long a text loses its middle: names of one family differ at the end. */
void crm__svg_label(struct svg *svg, double x, double y, enum svg_anchor anchor, enum svg_ink ink,
                    struct text text, double room)
{
    enum { CUT_WIDTH = SVG_TEXT_SIZE }; /* of the … */
    static const double head = 0.6;
    if (crm__svg_text_width(text) <= room) {
        crm__svg_text(svg, x, y, anchor, ink, text);
        return;
    }
    struct buffer cut;
    size_t first = head_size(text, (room - CUT_WIDTH) * head);
    double taken = crm__svg_text_width(crm__text_slice(text, 0, first));
    crm__buffer_init(&cut, svg->env);
    crm__buffer_text(&cut, crm__text_slice(text, 0, first));
    crm__buffer_cstr(&cut, "…");
    crm__buffer_text(&cut,
                     crm__text_slice(text, tail_start(text, room - CUT_WIDTH - taken), text.size));
    svg->out->failed = svg->out->failed || cut.failed;
    crm__svg_text(svg, x, y, anchor, ink, crm__buffer_view(&cut));
    crm__buffer_free(&cut);
}

void crm__svg_bar(struct svg *svg, double x, double y, double width, double height, double radius,
                  size_t series, struct text tip)
{
    struct buffer *out = svg->out;
    crm__buffer_cstr(out, "<rect class=\"crm-s");
    crm__buffer_int64(out, (int64_t)series);
    crm__buffer_byte(out, '"');
    attribute(out, "x", x);
    attribute(out, "y", y);
    attribute(out, "width", width);
    attribute(out, "height", height);
    double most = fmin(width, height) / 2;
    attribute(out, "rx", fmin(radius, most));
    if (tip.size == 0) {
        crm__buffer_cstr(out, "/>\n");
        return;
    }
    crm__buffer_cstr(out, "><title>");
    crm__svg_escaped(out, tip);
    crm__buffer_cstr(out, "</title></rect>\n");
}

void crm__svg_line(struct svg *svg, double x1, double y1, double x2, double y2, bool strong)
{
    struct buffer *out = svg->out;
    crm__buffer_cstr(out, strong ? "<line class=\"crm-axis\"" : "<line class=\"crm-rule\"");
    attribute(out, "x1", x1);
    attribute(out, "y1", y1);
    attribute(out, "x2", x2);
    attribute(out, "y2", y2);
    crm__buffer_cstr(out, "/>\n");
}

void crm__svg_legend(struct svg *svg)
{
    const struct chart *chart = svg->chart;
    double x = SVG_MARGIN;
    if (chart->series_count < 2)
        return;
    for (size_t i = 0; i < chart->series_count; i++) {
        struct text label = crm__sheet_label(&chart->sheet, chart->series[i]);
        double room = fmin(crm__svg_text_width(label), 160);
        if (x > SVG_MARGIN && x + 18 + room > svg->width - SVG_MARGIN) {
            x = SVG_MARGIN;
            svg->top += 20;
        }
        crm__svg_bar(svg, x, svg->top + 2, 11, 11, 2, i, TEXT_NONE);
        crm__svg_label(svg, x + 17, svg->top + 12, SVG_START, SVG_TEXT, label, room);
        x += 17 + room + 20;
    }
    svg->top += 28;
}

struct text crm__svg_cell(struct svg *svg, size_t column, size_t row)
{
    crm__buffer_clear(&svg->label);
    crm__cell_show(&svg->chart->sheet, column, row, &svg->label);
    return crm__buffer_view(&svg->label);
}

struct text crm__svg_category(struct svg *svg, size_t row)
{
    crm__buffer_clear(&svg->label);
    crm__chart_label(svg->chart, row, &svg->label);
    return crm__buffer_view(&svg->label);
}

struct text crm__svg_tip(struct svg *svg, size_t series, size_t row)
{
    const struct chart *chart = svg->chart;
    crm__buffer_clear(&svg->label);
    crm__chart_label(chart, row, &svg->label);
    if (chart->kind == CHART_GRID) {
        crm__buffer_cstr(&svg->label, " × ");
        crm__cell_show(&chart->sheet, chart->label_down, row, &svg->label);
    }
    crm__buffer_cstr(&svg->label, chart->sheet.chinese ? "：" : ": ");
    if (chart->series_count > 1) {
        crm__buffer_text(&svg->label, crm__sheet_label(&chart->sheet, chart->series[series]));
        crm__buffer_byte(&svg->label, ' ');
    }
    crm__cell_show(&chart->sheet, chart->series[series], row, &svg->label);
    return crm__buffer_view(&svg->label);
}

bool crm__svg_range(const struct svg *svg, double *low_out, double *high_out)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < svg->chart->series_count; i++) {
        for (size_t row = 0; row < crm__svg_rows(svg); row++) {
            double value = crm__svg_value(svg, i, row);
            if (!isfinite(value))
                continue;
            low = fmin(low, value);
            high = fmax(high, value);
        }
    }
    *low_out = low;
    *high_out = high;
    return low <= high;
}
