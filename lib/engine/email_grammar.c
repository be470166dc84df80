/*
 * The grammar of RFC 5322 section 3.4.1, obsolete forms included, read once from left to right.
 * Whatever is odd is noted and the worst kept, so that one pass tells all levels apart.
 */
#include "engine/email_grammar.h"
#include "engine/fold.h"

#include <string.h>

enum { LOCAL_LIMIT = 64, DOMAIN_LIMIT = 255, LABEL_LIMIT = 63, ADDRESS_LIMIT = 254 };

enum place {
    PLACE_WORD, /* in a word of the local part or a label of the domain */
    PLACE_QUOTES,
    PLACE_COMMENT,
    PLACE_LITERAL,
    PLACE_FWS,
};

struct parse {
    struct text text;
    size_t at; /* what is read next */
    struct email_form *form;
    enum email_reason worst;
    enum place place;
    enum place before;    /* what ended last */
    size_t comment_depth;
    bool in_domain;
    size_t size;          /* of the address without comments and folding, as far as it is read */
    size_t domain_start;  /* in it */
    size_t element_start; /* in it: of a word or a label */
    size_t element_size;
    size_t element_count;
    bool element_utf8;
    bool ended;  /* nothing but a dot or the end may follow */
    bool hyphen; /* the last character of a label is one */
};

static void worse(struct parse *parse, enum email_reason reason);
static void read_local(struct parse *parse, unsigned char c);
static void read_domain(struct parse *parse, unsigned char c);
static void read_quotes(struct parse *parse, unsigned char c);
static void read_comment(struct parse *parse, unsigned char c);
static void read_literal(struct parse *parse, unsigned char c);
static void read_fws(struct parse *parse, enum email_reason reason);
static void judge_end(struct parse *parse);
static void judge_tld(struct parse *parse);

void crm__email_judge(struct text address, struct email_form *form)
{
    struct parse parse = {.text = address, .form = form};
    form->at = 0;
    form->utf8_domain = false;
    while (parse.at < address.size && parse.worst < EMAIL_EXPECTING_DTEXT) {
        unsigned char c = (unsigned char)address.data[parse.at];
        switch (parse.place) {
        case PLACE_QUOTES:
            read_quotes(&parse, c);
            break;
        case PLACE_COMMENT:
            read_comment(&parse, c);
            break;
        case PLACE_LITERAL:
            read_literal(&parse, c);
            break;
        default:
            if (parse.in_domain)
                read_domain(&parse, c);
            else
                read_local(&parse, c);
        }
    }
    if (parse.worst < EMAIL_EXPECTING_DTEXT)
        judge_end(&parse);
    if (parse.worst < EMAIL_TLD)
        judge_tld(&parse);
    form->reason = parse.worst;
    form->size = parse.worst < EMAIL_DOMAIN ? parse.size : 0;
}

static void worse(struct parse *parse, enum email_reason reason)
{
    if (reason > parse->worst)
        parse->worst = reason;
}

/* --- characters ------------------------------------------------------------------------------- */

static bool is_atext(unsigned char c)
{
    return c > ' ' && c < 0x7F && !strchr("()<>[]:;@\\,.\"", c);
}

static bool is_white(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_control(unsigned char c)
{
    return c < ' ' || c == 0x7F;
}

/* Bytes of the UTF-8 character that is read next; 0 when it is none that text may hold. */
static size_t utf8_size(const struct parse *parse)
{
    size_t end = parse->at;
    uint32_t code_point = crm__fold_next(parse->text, &end);
    bool text = code_point >= 0xA0 && code_point != FOLD_REPLACEMENT &&
                (code_point & 0xFFFE) != 0xFFFE && !(code_point >= 0xFDD0 && code_point <= 0xFDEF);
    return text ? end - parse->at : 0;
}

static void keep(struct parse *parse, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++, parse->size++)
        if (parse->size < EMAIL_KEY_SIZE)
            parse->form->bytes[parse->size] = bytes[i];
}

