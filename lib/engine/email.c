/* E-mail addresses: what is judged, and the keys of what can be sent to. */
#include "engine/email.h"
#include "engine/email_grammar.h"
#include "engine/email_parts.h"
#include "engine/fold.h"
#include "engine/idna.h"

#include <string.h>

enum { LOCAL_LIMIT = 64, LABEL_LIMIT = 63, ADDRESS_LIMIT = 254, TYPED_LIMIT = 1024 };

static size_t read_plain(struct text typed, char *out, size_t *at_out);
static void judge_typed(struct text typed, struct email_form *form, struct email *email);
static void put_keys(struct email *email, size_t size);

void crm__email_clean(struct text typed, struct email *email)
{
    memset(email, 0, offsetof(struct email, bytes));
    size_t size = read_plain(typed, email->bytes, &email->at);
    if (size == 0) {
        struct email_form form;
        judge_typed(typed, &form, email);
        email->at = form.at;
        size = form.size;
        for (size_t i = 0; i < size; i++)
            email->bytes[i] = i > form.at ? crm__lower(form.bytes[i]) : form.bytes[i];
    }
    if (size > 0)
        put_keys(email, size);
}

/* --- the common case -------------------------------------------------------------------------- */

enum { ATEXT = 1, HOST = 2 };

#define L (ATEXT | HOST)
static const uint8_t classes[256] = {
    ['!'] = ATEXT, ['#'] = ATEXT, ['$'] = ATEXT, ['%'] = ATEXT, ['&'] = ATEXT, ['\''] = ATEXT,
    ['*'] = ATEXT, ['+'] = ATEXT, ['-'] = L,     ['/'] = ATEXT, ['='] = ATEXT, ['?'] = ATEXT,
    ['^'] = ATEXT, ['_'] = ATEXT, ['`'] = ATEXT, ['{'] = ATEXT, ['|'] = ATEXT, ['}'] = ATEXT,
    ['~'] = ATEXT, ['0'] = L, ['1'] = L, ['2'] = L, ['3'] = L, ['4'] = L, ['5'] = L, ['6'] = L,
    ['7'] = L, ['8'] = L, ['9'] = L, ['A'] = L, ['B'] = L, ['C'] = L, ['D'] = L, ['E'] = L,
    ['F'] = L, ['G'] = L, ['H'] = L, ['I'] = L, ['J'] = L, ['K'] = L, ['L'] = L, ['M'] = L,
    ['N'] = L, ['O'] = L, ['P'] = L, ['Q'] = L, ['R'] = L, ['S'] = L, ['T'] = L, ['U'] = L,
    ['V'] = L, ['W'] = L, ['X'] = L, ['Y'] = L, ['Z'] = L, ['a'] = L, ['b'] = L, ['c'] = L,
    ['d'] = L, ['e'] = L, ['f'] = L, ['g'] = L, ['h'] = L, ['i'] = L, ['j'] = L, ['k'] = L,
    ['l'] = L, ['m'] = L, ['n'] = L, ['o'] = L, ['p'] = L, ['q'] = L, ['r'] = L, ['s'] = L,
    ['t'] = L, ['u'] = L, ['v'] = L, ['w'] = L, ['x'] = L, ['y'] = L, ['z'] = L,
};
#undef L

/* Atoms with dots between; their size with the '@', or 0. */
static size_t read_atoms(struct text typed, char *out)
{
    char before = '.';
    size_t limit = typed.size < LOCAL_LIMIT + 1 ? typed.size : LOCAL_LIMIT + 1;
    for (size_t i = 0; i < limit; i++) {
        char c = out[i] = typed.data[i];
        if (!(classes[(unsigned char)c] & ATEXT)) {
            if (before == '.')
                return 0;
            if (c == '@')
                return i + 1;
            if (c != '.')
                return 0;
        }
        before = c;
    }
    return 0;
}

/* Two or more labels, in lower case; whether they are well formed. */
static bool read_host(struct text host, char *out)
{
    size_t start = 0;
    for (size_t i = 0; i < host.size; i++) {
        char c = host.data[i];
        if (classes[(unsigned char)c] & HOST) {
            out[i] = crm__lower(c);
            continue;
        }
        if (c != '.' || i == start || i - start > LABEL_LIMIT || host.data[start] == '-' ||
            host.data[i - 1] == '-')
            return false;
        out[i] = c;
        start = i + 1;
    }
    size_t last = host.size - start;
    return start > 0 && last > 0 && last <= LABEL_LIMIT && host.data[start] != '-' &&
           host.data[host.size - 1] != '-' && !crm__is_digit(host.data[start]);
}

