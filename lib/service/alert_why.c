/* Why an alert was raised. */
#include "service/alert_why.h"

#include "base/time.h"
#include "engine/segment.h"

static const char *const limit_names[] = {"gap", "floor", "days"}; /* by enum churn_limit_kind */

/* --- as JSON ---------------------------------------------------------------------------------- */

/* 124 is 12.4 */
static void tenths_write(struct buffer *out, int64_t tenths)
{
    crm__buffer_format(out, "%lld.%d", (long long)(tenths / 10), (int)(tenths % 10));
}

/* 2500 is 2.5 */
static void permille_write(struct buffer *out, int64_t permille)
{
    int64_t part = permille % 1000;
    crm__buffer_int64(out, permille / 1000);
    if (part == 0)
        return;
    char digits[4] = {(char)('0' + part / 100), (char)('0' + part / 10 % 10),
                      (char)('0' + part % 10), '\0'};
    size_t size = digits[2] != '0' ? 3 : digits[1] != '0' ? 2 : 1;
    crm__buffer_byte(out, '.');
    crm__buffer_bytes(out, digits, size);
}

static void number_member(struct json_writer *json, const char *name, int64_t number)
{
    crm__json_write_name(json, name);
    crm__json_write_int64(json, number);
}

static void silence_json(const struct alert_why *why, struct json_writer *json)
{
    char last[TIME_TEXT_SIZE];
    crm__date_format(why->last_day, last);
    number_member(json, "days_silent", why->days_silent);
    crm__json_write_name(json, "last_order_on");
    crm__json_write_cstr(json, last);
    number_member(json, "purchase_days", why->purchase_days);
    crm__json_write_name(json, "mean_gap_days");
    if (why->limit.gap_tenths >= 0)
        crm__json_write_double(json, (double)why->limit.gap_tenths / 10);
    else
        crm__json_write_null(json);
    crm__json_write_name(json, "gap_factor");
    if (why->gap_permille)
        crm__json_write_double(json, (double)why->gap_permille / 1000);
    else
        crm__json_write_null(json);
    number_member(json, "limit_days", why->limit.days);
    crm__json_write_name(json, "limit_by");
    crm__json_write_cstr(json, limit_names[why->limit.kind]);
}

void crm__alert_why_json(const struct alert_why *why, struct buffer *out)
{
    struct json_writer json;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    crm__json_write_name(&json, "kind");
    crm__json_write_cstr(&json, why->moves ? "move" : "silence");
    crm__json_write_name(&json, "rule");
    crm__json_write_id(&json, why->rule);
    crm__json_write_name(&json, "rule_name");
    crm__json_write_text(&json, why->rule_name);
    if (why->moves) {
        crm__json_write_name(&json, "from");
        crm__json_write_text(&json, why->from);
        crm__json_write_name(&json, "to");
        crm__json_write_text(&json, why->to);
        crm__json_write_name(&json, "run");
        crm__json_write_id(&json, why->run);
    } else {
        silence_json(why, &json);
    }
    crm__json_end_object(&json);
}

/* Members of other kinds, which only a hand can have written, are as if they were absent. */
static struct text text_member(struct arena *arena, const struct json *root, const char *name)
{
    const struct json *member = crm__json_find(root, crm__text_of(name));
    struct text text = TEXT_NONE;
    if (member)
        crm__json_text(member, &text);
    return crm__arena_text(arena, text);
}

static int64_t int_member(const struct json *root, const char *name)
{
    const struct json *member = crm__json_find(root, crm__text_of(name));
    int64_t number = 0;
    if (member)
        crm__json_int64(member, &number);
    return number;
}

/* 12.4 as 124 when the scale is 10. */
static int64_t scaled_member(const struct json *root, const char *name, int64_t scale,
                             int64_t absent)
{
    const struct json *member = crm__json_find(root, crm__text_of(name));
    double number;
    if (!member || !crm__json_double(member, &number) || number < 0 || number > 1e9)
        return absent;
    return (int64_t)(number * (double)scale + 0.5);
}

crm_status crm__alert_why_read(struct env *env, struct arena *arena, struct text text,
                               struct alert_why *why)
{
    struct json *root;
    *why = (struct alert_why){0};
    if (text.size == 0)
        return CRM_OK;
    crm_status status = crm__json_parse(env, text, &root);
    if (status < 0)
        return status;
    struct text by = text_member(arena, root, "limit_by");
    struct text last = text_member(arena, root, "last_order_on");
    struct text kind = text_member(arena, root, "kind");
    *why = (struct alert_why){
        .moves = crm__text_is(kind, "move"),
        .rule = int_member(root, "rule"),
        .rule_name = text_member(arena, root, "rule_name"),
        .days_silent = int_member(root, "days_silent"),
        .purchase_days = int_member(root, "purchase_days"),
        .gap_permille = scaled_member(root, "gap_factor", 1000, 0),
        .limit = {.days = int_member(root, "limit_days"),
                  .gap_tenths = scaled_member(root, "mean_gap_days", 10, -1)},
        .from = text_member(arena, root, "from"),
        .to = text_member(arena, root, "to"),
        .run = int_member(root, "run"),
    };
    for (enum churn_limit_kind i = CHURN_BY_GAP; i <= CHURN_BY_DAYS; i++) {
        if (crm__text_is(by, limit_names[i]))
            why->limit.kind = i;
    }
    if (last.size)
        status = crm__date_parse(env, last, &why->last_day);
    if (!by.data || !last.data || !kind.data || !why->rule_name.data || !why->from.data ||
        !why->to.data)
        status = CRM_E_NOMEM;
    crm__json_free(root);
    return status;
}