/* Takes `size` bytes into the element. */
static void take(struct parse *parse, size_t size)
{
    keep(parse, parse->text.data + parse->at, size);
    parse->element_size += size;
    parse->at += size;
}

/* A character of another script, or what `otherwise` says of it. */
static void take_utf8(struct parse *parse, enum email_reason otherwise)
{
    size_t size = utf8_size(parse);
    if (size == 0) {
        worse(parse, otherwise);
        return;
    }
    if (parse->place != PLACE_COMMENT)
        take(parse, size);
    else
        parse->at += size;
}

/* --- what elements are made of ---------------------------------------------------------------- */

static void open_place(struct parse *parse, enum place place)
{
    parse->place = place;
    parse->at++;
}

/* Inside an element, comments and white space can only stand at its end. */
static void open_aside(struct parse *parse, enum email_reason first, enum email_reason later,
                       enum email_reason inside, bool comment)
{
    enum email_reason reason = inside;
    if (parse->element_size == 0)
        reason = parse->element_count == 0 ? first : later;
    else
        parse->ended = true;
    if (!comment) {
        read_fws(parse, reason);
        return;
    }
    worse(parse, reason);
    parse->comment_depth = 1;
    open_place(parse, PLACE_COMMENT);
}

static void next_element(struct parse *parse)
{
    keep(parse, ".", 1);
    parse->at++;
    parse->ended = false;
    parse->element_size = 0;
    parse->element_start = parse->size;
    parse->element_count++;
}

static void read_at_sign(struct parse *parse)
{
    if (parse->size == 0)
        worse(parse, EMAIL_NO_LOCAL_PART);
    else if (parse->element_size == 0)
        worse(parse, EMAIL_DOT_END);
    else if (parse->size > LOCAL_LIMIT)
        worse(parse, EMAIL_LOCAL_TOO_LONG);
    else if (parse->before == PLACE_COMMENT || parse->before == PLACE_FWS)
        worse(parse, EMAIL_DEPREC_CFWS_NEAR_AT);
    parse->form->at = parse->size;
    keep(parse, "@", 1);
    parse->at++;
    parse->in_domain = true;
    parse->ended = false;
    parse->element_count = 0;
    parse->element_size = 0;
    parse->domain_start = parse->element_start = parse->size;
}

static void read_local(struct parse *parse, unsigned char c)
{
    if (c == '@') {
        read_at_sign(parse);
    } else if (c == '(') {
        open_aside(parse, EMAIL_COMMENT, EMAIL_DEPREC_COMMENT, EMAIL_COMMENT, true);
    } else if (is_white(c)) {
        open_aside(parse, EMAIL_FWS, EMAIL_DEPREC_FWS, EMAIL_OK, false);
    } else if (c == '.') {
        if (parse->element_size == 0)
            worse(parse, parse->element_count == 0 ? EMAIL_DOT_START : EMAIL_CONSECUTIVE_DOTS);
        else if (parse->ended)
            worse(parse, EMAIL_DEPREC_LOCAL_PART);
        next_element(parse);
    } else if (c == '"' && parse->element_size == 0) {
        worse(parse, parse->element_count == 0 ? EMAIL_QUOTED_STRING : EMAIL_DEPREC_LOCAL_PART);
        take(parse, 1);
        parse->place = PLACE_QUOTES;
        parse->ended = true;
    } else if (parse->ended && c != '"') {
        worse(parse,
              parse->before == PLACE_QUOTES ? EMAIL_ATEXT_AFTER_QUOTES : EMAIL_ATEXT_AFTER_CFWS);
    } else if (c >= 0x80) {
        parse->before = PLACE_WORD;
        worse(parse, EMAIL_UTF8_LOCAL);
        take_utf8(parse, EMAIL_EXPECTING_ATEXT);
    } else if (is_atext(c)) {
        parse->before = PLACE_WORD;
        take(parse, 1);
    } else {
        worse(parse, EMAIL_EXPECTING_ATEXT);
    }
}