/* The size of an address that has nothing odd about it, or 0. */
static size_t read_plain(struct text typed, char *out, size_t *at)
{
    if (typed.size > ADDRESS_LIMIT)
        return 0;
    size_t start = read_atoms(typed, out);
    if (start == 0 || !read_host(crm__text_slice(typed, start, typed.size), out + start))
        return 0;
    *at = start - 1;
    return typed.size;
}

/* --- all others ------------------------------------------------------------------------------- */

static bool is_ascii(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* What is neither seen nor meant: marks of direction and breaks that pages carry. Joiners are
 * letters in some scripts. */
static bool is_invisible(uint32_t code_point)
{
    return code_point == 0xAD || code_point == 0x200B || code_point == 0x200E ||
           code_point == 0x200F ||
           (code_point >= 0x202A && code_point <= 0x202E) ||
           (code_point >= 0x2060 && code_point <= 0x2069) || code_point == 0xFEFF;
}

/* Full-width letters as plain ones; as it was typed when it is malformed or far too long. */
static struct text fold(struct text typed, char out[TYPED_LIMIT])
{
    size_t size = 0;
    for (size_t offset = 0; offset < typed.size;) {
        uint32_t code_point = crm__fold_next(typed, &offset);
        if (code_point == FOLD_REPLACEMENT || size + 4 > TYPED_LIMIT)
            return typed;
        if (is_invisible(code_point))
            continue;
        if (code_point >= 0x80)
            code_point = crm__fold_width(code_point);
        size += crm__utf8_encode(code_point, out + size);
    }
    return (struct text){out, size};
}

/* Without what people and programs put around an address. */
static struct text unwrap(struct text text)
{
    text = crm__text_trim(text);
    if (text.size > 7 && crm__text_equal_nocase(crm__text_slice(text, 0, 7), TEXT("mailto:")))
        text = crm__text_trim(crm__text_slice(text, 7, text.size));
    if (text.size < 2 || text.data[text.size - 1] != '>')
        return text;
    size_t open = text.size - 1;
    while (open > 0 && text.data[open] != '<')
        open--;
    if (text.data[open] != '<')
        return text;
    return crm__text_trim(crm__text_slice(text, open + 1, text.size - 1));
}

/* Comments and obsolete forms are fine when what is left without them can be sent to. */
static void judge_bare(struct email_form *form)
{
    struct email_form bare;
    crm__email_judge((struct text){form->bytes, form->size}, &bare);
    if (crm__email_reason_level(bare.reason) > EMAIL_RFC5321)
        form->size = 0;
}

/* The domain as the DNS has it; what it then is over the limits is noted. */
static void judge_idn(struct email_form *form, struct email *email)
{
    struct text domain = {form->bytes + form->at + 1, form->size - form->at - 1};
    char ascii[EMAIL_KEY_SIZE];
    size_t size = crm__idna_to_ascii(domain, ascii, sizeof ascii);
    email->flags |= EMAIL_IDN;
    if (size == 0)
        form->reason = EMAIL_IDNA;
    else if (form->at + 1 + size > ADDRESS_LIMIT)
        form->reason = EMAIL_TOO_LONG;
    else
        memcpy(form->bytes + form->at + 1, ascii, size);
    form->size = form->reason < EMAIL_DOMAIN ? form->at + 1 + size : 0;
}

static void judge_typed(struct text typed, struct email_form *form, struct email *email)
{
    char folded[TYPED_LIMIT];
    struct text text = is_ascii(typed) ? typed : fold(typed, folded);
    crm__email_judge(text, form);
    if (crm__email_reason_level(form->reason) == EMAIL_ERR) {
        struct text inside = unwrap(text);
        if (inside.size < text.size) {
            crm__email_judge(inside, form);
            if (crm__email_reason_level(form->reason) != EMAIL_ERR)
                email->flags |= EMAIL_UNWRAPPED;
        }
    }
    if (crm__email_reason_level(form->reason) > EMAIL_RFC5321 && form->size > 0)
        judge_bare(form);
    if (form->utf8_domain && form->size > 0)
        judge_idn(form, email);
    email->reason = form->reason;
    email->level = crm__email_reason_level(form->reason);
}

/* `bytes` holds the address without comments, its domain in lower case. */
static void put_keys(struct email *email, size_t size)
{
    struct text address = {email->bytes, size};
    struct text local = crm__text_slice(address, 0, email->at);
    struct text domain = crm__text_slice(address, email->at + 1, size);
    email->exact = address;
    crm__email_mailbox(email, local, domain, email->bytes + EMAIL_KEY_SIZE);
}