/* --- as a sentence ---------------------------------------------------------------------------- */

static void segment_write(struct text code, bool chinese, struct buffer *out)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    for (size_t i = 0; chinese && i < count; i++) {
        if (crm__text_is(code, rules[i].code)) {
            crm__buffer_cstr(out, rules[i].name_zh);
            return;
        }
    }
    crm__buffer_text(out, code);
}

/* Which part of the rule made the limit. */
static void limit_text(const struct alert_why *why, bool chinese, struct buffer *out)
{
    bool gap = why->limit.kind != CHURN_BY_DAYS;
    if (gap) {
        crm__buffer_cstr(out, chinese ? "：平均间隔" : ": ");
        if (!chinese) {
            permille_write(out, why->gap_permille);
            crm__buffer_cstr(out, " times the usual gap of ");
        }
        tenths_write(out, why->limit.gap_tenths);
        crm__buffer_cstr(out, chinese ? "天的" : " days");
        if (chinese) {
            permille_write(out, why->gap_permille);
            crm__buffer_cstr(out, "倍");
        }
        if (why->limit.kind == CHURN_BY_FLOOR)
            crm__buffer_cstr(out, chinese ? "不足最少等待天数" : ", but never before the floor");
    } else if (why->limit.gap_tenths >= 0) {
        crm__buffer_cstr(out, chinese ? "；平均间隔" : "; usual gap ");
        tenths_write(out, why->limit.gap_tenths);
        crm__buffer_cstr(out, chinese ? "天" : " days");
    }
}

void crm__alert_why_text(const struct alert_why *why, bool chinese, struct buffer *out)
{
    char last[TIME_TEXT_SIZE];
    if (why->moves) {
        crm__buffer_cstr(out, chinese ? "由" : "moved from ");
        segment_write(why->from, chinese, out);
        crm__buffer_cstr(out, chinese ? "变为" : " to ");
        segment_write(why->to, chinese, out);
        return;
    }
    crm__date_format(why->last_day, last);
    crm__buffer_format(out,
                       chinese ? "最近一次购买%s，已%lld天未购买，超过上限%lld天"
                               : "last order on %s, silent for %lld days, over the limit of %lld",
                       last, (long long)why->days_silent, (long long)why->limit.days);
    limit_text(why, chinese, out);
}

/* --- in the rule's own words ------------------------------------------------------------------ */

enum placeholder { CUSTOMER, RULE, DAYS, GAP, LIMIT, LAST_ORDER, FROM, TO, PLACEHOLDERS };
static const char *const placeholders[PLACEHOLDERS] = {
    "{customer}", "{rule}", "{days}", "{gap}", "{limit}", "{last_order}", "{from}", "{to}"};

static bool fits(enum placeholder which, bool moves)
{
    return which <= RULE || (which >= FROM) == moves;
}

/* The placeholder that stands at `from`, or PLACEHOLDERS. */
static enum placeholder placeholder_at(struct text message, size_t from)
{
    struct text rest = crm__text_slice(message, from, message.size);
    enum placeholder which = CUSTOMER;
    while (which < PLACEHOLDERS && !crm__text_starts(rest, crm__text_of(placeholders[which])))
        which++;
    return which;
}

crm_status crm__alert_message_check(struct env *env, bool moves, struct text message)
{
    for (size_t i = 0; i < message.size; i++) {
        if (message.data[i] != '{')
            continue;
        enum placeholder which = placeholder_at(message, i);
        if (which < PLACEHOLDERS && fits(which, moves))
            continue;
        size_t end = crm__text_find(message, TEXT("}"), i);
        struct text word = crm__text_slice(message, i, end == SIZE_MAX ? message.size : end + 1);
        word.size = crm__utf8_valid_prefix(crm__text_slice(word, 0, 40));
        return crm__fail_field(env, CRM_E_INVALID, "alert_rule", "message",
                               "message: %.*s stands for nothing; there are {customer}, {rule}%s",
                               (int)word.size, word.data,
                               moves ? ", {from}, {to}" : ", {days}, {gap}, {limit}, {last_order}");
    }
    return CRM_OK;
}

static void placeholder_write(enum placeholder which, const struct alert_why *why,
                              struct text customer, bool chinese, struct buffer *out)
{
    char day[TIME_TEXT_SIZE];
    switch (which) {
    case CUSTOMER:
        crm__buffer_text(out, customer);
        break;
    case RULE:
        crm__buffer_text(out, why->rule_name);
        break;
    case DAYS:
        crm__buffer_int64(out, why->days_silent);
        break;
    case GAP:
        if (why->limit.gap_tenths >= 0)
            tenths_write(out, why->limit.gap_tenths);
        else
            crm__buffer_byte(out, '-');
        break;
    case LIMIT:
        crm__buffer_int64(out, why->limit.days);
        break;
    case LAST_ORDER:
        crm__date_format(why->last_day, day);
        crm__buffer_cstr(out, day);
        break;
    case FROM:
        segment_write(why->from, chinese, out);
        break;
    case TO:
        segment_write(why->to, chinese, out);
        break;
    case PLACEHOLDERS:
        break;
    }
}

void crm__alert_message_text(struct text message, const struct alert_why *why,
                             struct text customer, bool chinese, struct buffer *out)
{
    for (size_t i = 0; i < message.size;) {
        enum placeholder which =
            message.data[i] == '{' ? placeholder_at(message, i) : PLACEHOLDERS;
        if (which == PLACEHOLDERS) {
            crm__buffer_byte(out, message.data[i++]);
            continue;
        }
        placeholder_write(which, why, customer, chinese, out);
        i += crm__text_of(placeholders[which]).size;
    }
}
