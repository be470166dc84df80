/* The waterfall of a pair: key by key, then what the rule makes of them. */
#include "service/match_explain.h"

#include "service/match_keys.h"
#include "service/table.h"

/* TEXT() as a constant. */
#define WORD(literal) {(literal), sizeof(literal) - 1}
#define CHOICE(name, en, zh) {WORD(name), WORD(en), WORD(zh)}

static const struct choice step_choices[] = {
    CHOICE("phone", "Phone", "电话"),
    CHOICE("email", "E-mail", "邮箱"),
    CHOICE("wechat", "WeChat", "微信"),
    CHOICE("registration_number", "Registration no.", "统一社会信用代码"),
    CHOICE("rule", "Rule", "规则"),
    CHOICE("review", "Review", "审核"),
};
static const struct choice_set step_set = {WORD("match_step"), step_choices,
                                           sizeof step_choices / sizeof *step_choices};

static const struct choice result_choices[] = {
    CHOICE("agree", "agree", "一致"),
    CHOICE("differ", "differ", "不同"),
    CHOICE("missing", "both missing", "两条均缺失"),
    CHOICE("missing_a", "first missing", "第一条缺失"),
    CHOICE("missing_b", "second missing", "第二条缺失"),
    CHOICE("too_common", "too common", "共用者过多"),
    CHOICE("duplicates", "duplicates", "重复"),
    CHOICE("not_duplicates", "not duplicates", "非重复"),
    CHOICE("unseen", "not found yet", "尚未发现"),
    CHOICE("open", "to review", "待处理"),
    CHOICE("merged", "merged", "已合并"),
    CHOICE("distinct", "not a duplicate", "已判定非重复"),
};
static const struct choice_set result_set = {WORD("match_result"), result_choices,
                                             sizeof result_choices / sizeof *result_choices};

enum { COLUMN_KEY, COLUMN_RESULT, COLUMN_A, COLUMN_B, COLUMN_OTHERS, COLUMN_COUNT };

/* The keys of one record. */
struct side {
    struct match_key keys[MATCH_KEYS_LIMIT];
    struct text texts[MATCH_KEYS_LIMIT];
    size_t count;
};

struct waterfall {
    struct store *store;
    const struct match_side *given;
    struct side sides[2];
    bool shared; /* a key that is not too common */
    struct batch rows;
};

static crm_status side_read(struct store *store, const struct match_side *given,
                            struct arena *arena, struct side *side)
{
    const struct field *fields[MATCH_KEYS_LIMIT];
    struct value values[MATCH_KEYS_LIMIT];
    struct batch rows;
    uint8_t found = 0;
    const char *name = given->entity->name.data;
    size_t count = crm__match_fields(given->entity, fields);
    if (count == 0)
        return crm__fail_field(store->env, CRM_E_UNSUPPORTED, name, NULL,
                               "%s records have no keys to match; leads, contacts and accounts do",
                               name);
    crm__batch_init(&rows, store->env);
    crm_status status =
        crm__rows_get(store, given->entity, fields, count, &given->id, 1, 0, &found, &rows);
    if (status >= 0 && !found) {
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, name, NULL, "no %s %lld", name,
                                 (long long)given->id);
        store->env->error.record_id = given->id;
    }
    for (size_t i = 0; status >= 0 && i < count; i++)
        values[i] = crm__batch_at(&rows, i, 0);
    if (status >= 0)
        status = crm__match_texts_of(fields, values, count, given->id, arena, side->keys,
                                     side->texts, &side->count);
    crm__batch_free(&rows);
    return status;
}

/* The keys of a kind as one cell: "a; b", null when there are none. */
static crm_status texts_put(struct waterfall *waterfall, size_t column, const struct side *side,
                            int32_t kind)
{
    struct buffer text;
    bool any = false;
    crm__buffer_init(&text, waterfall->store->env);
    for (size_t i = 0; side && i < side->count; i++) {
        if (side->keys[i].kind != kind)
            continue;
        crm__buffer_cstr(&text, any ? "; " : "");
        crm__buffer_text(&text, side->texts[i]);
        any = true;
    }
    crm_status status = crm__buffer_status(&text);
    if (status >= 0)
        status = crm__column_value(&waterfall->rows, &waterfall->rows.columns[column],
                                   any ? crm__value_text(crm__buffer_view(&text)) : VALUE_OF_NULL);
    crm__buffer_free(&text);
    return status;
}

static crm_status row_put(struct waterfall *waterfall, const char *key, struct text result,
                          int32_t kind, struct value others)
{
    struct batch *rows = &waterfall->rows;
    bool is_key = kind != 0;
    crm_status status = crm__column_text(rows, &rows->columns[COLUMN_KEY], crm__text_of(key));
    if (status >= 0)
        status = crm__column_text(rows, &rows->columns[COLUMN_RESULT], result);
    if (status >= 0)
        status = texts_put(waterfall, COLUMN_A, is_key ? &waterfall->sides[0] : NULL, kind);
    if (status >= 0)
        status = texts_put(waterfall, COLUMN_B, is_key ? &waterfall->sides[1] : NULL, kind);
    if (status >= 0)
        status = crm__column_value(rows, &rows->columns[COLUMN_OTHERS], others);
    if (status >= 0)
        crm__batch_finish_row(rows);
    return status;
}

static bool has_kind(const struct side *side, int32_t kind)
{
    for (size_t i = 0; i < side->count; i++) {
        if (side->keys[i].kind == kind)
            return true;
    }
    return false;
}

