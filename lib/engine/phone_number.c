/* From dialled digits to a national number of a calling code, and what its plan says of it. */
#include "engine/phone_number.h"

#include "engine/fold.h"
#include "engine/phone_dial.h"

#include <string.h>

enum { CODE_DIGITS_MAX = 3, ROOM = PHONE_TYPED_MAX + PHONE_SPARE };

/* A run of digits under judgement. */
struct run {
    const char *digits;
    size_t count;
};

/* A number on its way from what was dialled to whose it is. */
struct reading {
    const struct phone_table *table;
    const struct phone_plan *home;   /* of the region given; NULL: none */
    const struct phone_plan *plan;   /* that the number is judged by */
    struct run run;                  /* the national number; no digits while it is not known */
    const struct phone_label *label; /* of the run, if it has been walked */
    char room[2][ROOM];              /* for what prefixes are rewritten to */
};

static enum phone_parsed find_code(struct reading *reading, const struct phone_dial *dial);
static enum phone_parsed leave_home(struct reading *reading, struct run dialled);
static void drop_own_code(struct reading *reading, struct run dialled);
static const struct phone_code *code_of(const struct phone_table *table, struct run run,
                                        size_t *size_out);
static struct run strip_home(const struct reading *reading, const struct phone_plan *plan,
                             struct run run, char room[ROOM], const struct phone_label **label);
static void strip(struct reading *reading);
static enum phone_possible judge_length(const struct phone_plan *plan, size_t count);
static const struct phone_label *label_of(const struct phone_table *table,
                                          const struct phone_plan *plan, struct run run);
static struct run rewritten(const struct phone_table *table, const struct phone_move *move,
                            struct run run, char room[ROOM]);
static const struct phone_code *code_of_plan(const struct phone_table *table,
                                             const struct phone_plan *plan);
static void fill(const struct reading *reading, struct phone_number *number);

void crm__phone_parse(const struct phone_table *table, struct text typed, struct text region,
                      struct phone_number *number)
{
    struct phone_dial dial;
    struct reading reading;
    reading.table = table;
    reading.home = crm__phone_plan_of(table, region);
    reading.run = (struct run){NULL, 0};
    reading.label = NULL;

    number->parsed = crm__phone_dial(typed, reading.home != NULL, &dial);
    if (number->parsed == PHONE_PARSED)
        number->parsed = find_code(&reading, &dial);
    if (number->parsed != PHONE_PARSED)
        return;
    if (reading.run.count >= PHONE_DIGITS_MIN)
        strip(&reading);
    if (reading.run.count < PHONE_DIGITS_MIN || reading.run.count > PHONE_DIGITS_MAX) {
        number->parsed =
            reading.run.count < PHONE_DIGITS_MIN ? PHONE_PARSED_SHORT : PHONE_PARSED_LONG;
        return;
    }
    fill(&reading, number);
    memcpy(number->extension, dial.extension, sizeof number->extension);
}

const char *crm__phone_kind_name(enum phone_kind kind)
{
    static const char *const names[] = {
        "UNKNOWN",         "FIXED_LINE",   "MOBILE",      "FIXED_LINE_OR_MOBILE",
        "TOLL_FREE",       "PREMIUM_RATE", "SHARED_COST", "VOIP",
        "PERSONAL_NUMBER", "PAGER",        "UAN",         "VOICEMAIL",
    };
    return names[kind];
}

const struct phone_plan *crm__phone_plan_of(const struct phone_table *table, struct text region)
{
    if (region.size != 2)
        return NULL;
    unsigned first = (unsigned char)region.data[0] - 'A';
    unsigned second = (unsigned char)region.data[1] - 'A';
    if (first >= 26 || second >= 26)
        return NULL;
    size_t place = table->region_index[first * 26 + second];
    return place ? &table->plans[place - 1] : NULL;
}

static void fill(const struct reading *reading, struct phone_number *number)
{
    const struct phone_table *table = reading->table;
    const struct phone_code *code = code_of_plan(table, reading->plan);
    const struct phone_label *label = reading->label;
    if (!label)
        label = label_of(table, reading->plan, reading->run);
    memcpy(number->digits, reading->run.digits, reading->run.count);
    number->digits[reading->run.count] = '\0';
    number->count = (uint16_t)reading->run.count;
    number->code = code;
    number->label = label;
    number->kind = (enum phone_kind)label->kind;
    number->possible = judge_length(&table->plans[code->first], reading->run.count);

    size_t place = code->count == 1 ? 1 : label->region;
    uint16_t letters = 'Z' << 8 | 'Z';
    if (place && place <= code->count)
        letters = table->plans[code->first + place - 1].letters;
    if (letters)
        memcpy(number->region, (char[4]){(char)(letters >> 8), (char)(letters & 0xFF)}, 4);
    else
        memcpy(number->region, "001", 4);
}