static void read_label_end(struct parse *parse)
{
    if (parse->element_size == 0)
        worse(parse, parse->element_count == 0 ? EMAIL_DOT_START : EMAIL_CONSECUTIVE_DOTS);
    else if (parse->hyphen)
        worse(parse, EMAIL_HYPHEN_END);
    else if (parse->element_size > LABEL_LIMIT && !parse->element_utf8)
        worse(parse, EMAIL_LABEL_TOO_LONG);
    parse->element_utf8 = false;
}

static void read_domain(struct parse *parse, unsigned char c)
{
    if (c == '(') {
        open_aside(parse, EMAIL_DEPREC_CFWS_NEAR_AT, EMAIL_DEPREC_COMMENT, EMAIL_COMMENT, true);
    } else if (is_white(c)) {
        open_aside(parse, EMAIL_DEPREC_CFWS_NEAR_AT, EMAIL_DEPREC_FWS, EMAIL_FWS, false);
    } else if (c == '.') {
        read_label_end(parse);
        next_element(parse);
    } else if (c == '[' && parse->size == parse->domain_start) {
        take(parse, 1);
        parse->place = PLACE_LITERAL;
        parse->ended = true;
    } else if (c == '[') {
        worse(parse, EMAIL_EXPECTING_ATEXT);
    } else if (parse->ended) {
        worse(parse,
              parse->before == PLACE_LITERAL ? EMAIL_ATEXT_AFTER_LITERAL : EMAIL_ATEXT_AFTER_CFWS);
    } else if (c >= 0x80) {
        parse->hyphen = false;
        parse->element_utf8 = parse->form->utf8_domain = true;
        take_utf8(parse, EMAIL_EXPECTING_ATEXT);
    } else if (!is_atext(c)) {
        worse(parse, EMAIL_EXPECTING_ATEXT);
    } else {
        parse->hyphen = c == '-';
        if (parse->hyphen && parse->element_size == 0)
            worse(parse, EMAIL_HYPHEN_START);
        else if (!parse->hyphen && !crm__is_letter((char)c) && !crm__is_digit((char)c))
            worse(parse, EMAIL_DOMAIN);
        take(parse, 1);
    }
}

/* --- inside quotes, comments and brackets ----------------------------------------------------- */

/* A backslash and what it makes plain. */
static void read_pair(struct parse *parse)
{
    if (parse->at + 1 == parse->text.size) {
        worse(parse, EMAIL_BACKSLASH_END);
        return;
    }
    unsigned char c = (unsigned char)parse->text.data[parse->at + 1];
    if (c >= 0x80)
        worse(parse, EMAIL_EXPECTING_QPAIR);
    else if (is_control(c) && c != '\t')
        worse(parse, EMAIL_DEPREC_QP);
    if (parse->place == PLACE_COMMENT)
        parse->at += 2;
    else
        take(parse, 2);
}

static void close_place(struct parse *parse)
{
    parse->before = parse->place;
    parse->place = PLACE_WORD;
}

static void read_quotes(struct parse *parse, unsigned char c)
{
    if (c == '\\') {
        read_pair(parse);
    } else if (c == '"') {
        take(parse, 1);
        close_place(parse);
    } else if (c == '\r' || c == '\t') {
        keep(parse, " ", 1);
        parse->element_size++;
        read_fws(parse, EMAIL_FWS);
    } else if (c >= 0x80) {
        worse(parse, EMAIL_UTF8_LOCAL);
        take_utf8(parse, EMAIL_EXPECTING_QTEXT);
    } else if (c == '\0' || c == '\n') {
        worse(parse, EMAIL_EXPECTING_QTEXT);
    } else {
        if (is_control(c))
            worse(parse, EMAIL_DEPREC_QTEXT);
        take(parse, 1);
    }
}

