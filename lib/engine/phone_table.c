/*
 * Tables of numbering plans from files.
 *
 * A file is "crmphone", the format's number, the file's size, the XXH64 of all that follows; then
 * the version of the metadata, how many rows each section has, and the sections. Numbers are
 * little-endian; rows are of 16-bit numbers, texts of bytes. A checksum does not make a file
 * honest: every row is checked against the sections that it points into.
 */
#include "engine/phone_table.h"

#include "base/memory.h"
#include "engine/phone_number.h"

#include <string.h>

enum {
    FORMAT = 1,
    CHECKED_FROM = 24, /* what the checksum is over */
    ROWS_FROM = CHECKED_FROM + PHONE_VERSION_SIZE + 4 * PHONE_SECTIONS,
    ROWS_LIMIT = 0xFFFF,
    PLANS_OF_CODE = 32, /* as many as a label has bits */
    ROOM_AT_END = 10,   /* edges that a base may reach past itself */
};

static const size_t row_cells[PHONE_SECTIONS] = {
    [PHONE_NODES] = sizeof(struct phone_node) / 2,
    [PHONE_EDGES] = sizeof(struct phone_edge) / 2,
    [PHONE_LABELS] = sizeof(struct phone_label) / 2,
    [PHONE_STOPS] = sizeof(struct phone_stop) / 2,
    [PHONE_MOVES] = sizeof(struct phone_move) / 2,
    [PHONE_PLANS] = sizeof(struct phone_plan) / 2,
    [PHONE_CODES] = sizeof(struct phone_code) / 2,
    [PHONE_CODE_INDEX] = 1,
    [PHONE_REGION_INDEX] = 1,
};

static const char *const section_names[PHONE_SECTIONS] = {
    "node", "edge", "label", "stop", "move", "plan", "code", "code index", "region index", "text",
};

struct wrong {
    enum phone_section section;
    size_t row;
};

static crm_status check_head(struct env *env, struct text file, const char *name);
static crm_status check_counts(struct env *env, const uint32_t *counts, size_t size,
                               const char *name);
static struct phone_table *unpack(struct env *env, struct text file, const uint32_t *counts);
static bool is_sound(const struct phone_table *table, struct wrong *wrong);

static uint64_t number_at(const char *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = size; i-- > 0;)
        number = number << 8 | (unsigned char)bytes[i];
    return number;
}

crm_status crm__phone_table_read(struct env *env, struct text file, const char *name,
                                 struct phone_table **table_out)
{
    uint32_t counts[PHONE_SECTIONS];
    struct wrong wrong;
    *table_out = NULL;
    crm_status status = check_head(env, file, name);
    if (status < 0)
        return status;
    for (size_t i = 0; i < PHONE_SECTIONS; i++)
        counts[i] = (uint32_t)number_at(file.data + CHECKED_FROM + PHONE_VERSION_SIZE + 4 * i, 4);
    status = check_counts(env, counts, file.size, name);
    if (status < 0)
        return status;
    struct phone_table *table = unpack(env, file, counts);
    if (!table)
        return CRM_E_NOMEM;
    if (!is_sound(table, &wrong)) {
        crm__free(env, table);
        return crm__fail(env, CRM_E_CORRUPT, "%s: %s %zu points out of the table", name,
                         section_names[wrong.section], wrong.row);
    }
    *table_out = table;
    return CRM_OK;
}

void crm__phone_table_free(struct env *env, struct phone_table *table)
{
    crm__free(env, table);
}

static crm_status check_head(struct env *env, struct text file, const char *name)
{
    if (file.size < ROWS_FROM || memcmp(file.data, "crmphone", 8) != 0)
        return crm__fail(env, CRM_E_CORRUPT, "%s: not a table of phone numbers", name);
    uint64_t format = number_at(file.data + 8, 4);
    uint64_t size = number_at(file.data + 12, 4);
    if (format != FORMAT)
        return crm__fail(env, CRM_E_CORRUPT, "%s: table of format %d, known is %d", name,
                         (int)format, FORMAT);
    if (size != file.size)
        return crm__fail(env, CRM_E_CORRUPT, "%s: %zu bytes, the table has %zu", name, file.size,
                         (size_t)size);
    if (number_at(file.data + 16, 8) !=
        crm__checksum(file.data + CHECKED_FROM, file.size - CHECKED_FROM))
        return crm__fail(env, CRM_E_CORRUPT, "%s: the checksum is of another content", name);
    if (memchr(file.data + CHECKED_FROM, '\0', PHONE_VERSION_SIZE) == NULL)
        return crm__fail(env, CRM_E_CORRUPT, "%s: the version has no end", name);
    return CRM_OK;
}

static crm_status check_counts(struct env *env, const uint32_t *counts, size_t size,
                               const char *name)
{
    size_t need = ROWS_FROM;
    for (size_t i = 0; i < PHONE_SECTIONS; i++) {
        if (counts[i] == 0 || counts[i] > ROWS_LIMIT)
            return crm__fail(env, CRM_E_CORRUPT, "%s: %u %s rows, 1 to %d are possible", name,
                             (unsigned)counts[i], section_names[i], ROWS_LIMIT);
        need += counts[i] * (i == PHONE_TEXTS ? 1 : 2 * row_cells[i]);
    }
    if (need != size || counts[PHONE_CODE_INDEX] != PHONE_CODE_LIMIT ||
        counts[PHONE_REGION_INDEX] != PHONE_REGION_SLOTS)
        return crm__fail(env, CRM_E_CORRUPT, "%s: sections of %zu bytes in a table of %zu", name,
                         need, size);
    return CRM_OK;
}