/* --- walking ---------------------------------------------------------------------------------- */

static inline uint32_t step(const struct phone_table *table, uint32_t at, char digit)
{
    const struct phone_node *node = &table->nodes[at];
    if (node->base != PHONE_NO_EDGES) {
        const struct phone_edge *edge = &table->edges[node->base + (digit - '0')];
        if (edge->owner == at)
            return edge->to;
    }
    return node->usual;
}

static const struct phone_code *code_of_plan(const struct phone_table *table,
                                             const struct phone_plan *plan)
{
    return &table->codes[table->code_index[plan->code] - 1];
}

static const struct phone_label *label_of(const struct phone_table *table,
                                          const struct phone_plan *plan, struct run run)
{
    uint32_t at = run.count > PHONE_DIGITS_MAX ? 0 : code_of_plan(table, plan)->root;
    for (size_t i = 0; at && i < run.count; i++)
        at = step(table, at, run.digits[i]);
    size_t label = table->nodes[at].label;
    return &table->labels[label < table->counts[PHONE_LABELS] ? label : 0];
}

static bool is_general(const struct phone_plan *plan, const struct phone_label *label)
{
    return (label->general | (uint32_t)label->general_high << 16) >> plan->bit & 1;
}

/* The preferred of the ways in which a prefix matches; NULL: it does not. */
static const struct phone_move *prefix_of(const struct phone_table *table, uint32_t root,
                                          struct run run)
{
    size_t found = 0;
    uint32_t at = root;
    for (size_t i = 0; at; i++) {
        size_t label = table->nodes[at].label;
        if (label >= table->counts[PHONE_STOPS])
            break;
        const struct phone_stop *stop = &table->stops[label];
        if (i == run.count) {
            found = stop->ended ? stop->ended : found;
            break;
        }
        found = stop->going ? stop->going : found;
        at = step(table, at, run.digits[i]);
    }
    return found ? &table->moves[found] : NULL;
}

/* --- whose number ----------------------------------------------------------------------------- */

/* Reads the calling code off the dialled digits. */
static bool take_code(struct reading *reading, struct run dialled)
{
    size_t size;
    const struct phone_code *code = code_of(reading->table, dialled, &size);
    if (!code)
        return false;
    reading->plan = &reading->table->plans[code->first];
    reading->run = (struct run){dialled.digits + size, dialled.count - size};
    return true;
}

static enum phone_parsed find_code(struct reading *reading, const struct phone_dial *dial)
{
    struct run dialled = {dial->digits, dial->count};
    if (dial->plus) {
        if (dialled.count <= PHONE_DIGITS_MIN)
            return PHONE_PARSED_SHORT_IDD;
        if (take_code(reading, dialled))
            return PHONE_PARSED;
        if (!reading->home)
            return PHONE_PARSED_NO_CODE;
    }
    /* A plus before what is no calling code is taken for a slip. */
    enum phone_parsed parsed = leave_home(reading, dialled);
    if (parsed != PHONE_PARSED || reading->run.digits)
        return parsed;
    if (dial->plus)
        return PHONE_PARSED_NO_CODE;
    reading->plan = reading->home;
    reading->run = dialled;
    return PHONE_PARSED;
}

/* The number after a prefix for calls abroad, or after the region's own code, which some forget to
 * put a plus before. The run stays unknown when there is neither. */
static enum phone_parsed leave_home(struct reading *reading, struct run dialled)
{
    const struct phone_move *move = prefix_of(reading->table, reading->home->abroad, dialled);
    size_t size = move && move->size <= dialled.count ? move->size : 0;
    if (move && (size == dialled.count || dialled.digits[size] != '0')) {
        struct run rest = {dialled.digits + size, dialled.count - size};
        if (rest.count <= PHONE_DIGITS_MIN)
            return PHONE_PARSED_SHORT_IDD;
        return take_code(reading, rest) ? PHONE_PARSED : PHONE_PARSED_NO_CODE;
    }
    drop_own_code(reading, dialled);
    return PHONE_PARSED;
}

