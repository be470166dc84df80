/* What can be seen of a statement's text without the server. */
#include "db/postgres/driver.h"

static size_t skip(struct text sql, size_t at);
static size_t word_end(struct text sql, size_t at);
static bool is_word(char c);
static bool is_writing(struct text word);

struct pg_scan crm__pg_scan(struct text sql)
{
    struct pg_scan scan = {.blank = true};
    bool first = true;
    bool with = false;
    for (size_t at = skip(sql, 0); at < sql.size; at = skip(sql, at)) {
        scan.blank = false;
        if (sql.data[at] == '$') {
            size_t number = 0;
            while (++at < sql.size && sql.data[at] >= '0' && sql.data[at] <= '9')
                if (number <= PG_VARIABLE_LIMIT)
                    number = number * 10 + (size_t)(sql.data[at] - '0');
            if (number > scan.variable_count)
                scan.variable_count = number;
            continue;
        }
        size_t end = word_end(sql, at);
        struct text word = crm__text_slice(sql, at, end);
        if (first && is_word(sql.data[at])) {
            first = false;
            with = crm__text_equal_nocase(word, TEXT("WITH"));
            scan.writes = !with && !crm__text_equal_nocase(word, TEXT("SELECT")) &&
                          !crm__text_equal_nocase(word, TEXT("VALUES")) &&
                          !crm__text_equal_nocase(word, TEXT("EXPLAIN")) &&
                          !crm__text_equal_nocase(word, TEXT("SHOW"));
        } else if (with && is_writing(word)) {
            scan.writes = true;
        }
        at = end;
    }
    return scan;
}

/* Past white space, and past names and texts in quotes. */
static size_t skip(struct text sql, size_t at)
{
    while (at < sql.size) {
        char c = sql.data[at];
        if (c == '\'' || c == '"') {
            at++;
            while (at < sql.size && sql.data[at] != c)
                at++;
            at++;
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            at++;
        } else {
            break;
        }
    }
    return at < sql.size ? at : sql.size;
}

static size_t word_end(struct text sql, size_t at)
{
    size_t end = at;
    while (end < sql.size && is_word(sql.data[end]))
        end++;
    return end > at ? end : at + 1;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_writing(struct text word)
{
    return crm__text_equal_nocase(word, TEXT("INSERT")) ||
           crm__text_equal_nocase(word, TEXT("UPDATE")) ||
           crm__text_equal_nocase(word, TEXT("DELETE")) ||
           crm__text_equal_nocase(word, TEXT("MERGE"));
}
