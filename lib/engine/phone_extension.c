/*
 * The pattern of libphonenumber is a list of labels with digits after them. All of its alternatives
 * capture the run of digits at the end, so it is matched backwards, and the longest match is the
 * one that a search from the left finds.
 */
#include "engine/phone_extension.h"

enum {
    DIGITS_LABELLED = 20,
    DIGITS_DIALLED = 15,  /* after ",," or ";" */
    DIGITS_AMBIGUOUS = 9, /* after a sign that may mean something else */
    DIGITS_UNSURE = 6,    /* only a '#' at the end tells */
};

/* What stands before `end`, and how many digits follow. */
struct tail {
    const uint32_t *data;
    size_t end;    /* before separators and one colon or full stop after the label */
    size_t blanks; /* where the separators behind that colon begin */
    size_t digits; /* where the digits begin */
    size_t count;
    bool hash; /* a '#' stands behind them */
};

static size_t labelled(const struct tail *tail);
static size_t american(const struct tail *tail);
static size_t auto_dialled(const struct tail *tail);
static size_t after_commas(const struct tail *tail);

static bool is_blank(uint32_t glyph)
{
    return glyph == ' ' || glyph == 0xA0 || glyph == '\t';
}

static bool is_separator(uint32_t glyph)
{
    return is_blank(glyph) || glyph == ',' || glyph == '-';
}

size_t crm__phone_extension(const struct phone_glyphs *glyphs, size_t count, size_t *digits_out)
{
    static size_t (*const spellings[])(const struct tail *) = {labelled, american, auto_dialled,
                                                               after_commas};
    struct tail tail = {.data = glyphs->data, .digits = count};
    *digits_out = count;
    if (count > 0 && glyphs->data[count - 1] == '#') {
        tail.hash = true;
        tail.digits--;
    }
    while (tail.digits > 0 && tail.count <= DIGITS_LABELLED &&
           crm__phone_digit(glyphs->data[tail.digits - 1]) >= 0) {
        tail.digits--;
        tail.count++;
    }
    if (tail.count == 0 || tail.count > DIGITS_LABELLED)
        return count;
    tail.blanks = tail.digits;
    while (tail.blanks > 0 && is_separator(tail.data[tail.blanks - 1]))
        tail.blanks--;
    tail.end = tail.blanks;
    if (tail.end > 0 && (tail.data[tail.end - 1] == ':' || tail.data[tail.end - 1] == '.' ||
                         tail.data[tail.end - 1] == 0xFF0E))
        tail.end--;
    size_t first = count;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        size_t at = spellings[i](&tail);
        if (at < first)
            first = at;
    }
    if (first < count)
        *digits_out = tail.digits;
    return first;
}

/* Without regard to case, where other letters are the same letter as an ASCII one, too. */
static uint32_t lower(uint32_t glyph)
{
    if (glyph == 0x0130 || glyph == 0x0131)
        return 'i';
    if (glyph == 0x017F)
        return 's';
    return crm__code_point_fold(glyph);
}

/* Where `label` begins that ends at `end`; SIZE_MAX: another text stands there. */
static size_t ends_with(const struct tail *tail, size_t end, struct text label)
{
    size_t count = crm__utf8_count(label);
    if (count > end)
        return SIZE_MAX;
    size_t offset = 0;
    for (size_t at = end - count; offset < label.size; at++)
        if (lower(tail->data[at]) != crm__utf8_next(label, &offset))
            return SIZE_MAX;
    return end - count;
}

static size_t before_blanks(const struct tail *tail, size_t at, bool commas)
{
    while (at > 0 && (is_blank(tail->data[at - 1]) || (commas && tail->data[at - 1] == ',')))
        at--;
    return at;
}

/* The leftmost place that a label reaches with the blanks and commas before it. */
static size_t reach(const struct tail *tail, const char *const labels[], size_t count)
{
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t at = ends_with(tail, tail->end, crm__text_of(labels[i]));
        if (at != SIZE_MAX && before_blanks(tail, at, true) < first)
            first = before_blanks(tail, at, true);
    }
    return first;
}

/* ";ext=", or "ext.", "доб", "x", "int" and the like. */
static size_t labelled(const struct tail *tail)
{
    static const char *const sure[] = {
        "ext",
        "extn",
        "extensio",
        "extension",
        "extensió",
        "extensión",
        "xt",
        "xtn",
        "xtensio",
        "xtension",
        "xtensió",
        "xtensión",
        "extensio\u0301",
        "extensio\u0301n",
        "xtensio\u0301",
        "xtensio\u0301n",
        "ｅｘｔ",
        "ｅｘｔｎ",
        "ｘｔ",
        "ｘｔｎ",
        "доб",
        "anexo",
    };
    static const char *const ambiguous[] = {"x", "ｘ", "#", "＃", "~", "～", "int", "ｉｎｔ"};
    size_t first = tail->hash ? SIZE_MAX : ends_with(tail, tail->digits, TEXT(";ext="));
    size_t found = reach(tail, sure, sizeof sure / sizeof *sure);
    first = found < first ? found : first;
    if (tail->count <= DIGITS_AMBIGUOUS) {
        found = reach(tail, ambiguous, sizeof ambiguous / sizeof *ambiguous);
        first = found < first ? found : first;
    }
    return first;
}

/* " - 503#" */
static size_t american(const struct tail *tail)
{
    size_t at = tail->digits;
    while (at > 0 && (tail->data[at - 1] == ' ' || tail->data[at - 1] == '-'))
        at--;
    bool found = tail->hash && tail->count <= DIGITS_UNSURE && at < tail->digits;
    return found ? at : SIZE_MAX;
}

/* ",," or ";" */
static size_t auto_dialled(const struct tail *tail)
{
    size_t first = SIZE_MAX;
    size_t end = tail->end;
    if (tail->count > DIGITS_DIALLED)
        return SIZE_MAX;
    if (end > 0 && tail->data[end - 1] == ';')
        first = end - 1;
    else if (end < tail->blanks && end > 1 && tail->data[end - 1] == ',' &&
             tail->data[end - 2] == ',')
        first = end - 2;
    for (size_t i = tail->blanks; first == SIZE_MAX && i + 1 < tail->digits; i++)
        if (tail->data[i] == ',' && tail->data[i + 1] == ',')
            first = i;
    return first == SIZE_MAX ? first : before_blanks(tail, first, false);
}

/* "," */
static size_t after_commas(const struct tail *tail)
{
    size_t first = tail->end;
    if (tail->count > DIGITS_AMBIGUOUS)
        return SIZE_MAX;
    while (tail->end < tail->blanks && first > 0 && tail->data[first - 1] == ',')
        first--;
    if (tail->end == tail->blanks || first == tail->end)
        for (first = tail->blanks; first < tail->digits && tail->data[first] != ',';)
            first++;
    return first == tail->digits ? SIZE_MAX : before_blanks(tail, first, false);
}