/* The region's own code goes if that makes a number of what is none, or is too long for one. */
static void drop_own_code(struct reading *reading, struct run dialled)
{
    const struct phone_plan *home = reading->home;
    const struct phone_label *label;
    size_t size;
    const struct phone_code *code = code_of(reading->table, dialled, &size);
    if (!code || code->number != home->code)
        return;
    struct run rest = {dialled.digits + size, dialled.count - size};
    struct run bare = strip_home(reading, home, rest, reading->room[0], &label);
    if (judge_length(home, dialled.count) != PHONE_POSSIBLE_LONG) {
        if (!label)
            label = label_of(reading->table, home, bare);
        if (!is_general(home, label) || is_general(home, label_of(reading->table, home, dialled)))
            return;
    }
    reading->plan = &reading->table->plans[code->first];
    reading->run = bare;
}

/* Drops the prefix of national calls, unless no number would be left. */
static void strip(struct reading *reading)
{
    const struct phone_label *label;
    struct run bare = strip_home(reading, reading->plan, reading->run, reading->room[1], &label);
    enum phone_possible possible = judge_length(reading->plan, bare.count);
    if (possible != PHONE_POSSIBLE && possible != PHONE_POSSIBLE_LONG)
        return;
    reading->run = bare;
    reading->label = label;
}

/* The run without the prefix of national calls, where it has one; what replaces a part of it is
 * written into `room`. `label_out` is the result's label, or NULL if there was no need to walk. */
static struct run strip_home(const struct reading *reading, const struct phone_plan *plan,
                             struct run run, char room[ROOM], const struct phone_label **label_out)
{
    const struct phone_table *table = reading->table;
    const struct phone_move *move = run.count ? prefix_of(table, plan->home, run) : NULL;
    *label_out = NULL;
    if (!move || move->size > run.count)
        return run;
    struct run bare = {run.digits + move->size, run.count - move->size};
    if (move->text || move->kept_to > move->kept_from)
        bare = rewritten(table, move, run, room);
    const struct phone_label *label = label_of(table, plan, bare);
    if (!is_general(plan, label)) {
        const struct phone_label *before = label_of(table, plan, run);
        if (is_general(plan, before)) {
            *label_out = before;
            return run;
        }
    }
    *label_out = label;
    return bare;
}

static struct run rewritten(const struct phone_table *table, const struct phone_move *move,
                            struct run run, char room[ROOM])
{
    size_t size = 0;
    for (const unsigned char *at = table->texts + move->text; *at && size < PHONE_SPARE; at++)
        if (crm__is_digit((char)*at)) /* so that a bad table cannot walk out of itself */
            room[size++] = (char)*at;
    for (size_t i = move->kept_from; i < move->kept_to && i < move->size; i++)
        room[size++] = run.digits[i];
    memcpy(room + size, run.digits + move->size, run.count - move->size);
    return (struct run){room, size + run.count - move->size};
}

static enum phone_possible judge_length(const struct phone_plan *plan, size_t count)
{
    uint32_t lengths = plan->lengths | (uint32_t)plan->lengths_high << 16;
    uint32_t local = plan->local | (uint32_t)plan->local_high << 16;
    if (count >= 32)
        return PHONE_POSSIBLE_LONG;
    if (local >> count & 1)
        return PHONE_POSSIBLE_LOCAL;
    if (lengths >> count & 1)
        return PHONE_POSSIBLE;
    if (lengths >> count == 0)
        return PHONE_POSSIBLE_LONG;
    return lengths & ((UINT32_C(1) << count) - 1) ? PHONE_POSSIBLE_LENGTH : PHONE_POSSIBLE_SHORT;
}

/* Calling codes are prefix-free, so at most one of the three lengths is found. */
static const struct phone_code *code_of(const struct phone_table *table, struct run run,
                                        size_t *size_out)
{
    uint32_t number = 0;
    for (size_t i = 0; i < CODE_DIGITS_MAX && i < run.count; i++) {
        number = number * 10 + (uint32_t)(run.digits[i] - '0');
        if (number && table->code_index[number]) {
            *size_out = i + 1;
            return &table->codes[table->code_index[number] - 1];
        }
        if (number == 0)
            return NULL;
    }
    return NULL;
}