static void read_comment(struct parse *parse, unsigned char c)
{
    if (c == '\\') {
        read_pair(parse);
    } else if (c == '(') {
        parse->comment_depth++;
        parse->at++;
    } else if (c == ')') {
        parse->at++;
        if (--parse->comment_depth == 0)
            close_place(parse);
    } else if (is_white(c)) {
        read_fws(parse, EMAIL_FWS);
    } else if (c >= 0x80) {
        take_utf8(parse, EMAIL_EXPECTING_CTEXT);
    } else if (c == '\0' || c == '\n') {
        worse(parse, EMAIL_EXPECTING_CTEXT);
    } else {
        if (is_control(c))
            worse(parse, EMAIL_DEPREC_CTEXT);
        parse->at++;
    }
}

/* What is in the brackets is looked at as a whole at their end. */
static void read_literal(struct parse *parse, unsigned char c)
{
    if (c == '\\') {
        worse(parse, EMAIL_DOMLIT_OBSDTEXT);
        read_pair(parse);
    } else if (c == ']') {
        size_t start = parse->domain_start + 1;
        struct text literal = {parse->form->bytes + start, parse->size - start};
        bool kept = parse->size < EMAIL_KEY_SIZE;
        worse(parse, kept ? crm__email_literal(literal) : EMAIL_DOMAIN_LITERAL);
        take(parse, 1);
        close_place(parse);
    } else if (is_white(c)) {
        read_fws(parse, EMAIL_FWS);
    } else if (c >= 0x80 || c == '\0' || c == '[') {
        worse(parse, EMAIL_EXPECTING_DTEXT);
    } else {
        if (is_control(c))
            worse(parse, EMAIL_DOMLIT_OBSDTEXT);
        take(parse, 1);
    }
}

/* White space with line breaks in it: each must be followed by more white space. */
static void read_fws(struct parse *parse, enum email_reason reason)
{
    size_t breaks = 0;
    bool after_break = false;
    worse(parse, reason);
    for (; parse->at < parse->text.size; parse->at++) {
        char c = parse->text.data[parse->at];
        if (!is_white((unsigned char)c))
            break;
        if (c != '\r') {
            after_break = false;
            continue;
        }
        if (after_break)
            worse(parse, EMAIL_CRLF_X2);
        if (++parse->at == parse->text.size || parse->text.data[parse->at] != '\n')
            worse(parse, EMAIL_CR_NO_LF);
        if (parse->worst >= EMAIL_EXPECTING_DTEXT)
            return;
        after_break = true;
        if (++breaks > 1)
            worse(parse, EMAIL_DEPREC_FWS);
    }
    if (after_break)
        worse(parse, EMAIL_CRLF_END);
    parse->before = PLACE_FWS;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void judge_end(struct parse *parse)
{
    if (parse->place == PLACE_QUOTES)
        worse(parse, EMAIL_UNCLOSED_QUOTES);
    else if (parse->place == PLACE_COMMENT)
        worse(parse, EMAIL_UNCLOSED_COMMENT);
    else if (parse->place == PLACE_LITERAL)
        worse(parse, EMAIL_UNCLOSED_LITERAL);
    else if (!parse->in_domain || parse->size == parse->domain_start)
        worse(parse, EMAIL_NO_DOMAIN);
    else if (parse->element_size == 0)
        worse(parse, EMAIL_DOT_END);
    else if (parse->hyphen)
        worse(parse, EMAIL_HYPHEN_END);
    else if (parse->size - parse->domain_start > DOMAIN_LIMIT)
        worse(parse, EMAIL_DOMAIN_TOO_LONG);
    else if (parse->size > ADDRESS_LIMIT)
        worse(parse, EMAIL_TOO_LONG);
    else if (parse->element_size > LABEL_LIMIT && !parse->element_utf8)
        worse(parse, EMAIL_LABEL_TOO_LONG);
}

static void judge_tld(struct parse *parse)
{
    if (parse->element_count == 0)
        worse(parse, EMAIL_TLD);
    else if (crm__is_digit(parse->form->bytes[parse->element_start]))
        worse(parse, EMAIL_TLD_NUMERIC);
}
