/* Characters to tokens, after the lexical grammar of the CEL specification. */
#include "rule/compiler.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char at(const struct compiler *compiler, size_t offset)
{
    return offset < compiler->text.size ? compiler->text.data[offset] : '\0';
}

static size_t skip_blank(const struct compiler *compiler, size_t offset)
{
    for (;;) {
        char c = at(compiler, offset);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            offset++;
        } else if (c == '/' && at(compiler, offset + 1) == '/') {
            while (offset < compiler->text.size && compiler->text.data[offset] != '\n')
                offset++;
        } else {
            return offset;
        }
    }
}

static crm_status take(struct compiler *compiler, enum token_kind kind, size_t from, size_t to)
{
    compiler->token = (struct token){.kind = kind,
                                     .text = {compiler->text.data + from, to - from},
                                     .from = (uint32_t)from,
                                     .to = (uint32_t)to};
    compiler->offset = to;
    return CRM_OK;
}

static size_t skip_digits(const struct compiler *compiler, size_t offset)
{
    while (is_digit(at(compiler, offset)))
        offset++;
    return offset;
}

/* The end of an exponent at `offset`, or `offset` when there is none. */
static size_t skip_exponent(const struct compiler *compiler, size_t offset)
{
    char c = at(compiler, offset);
    if (c != 'e' && c != 'E')
        return offset;
    size_t digits = offset + 1;
    if (at(compiler, digits) == '+' || at(compiler, digits) == '-')
        digits++;
    size_t end = skip_digits(compiler, digits);
    return end > digits ? end : offset;
}

static crm_status take_number(struct compiler *compiler, size_t from)
{
    enum token_kind kind = TOKEN_INT;
    size_t to = from;
    if (at(compiler, from) == '0' && (at(compiler, from + 1) | 0x20) == 'x') {
        to = from + 2;
        while (is_hex(at(compiler, to)))
            to++;
        if (to == from + 2)
            return crm__compile_fail(compiler, CRM_E_SYNTAX, from,
                                     "a hexadecimal number without digits");
    } else {
        to = skip_digits(compiler, from);
        if (at(compiler, to) == '.' && is_digit(at(compiler, to + 1))) {
            kind = TOKEN_DOUBLE;
            to = skip_digits(compiler, to + 1);
        }
        size_t exponent = skip_exponent(compiler, to);
        if (exponent > to)
            kind = TOKEN_DOUBLE;
        to = exponent;
    }
    if (kind == TOKEN_INT && (at(compiler, to) | 0x20) == 'u') {
        kind = TOKEN_UINT;
        to++;
    }
    if (is_name_start(at(compiler, to)) || is_digit(at(compiler, to)))
        return crm__compile_fail(compiler, CRM_E_SYNTAX, to, "a letter right behind a number");
    return take(compiler, kind, from, to);
}

/* `open` is the offset of the first quote; the prefix before it stays in the token's text. */
static crm_status take_string(struct compiler *compiler, size_t from, size_t open, bool raw)
{
    enum token_kind kind = (at(compiler, from) | 0x20) == 'b' ? TOKEN_BYTES : TOKEN_STRING;
    char quote = at(compiler, open);
    bool triple = at(compiler, open + 1) == quote && at(compiler, open + 2) == quote;
    size_t offset = open + (triple ? 3 : 1);
    while (offset < compiler->text.size) {
        char c = compiler->text.data[offset];
        if (c == '\\' && !raw) {
            offset += 2;
            continue;
        }
        if (!triple && (c == '\n' || c == '\r'))
            break;
        if (c == quote && !triple)
            return take(compiler, kind, from, offset + 1);
        if (c == quote && at(compiler, offset + 1) == quote && at(compiler, offset + 2) == quote)
            return take(compiler, kind, from, offset + 3);
        offset++;
    }
    return crm__compile_fail(compiler, CRM_E_SYNTAX, from, "a text that is not closed");
}

static crm_status take_quoted_name(struct compiler *compiler, size_t from)
{
    size_t offset = from + 1;
    while (offset < compiler->text.size && compiler->text.data[offset] != '`' &&
           compiler->text.data[offset] != '\n')
        offset++;
    if (at(compiler, offset) != '`' || offset == from + 1)
        return crm__compile_fail(compiler, CRM_E_SYNTAX, from, "a quoted name that is not closed");
    crm_status status = take(compiler, TOKEN_QUOTED_NAME, from, offset + 1);
    compiler->token.text = crm__text_slice(compiler->text, from + 1, offset);
    return status;
}

/* A string may begin with r, R, b, B or b and r: the offset of its quote, or 0. */
static size_t string_quote(const struct compiler *compiler, size_t offset, bool *raw_out)
{
    size_t quote = offset;
    if ((at(compiler, quote) | 0x20) == 'b')
        quote++;
    *raw_out = (at(compiler, quote) | 0x20) == 'r';
    if (*raw_out)
        quote++;
    char c = at(compiler, quote);
    return c == '"' || c == '\'' ? quote : SIZE_MAX;
}

static crm_status take_symbol(struct compiler *compiler, size_t from)
{
    static const char *const PAIRS[] = {"==", "!=", "<=", ">=", "&&", "||"};
    char first = at(compiler, from);
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        if (first == PAIRS[i][0] && at(compiler, from + 1) == PAIRS[i][1])
            return take(compiler, TOKEN_SYMBOL, from, from + 2);
    if (first && strchr("+-*/%<>!?:.,()[]{}", first))
        return take(compiler, TOKEN_SYMBOL, from, from + 1);
    if (first == '=')
        return crm__compile_fail(compiler, CRM_E_SYNTAX, from,
                                 "'=' is not an operator; equality is '=='");
    if (first == '&' || first == '|')
        return crm__compile_fail(compiler, CRM_E_SYNTAX, from,
                                 "'%c' is not an operator; logic is '%c%c'", first, first, first);
    return crm__compile_fail(compiler, CRM_E_SYNTAX, from, "a character that means nothing here");
}

crm_status crm__lexer_next(struct compiler *compiler)
{
    compiler->previous_to = compiler->token.to;
    size_t from = skip_blank(compiler, compiler->offset);
    if (from >= compiler->text.size)
        return take(compiler, TOKEN_END, from, from);

    char c = at(compiler, from);
    bool raw = false;
    size_t quote = string_quote(compiler, from, &raw);
    if (quote != SIZE_MAX)
        return take_string(compiler, from, quote, raw);
    if (is_name_start(c)) {
        size_t to = from + 1;
        while (is_name_start(at(compiler, to)) || is_digit(at(compiler, to)))
            to++;
        return take(compiler, TOKEN_NAME, from, to);
    }
    if (is_digit(c) || (c == '.' && is_digit(at(compiler, from + 1))))
        return take_number(compiler, from);
    if (c == '`')
        return take_quoted_name(compiler, from);
    return take_symbol(compiler, from);
}
