/* Literal tokens to values: numbers, and texts with their escapes. */
#include "rule/compiler.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static crm_status natural_value(struct compiler *compiler, const struct token *token,
                                struct text digits, uint64_t limit, uint64_t *out)
{
    bool hex = digits.size > 2 && (digits.data[1] | 0x20) == 'x';
    uint64_t base = hex ? 16 : 10;
    uint64_t sum = 0;
    for (size_t i = hex ? 2 : 0; i < digits.size; i++) {
        uint64_t digit = (uint64_t)hex_digit(digits.data[i]);
        if (sum > (limit - digit) / base)
            return crm__compile_fail(compiler, CRM_E_SYNTAX, token->from,
                                     "number %.*s is too large", (int)token->text.size,
                                     token->text.data);
        sum = sum * base + digit;
    }
    *out = sum;
    return CRM_OK;
}

static crm_status double_value(struct compiler *compiler, const struct token *token, double *out)
{
    struct text digits = token->text;
    if (digits.data[0] == '.') {
        char *copy =
            crm__arena_format(&compiler->rule->arena, "0%.*s", (int)digits.size, digits.data);
        if (!copy)
            return CRM_E_NOMEM;
        digits = crm__text_of(copy);
    }
    if (crm__text_to_double(digits, out) < 0)
        return crm__compile_fail(compiler, CRM_E_SYNTAX, token->from, "number %.*s is out of range",
                                 (int)token->text.size, token->text.data);
    return CRM_OK;
}

/* The state of decoding one text literal. */
struct decoder {
    struct compiler *compiler;
    struct text body;
    size_t body_from; /* offset of the body in the source, for messages */
    size_t offset;
    bool bytes;
    char *out;
    size_t size;
};

static crm_status bad_escape(struct decoder *decoder, size_t at, const char *what)
{
    return crm__compile_fail(decoder->compiler, CRM_E_SYNTAX, decoder->body_from + at, "%s", what);
}

static crm_status put_code(struct decoder *decoder, size_t at, uint32_t code)
{
    if (decoder->bytes) {
        decoder->out[decoder->size++] = (char)(unsigned char)code;
        return CRM_OK;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return bad_escape(decoder, at, "an escape that is no Unicode character");
    decoder->size += crm__utf8_encode(code, decoder->out + decoder->size);
    return CRM_OK;
}

/* `digits` hexadecimal or octal digits at the current offset. */
static crm_status numeric_escape(struct decoder *decoder, size_t at, size_t digits, uint32_t base)
{
    uint32_t code = 0;
    for (size_t i = 0; i < digits; i++) {
        int digit = decoder->offset < decoder->body.size
                        ? hex_digit(decoder->body.data[decoder->offset])
                        : -1;
        if (digit < 0 || (uint32_t)digit >= base)
            return bad_escape(decoder, at, "an escape with too few digits");
        code = code * base + (uint32_t)digit;
        decoder->offset++;
    }
    if (base == 8 && code > 255)
        return bad_escape(decoder, at, "an octal escape above \\377");
    return put_code(decoder, at, code);
}

static crm_status escape(struct decoder *decoder)
{
    static const char NAMES[] = "abfnrtv\\?\"'`";
    static const char CODES[] = "\a\b\f\n\r\t\v\\?\"'`";
    size_t at = decoder->offset;
    char c = at + 1 < decoder->body.size ? decoder->body.data[at + 1] : '\0';
    const char *named = c ? strchr(NAMES, c) : NULL;
    decoder->offset = at + 2;
    if (named) {
        decoder->out[decoder->size++] = CODES[named - NAMES];
        return CRM_OK;
    }
    if (c == 'x' || c == 'X')
        return numeric_escape(decoder, at, 2, 16);
    if (!decoder->bytes && c == 'u')
        return numeric_escape(decoder, at, 4, 16);
    if (!decoder->bytes && c == 'U')
        return numeric_escape(decoder, at, 8, 16);
    if (c >= '0' && c <= '3') {
        decoder->offset = at + 1;
        return numeric_escape(decoder, at, 3, 8);
    }
    return bad_escape(decoder, at, "an escape that does not exist");
}

static crm_status text_value(struct compiler *compiler, const struct token *token, struct text *out)
{
    const char *start = token->text.data;
    size_t prefix = 0;
    bool raw = false;
    while (start[prefix] != '"' && start[prefix] != '\'') {
        raw = raw || (start[prefix] | 0x20) == 'r';
        prefix++;
    }
    char quote = start[prefix];
    bool triple =
        token->text.size >= prefix + 6 && start[prefix + 1] == quote && start[prefix + 2] == quote;
    size_t mark = triple ? 3 : 1;
    struct text body = crm__text_slice(token->text, prefix + mark, token->text.size - mark);
    if (raw) {
        *out = body;
        return CRM_OK;
    }
    /* No escape is shorter than what it stands for. */
    struct decoder decoder = {.compiler = compiler,
                              .body = body,
                              .body_from = token->from + prefix + mark,
                              .bytes = token->kind == TOKEN_BYTES,
                              .out = crm__arena_alloc(&compiler->rule->arena, body.size + 1)};
    if (!decoder.out)
        return CRM_E_NOMEM;
    while (decoder.offset < body.size) {
        if (body.data[decoder.offset] != '\\') {
            decoder.out[decoder.size++] = body.data[decoder.offset++];
            continue;
        }
        crm_status status = escape(&decoder);
        if (status < 0)
            return status;
    }
    *out = (struct text){decoder.out, decoder.size};
    return CRM_OK;
}

crm_status crm__literal_value(struct compiler *compiler, const struct token *token, bool negative,
                              struct rule_value *out)
{
    uint64_t natural = 0;
    crm_status status = CRM_OK;
    switch (token->kind) {
    case TOKEN_INT:
        status = natural_value(compiler, token, token->text,
                               negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX, &natural);
        *out = crm__rule_int((int64_t)(negative ? 0 - natural : natural));
        return status;
    case TOKEN_UINT:
        status =
            natural_value(compiler, token, crm__text_slice(token->text, 0, token->text.size - 1),
                          UINT64_MAX, &natural);
        *out = (struct rule_value){.kind = RULE_UINT, .natural = natural};
        return status;
    case TOKEN_DOUBLE: {
        double real = 0;
        status = double_value(compiler, token, &real);
        *out = crm__rule_double(negative ? -real : real);
        return status;
    }
    default: {
        struct text text = TEXT_NONE;
        status = text_value(compiler, token, &text);
        *out = crm__rule_string(text);
        out->kind = token->kind == TOKEN_BYTES ? RULE_BYTES : RULE_STRING;
        return status;
    }
    }
}
