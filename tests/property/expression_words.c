/* The fields of the test's entity (world.c), literals at the edges, arguments that make sense. */
#include "expression_words.h"

#include <string.h>

#define OF(kind)                                                                                   \
    {                                                                                              \
        .kinds = { RULE_##kind }                                                                   \
    }
#define OF2(outer, kind)                                                                           \
    {                                                                                              \
        .kinds = { RULE_##outer, RULE_##kind }                                                     \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct expression_leaf expression_leaves[] = {
    {OF(BOOL), "active"},
    {OF(BOOL), "vip"},
    {OF(BOOL), "crew.chief.vip"},
    {OF(BOOL), "owner.active"},
    {OF(BOOL), "true"},
    {OF(BOOL), "false"},
    {OF(BOOL), "has(note)"},
    {OF(BOOL), "has(n)"},
    {OF(BOOL), "has(owner.team.name)"},
    {OF(BOOL), "has(crew)"},
    {OF(BOOL), "has(amount)"},
    {OF(BOOL), "has(crew.cost)"},
    {OF(BOOL), "has(labels)"},
    {OF(BOOL), "has(friends)"},
    {OF(BOOL), "has(crew.members)"},
    {OF(INT), "n"},
    {OF(INT), "m"},
    {OF(INT), "n"},
    {OF(INT), "crew.head_count"},
    {OF(INT), "crew.chief.n"},
    {OF(INT), "owner"},
    {OF(INT), "owner.team"},
    {OF(INT), "crew"},
    {OF(INT), "version"},
    {OF(INT), "0"},
    {OF(INT), "1"},
    {OF(INT), "-1"},
    {OF(INT), "2"},
    {OF(INT), "7"},
    {OF(INT), "9223372036854775807"},
    {OF(INT), "-9223372036854775808"},
    {OF(INT), "100"},
    {OF(INT), "9223372036854775806"},
    {OF(UINT), "7u"},
    {OF(UINT), "0u"},
    {OF(UINT), "18446744073709551615u"},
    {OF(UINT), "uint(n)"},
    {OF(DOUBLE), "price"},
    {OF(DOUBLE), "ratio"},
    {OF(DOUBLE), "price"},
    {OF(DOUBLE), "crew.chief.price"},
    {OF(DOUBLE), "double(n)"},
    {OF(DOUBLE), "0.0"},
    {OF(DOUBLE), "-0.0"},
    {OF(DOUBLE), "1.5"},
    {OF(DOUBLE), "-0.07"},
    {OF(DOUBLE), "1e300"},
    {OF(DOUBLE), "-1e300"},
    {OF(DOUBLE), "92233720368547758.06"},
    {OF(DOUBLE), "(0.0 / 0.0)"},
    {OF(DOUBLE), "(1.0 / 0.0)"},
    {OF(DOUBLE), "123.45"},
    {OF(STRING), "note"},
    {OF(STRING), "title"},
    {OF(STRING), "note"},
    {OF(STRING), "grade"},
    {OF(STRING), "crew.name"},
    {OF(STRING), "owner.name"},
    {OF(STRING), "owner.team.name"},
    {OF(STRING), "crew.chief.owner.team.name"},
    {OF(STRING), "currency"},
    {OF(STRING), "tel"},
    {OF(STRING), "mail"},
    {OF(STRING), "site"},
    {OF(STRING), "extra"},
    {OF(STRING), "figure"},
    {OF(STRING), "''"},
    {OF(STRING), "'a'"},
    {OF(STRING), "'客户'"},
    {OF(STRING), "'ab'"},
    {OF(STRING), "'户'"},
    {OF(STRING), "'%_'"},
    {OF(BYTES), "b'ab'"},
    {OF(BYTES), "b'\\xff'"},
    {OF(BYTES), "b''"},
    {OF(BYTES), "bytes(note)"},
    {OF(TIMESTAMP), "now"},
    {OF(TIMESTAMP), "born"},
    {OF(TIMESTAMP), "seen"},
    {OF(TIMESTAMP), "due"},
    {OF(TIMESTAMP), "due_on"},
    {OF(TIMESTAMP), "crew.founded"},
    {OF(TIMESTAMP), "crew.chief.seen"},
    {OF(TIMESTAMP), "created_at"},
    {OF(TIMESTAMP), "timestamp('2026-03-01T00:00:00Z')"},
    {OF(TIMESTAMP), "timestamp('1969-12-31T23:59:59.9999995Z')"},
    {OF(TIMESTAMP), "timestamp('0001-01-01T00:00:00Z')"},
    {OF(TIMESTAMP), "timestamp('9999-12-31T23:59:59.999999999Z')"},
    {OF(DURATION), "duration('24h')"},
    {OF(DURATION), "duration('-1h30m')"},
    {OF(DURATION), "duration('1us')"},
    {OF(DURATION), "duration('1ns')"},
    {OF(DURATION), "duration('2500000h')"},
    {OF(DURATION), "duration('9223372036.854775s')"},
    {OF(DURATION), "duration('-9223372036.854775s')"},
    {OF(DURATION), "(due - seen)"},
    {OF(MONEY), "amount"},
    {OF(MONEY), "budget"},
    {OF(MONEY), "crew.cost"},
    {OF(MONEY), "money('1 CNY')"},
    {OF(MONEY), "money('-3.50 USD')"},
    {OF(TYPE), "int"},
    {OF(TYPE), "string"},
    {OF(TYPE), "type(note)"},
    {OF(TYPE), "google.protobuf.Timestamp"},
    {OF2(LIST, STRING), "labels"},
    {OF2(LIST, STRING), "labels"},
    {OF2(LIST, STRING), "crew.chief.labels"},
    {OF2(LIST, STRING), "['gold', 'new']"},
    {OF2(LIST, STRING), "[note, '客户', '']"},
    {OF2(LIST, STRING), "[]"},
    {OF2(LIST, INT), "friends"},
    {OF2(LIST, INT), "crew.members"},
    {OF2(LIST, INT), "owner.skills"},
    {OF2(LIST, INT), "[1, 7, 100]"},
    {OF2(LIST, INT), "[n, m]"},
    {OF2(LIST, INT), "[]"},
    {OF2(LIST, DOUBLE), "[price, 1.5]"},
    {OF(IP), "ip('10.1.2.3')"},
    {OF(IP), "ip(address)"},
    {OF(CIDR), "cidr('10.0.0.0/8')"},
    {OF(CIDR), "cidr(address + '/16')"},
};
const size_t expression_leaf_count = COUNT(expression_leaves);

const struct expression_leaf expression_simple[] = {
    {OF(BOOL), "true"},
    {OF(BOOL), "false"},
    {OF(BOOL), "active"},
    {OF(INT), "0"},
    {OF(INT), "1"},
    {OF(INT), "n"},
    {OF(UINT), "0u"},
    {OF(DOUBLE), "0.0"},
    {OF(DOUBLE), "price"},
    {OF(STRING), "''"},
    {OF(STRING), "note"},
    {OF(BYTES), "b''"},
    {OF(TIMESTAMP), "now"},
    {OF(TIMESTAMP), "seen"},
    {OF(DURATION), "duration('24h')"},
    {OF(MONEY), "amount"},
    {OF(TYPE), "int"},
    {OF(LIST), "[]"},
    {OF(MAP), "{}"},
    {OF(OPTIONAL), "optional.none()"},
    {OF(IP), "ip('10.1.2.3')"},
    {OF(CIDR), "cidr('10.0.0.0/8')"},
};
const size_t expression_simple_count = COUNT(expression_simple);

/* --- arguments --- */

static const char *const PATTERNS[] = {"'a|^客'",       "'^[a-z]+$'", "'(?i)AB'",
                                       "'[户客]{1,2}'", "note",       "'\\\\d'"};
static const char *const ZONES[] = {
    "'Asia/Shanghai'", "'America/New_York'", "'+08:00'", "'-03:30'", "'UTC'", "zone",
    "'Europe/London'"};
static const char *const ADDRESSES[] = {"address", "address", "'10.1.2.3'", "'2001:db8::1'"};
static const char *const RANGES[] = {"(address + '/8')", "'10.0.0.0/8'", "(address + '/120')"};
static const char *const FIGURES[] = {"figure", "string(n)", "'42'", "figure"};
static const char *const REALS[] = {"figure", "string(price)", "'1.5'", "'-inf'"};
static const char *const TRUTHS[] = {"figure", "string(vip)", "'true'", "'f'"};
static const char *const MOMENTS[] = {"moment", "string(seen)", "'2026-03-01T00:00:00+08:00'"};
static const char *const SPANS[] = {"(figure + 'h')", "(figure + 'ms')", "'1h30m'"};
static const char *const SUMS[] = {"(figure + ' CNY')", "(figure + ' USD')", "'12.50 CNY'"};
static const char *const CODES[] = {"currency", "'CNY'", "'USD'", "note"};
static const char *const CODED[] = {"base64.encode(bytes(note))", "'YWI='", "note"};
static const char *const FORMATS[] = {"'%s'", "'%s|%s'", "'%d'", "'%.2f'",
                                      "'%x'", "'%b %%'", "'%e'"};
static const char *const GOOD_BYTES[] = {"bytes(note)", "b'ab'", "b'\\xff'"};
static const char *const PLACES[] = {"0", "1", "2", "n"};
static const char *const SHIFTS[] = {"1", "63", "n", "4"};
static const char *const SECONDS[] = {"n", "0", "1772438400", "253402300799", "253402300800"};
static const char *const MARKS[] = {"''", "','", "'a'", "'客'", "note"};

#define ONLY(function_, argument_, words_)                                                         \
    {                                                                                              \
        function_, argument_, true, words_, COUNT(words_)                                          \
    }
#define MOSTLY(function_, argument_, words_)                                                       \
    {                                                                                              \
        function_, argument_, false, words_, COUNT(words_)                                         \
    }

static const struct words_of {
    enum rule_kind kind;
    struct expression_words words;
} WORDS[] = {
    {RULE_STRING, ONLY("matches", 1, PATTERNS)},
    {RULE_STRING, ONLY("ip", 0, ADDRESSES)},
    {RULE_STRING, MOSTLY("isIP", 0, ADDRESSES)},
    {RULE_STRING, ONLY("ip.isCanonical", 0, ADDRESSES)},
    {RULE_STRING, MOSTLY("containsIP", 1, ADDRESSES)},
    {RULE_STRING, ONLY("cidr", 0, RANGES)},
    {RULE_STRING, MOSTLY("isCIDR", 0, RANGES)},
    {RULE_STRING, MOSTLY("containsCIDR", 1, RANGES)},
    {RULE_STRING, ONLY("int", 0, FIGURES)},
    {RULE_STRING, ONLY("uint", 0, FIGURES)},
    {RULE_STRING, ONLY("double", 0, REALS)},
    {RULE_STRING, ONLY("bool", 0, TRUTHS)},
    {RULE_STRING, ONLY("timestamp", 0, MOMENTS)},
    {RULE_INT, MOSTLY("timestamp", 0, SECONDS)},
    {RULE_STRING, ONLY("duration", 0, SPANS)},
    {RULE_STRING, ONLY("money", 0, SUMS)},
    {RULE_STRING, ONLY("money", 1, CODES)},
    {RULE_STRING, ONLY("base64.decode", 0, CODED)},
    {RULE_STRING, MOSTLY("format", 0, FORMATS)},
    {RULE_BYTES, MOSTLY("string", 0, GOOD_BYTES)},
    {RULE_INT, MOSTLY("charAt", 1, PLACES)},
    {RULE_INT, MOSTLY("substring", 1, PLACES)},
    {RULE_INT, MOSTLY("substring", 2, PLACES)},
    {RULE_INT, MOSTLY("indexOf", 2, PLACES)},
    {RULE_INT, MOSTLY("lastIndexOf", 2, PLACES)},
    {RULE_INT, MOSTLY("split", 2, PLACES)},
    {RULE_INT, MOSTLY("replace", 3, PLACES)},
    {RULE_INT, MOSTLY("[]", 1, PLACES)},
    {RULE_INT, MOSTLY("[?]", 1, PLACES)},
    {RULE_STRING, MOSTLY("split", 1, MARKS)},
    {RULE_STRING, MOSTLY("replace", 1, MARKS)},
    {RULE_INT, MOSTLY("math.bitShiftLeft", 1, SHIFTS)},
    {RULE_INT, MOSTLY("math.bitShiftRight", 1, SHIFTS)},
};

static const struct expression_words IN_ZONE = ONLY("get", 1, ZONES);

const struct expression_words *expression_words(const char *function, size_t i, struct type type)
{
    if (i == 1 && strncmp(function, "get", 3) == 0)
        return &IN_ZONE;
    for (size_t w = 0; w < COUNT(WORDS); w++)
        if (WORDS[w].kind == type.kinds[0] && WORDS[w].words.argument == i &&
            strcmp(WORDS[w].words.function, function) == 0)
            return &WORDS[w].words;
    return NULL;
}