/* One block: the table, and its rows behind it. */
static struct phone_table *unpack(struct env *env, struct text file, const uint32_t *counts)
{
    size_t cells = 0;
    for (size_t i = 0; i < PHONE_TEXTS; i++)
        cells += counts[i] * row_cells[i];
    struct phone_table *table = crm__alloc(env, sizeof *table + 2 * cells + counts[PHONE_TEXTS]);
    if (!table)
        return NULL;
    uint16_t *rows = (uint16_t *)(table + 1);
    const uint16_t *sections[PHONE_SECTIONS];
    const char *from = file.data + ROWS_FROM;
    for (size_t i = 0; i < cells; i++)
        rows[i] = (uint16_t)number_at(from + 2 * i, 2);
    memcpy(rows + cells, from + 2 * cells, counts[PHONE_TEXTS]);
    for (size_t i = 0, at = 0; i < PHONE_SECTIONS; i++) {
        sections[i] = rows + at;
        at += counts[i] * row_cells[i];
    }
    *table = (struct phone_table){
        .hash = number_at(file.data + 16, 8),
        .nodes = (const struct phone_node *)sections[PHONE_NODES],
        .edges = (const struct phone_edge *)sections[PHONE_EDGES],
        .labels = (const struct phone_label *)sections[PHONE_LABELS],
        .stops = (const struct phone_stop *)sections[PHONE_STOPS],
        .moves = (const struct phone_move *)sections[PHONE_MOVES],
        .plans = (const struct phone_plan *)sections[PHONE_PLANS],
        .codes = (const struct phone_code *)sections[PHONE_CODES],
        .code_index = sections[PHONE_CODE_INDEX],
        .region_index = sections[PHONE_REGION_INDEX],
        .texts = (const unsigned char *)sections[PHONE_TEXTS],
    };
    memcpy(table->version, file.data + CHECKED_FROM, PHONE_VERSION_SIZE);
    memcpy(table->counts, counts, sizeof table->counts);
    return table;
}

/* --- soundness -------------------------------------------------------------------------------- */

static bool node_is_sound(const struct phone_table *table, size_t row)
{
    const struct phone_node *node = &table->nodes[row];
    return node->usual < table->counts[PHONE_NODES] &&
           (node->base == PHONE_NO_EDGES ||
            node->base + (size_t)ROOM_AT_END <= table->counts[PHONE_EDGES]);
}

static bool edge_is_sound(const struct phone_table *table, size_t row)
{
    return table->edges[row].to < table->counts[PHONE_NODES];
}

static bool label_is_sound(const struct phone_table *table, size_t row)
{
    const struct phone_label *label = &table->labels[row];
    return label->kind <= PHONE_KIND_VOICEMAIL && label->national < table->counts[PHONE_TEXTS] &&
           label->international < table->counts[PHONE_TEXTS];
}

static bool stop_is_sound(const struct phone_table *table, size_t row)
{
    return table->stops[row].going < table->counts[PHONE_MOVES] &&
           table->stops[row].ended < table->counts[PHONE_MOVES];
}

static bool move_is_sound(const struct phone_table *table, size_t row)
{
    return table->moves[row].text < table->counts[PHONE_TEXTS];
}

/* A plan belongs to the code whose number it has. */
static bool plan_is_sound(const struct phone_table *table, size_t row)
{
    const struct phone_plan *plan = &table->plans[row];
    size_t place = plan->code < PHONE_CODE_LIMIT ? table->code_index[plan->code] : 0;
    return place > 0 && place <= table->counts[PHONE_CODES] && plan->bit < PLANS_OF_CODE &&
           plan->abroad < table->counts[PHONE_NODES] && plan->home < table->counts[PHONE_NODES];
}

static bool code_is_sound(const struct phone_table *table, size_t row)
{
    const struct phone_code *code = &table->codes[row];
    return code->number < PHONE_CODE_LIMIT && code->root < table->counts[PHONE_NODES] &&
           code->count > 0 && code->first + (size_t)code->count <= table->counts[PHONE_PLANS] &&
           code->extension < table->counts[PHONE_TEXTS];
}

static bool code_index_is_sound(const struct phone_table *table, size_t row)
{
    return table->code_index[row] <= table->counts[PHONE_CODES];
}

static bool region_index_is_sound(const struct phone_table *table, size_t row)
{
    return table->region_index[row] <= table->counts[PHONE_PLANS];
}

static bool text_is_sound(const struct phone_table *table, size_t row)
{
    return row + 1 < table->counts[PHONE_TEXTS] || table->texts[row] == '\0';
}

static bool is_sound(const struct phone_table *table, struct wrong *wrong)
{
    static bool (*const rules[PHONE_SECTIONS])(const struct phone_table *, size_t) = {
        node_is_sound, edge_is_sound, label_is_sound,      stop_is_sound,         move_is_sound,
        plan_is_sound, code_is_sound, code_index_is_sound, region_index_is_sound, text_is_sound,
    };
    for (int section = 0; section < PHONE_SECTIONS; section++) {
        for (size_t row = 0; row < table->counts[section]; row++) {
            if (!rules[section](table, row)) {
                *wrong = (struct wrong){(enum phone_section)section, row};
                return false;
            }
        }
    }
    return true;
}