/* How many records have the key, besides the two. */
static crm_status others_count(struct waterfall *waterfall, const struct match_key *key,
                               int64_t *others_out)
{
    struct match_hits hits = {0};
    crm_status status =
        crm__match_keys_find(waterfall->store, key, 1, MATCH_FREQUENCY_CAP + 1, &hits);
    *others_out = hits.count ? (int64_t)hits.count - 1 : 0;
    crm__match_hits_free(&hits);
    return status;
}

/* The least common of the keys of a kind that both have; -1 when they share none. */
static crm_status shared_count(struct waterfall *waterfall, int32_t kind, int64_t *least_out)
{
    const struct side *a = &waterfall->sides[0];
    const struct side *b = &waterfall->sides[1];
    crm_status status = CRM_OK;
    *least_out = -1;
    for (size_t i = 0; status >= 0 && i < a->count; i++) {
        for (size_t j = 0; status >= 0 && a->keys[i].kind == kind && j < b->count; j++) {
            int64_t others;
            if (b->keys[j].kind != kind || b->keys[j].key != a->keys[i].key)
                continue;
            status = others_count(waterfall, &a->keys[i], &others);
            if (*least_out < 0 || others < *least_out)
                *least_out = others;
        }
    }
    return status;
}

static crm_status kind_put(struct waterfall *waterfall, int32_t kind)
{
    int64_t others;
    bool has_a = has_kind(&waterfall->sides[0], kind);
    bool has_b = has_kind(&waterfall->sides[1], kind);
    const char *result = has_a && has_b ? "differ"
                         : has_a        ? "missing_b"
                         : has_b        ? "missing_a"
                                        : "missing";
    crm_status status = shared_count(waterfall, kind, &others);
    if (others >= 0) {
        bool common = others >= MATCH_FREQUENCY_CAP;
        result = common ? "too_common" : "agree";
        waterfall->shared |= !common;
    }
    if (status >= 0)
        status = row_put(waterfall, crm__match_kind_name((enum match_kind)kind),
                         crm__text_of(result), kind, crm__value_or_null(others, -1));
    return status;
}

/* What was decided about the pair, whichever of the two stands first in it. */
static crm_status review_put(struct waterfall *waterfall)
{
    const struct match_side *a = &waterfall->given[0];
    const struct match_side *b = &waterfall->given[1];
    struct buffer where;
    struct batch pairs;
    crm__buffer_init(&where, waterfall->store->env);
    crm__batch_init(&pairs, waterfall->store->env);
    for (int turn = 0; turn < 2; turn++) {
        const struct match_side *first = turn ? b : a;
        const struct match_side *second = turn ? a : b;
        crm__buffer_format(&where,
                           "%s(entity_a == \"%s\" && id_a == %lld && entity_b == \"%s\" && "
                           "id_b == %lld)",
                           turn ? " || " : "", first->entity->name.data, (long long)first->id,
                           second->entity->name.data, (long long)second->id);
    }
    crm_status status = crm__buffer_status(&where);
    if (status >= 0)
        status = crm__table_query(waterfall->store, "duplicate_pair", crm__buffer_view(&where),
                                  TEXT("state"), TEXT("id"), &pairs);
    if (status >= 0) {
        struct text state = pairs.row_count ? crm__table_text(&pairs, 0, 0) : TEXT("unseen");
        status = row_put(waterfall, "review", state, 0, VALUE_OF_NULL);
    }
    crm__batch_free(&pairs);
    crm__buffer_free(&where);
    return status;
}

static crm_status rows_put(struct waterfall *waterfall)
{
    crm_status status = CRM_OK;
    for (int32_t kind = 1; status >= 0 && kind < MATCH_KIND_END; kind++)
        status = kind_put(waterfall, kind);
    if (status >= 0)
        status = row_put(waterfall, "rule",
                         waterfall->shared ? TEXT("duplicates") : TEXT("not_duplicates"), 0,
                         VALUE_OF_NULL);
    return status < 0 ? status : review_put(waterfall);
}

crm_status crm__match_explain(struct store *store, const struct match_side sides[2],
                              struct reader **reader_out)
{
    struct reader_column columns[] = {
        crm__reader_column(TEXT("key"), COLUMN_CHOICE, TEXT("Key"), TEXT("键")),
        crm__reader_column(TEXT("result"), COLUMN_CHOICE, TEXT("Result"), TEXT("结果")),
        crm__reader_column(TEXT("a"), COLUMN_TEXT, TEXT("First"), TEXT("第一条")),
        crm__reader_column(TEXT("b"), COLUMN_TEXT, TEXT("Second"), TEXT("第二条")),
        crm__reader_column(TEXT("others"), COLUMN_INTEGER, TEXT("Others"), TEXT("其他共用者")),
    };
    struct waterfall waterfall = {.store = store, .given = sides};
    struct arena arena;
    columns[COLUMN_KEY].choices = &step_set;
    columns[COLUMN_RESULT].choices = &result_set;
    *reader_out = NULL;
    if (sides[0].entity == sides[1].entity && sides[0].id == sides[1].id)
        return crm__fail(store->env, CRM_E_INVALID, "%s %lld is one record, not two",
                         sides[0].entity->name.data, (long long)sides[0].id);
    crm__arena_init(&arena, store->env);
    crm__batch_init(&waterfall.rows, store->env);
    crm_status status = side_read(store, &sides[0], &arena, &waterfall.sides[0]);
    if (status >= 0)
        status = side_read(store, &sides[1], &arena, &waterfall.sides[1]);
    if (status >= 0)
        status = crm__reader_prepare(columns, COLUMN_COUNT, &waterfall.rows);
    if (status >= 0)
        status = rows_put(&waterfall);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &waterfall.rows, columns, reader_out);
    crm__batch_free(&waterfall.rows);
    crm__arena_free(&arena);
    return status;
}
