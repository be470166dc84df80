/*
 * The function table. Overloads of one name and style stand together; the first that fits wins.
 * SQL templates yield NULL exactly where the function fails or an argument is NULL. A timestamp or
 * a duration is microseconds in SQL. PostgreSQL folds constant parts of a CASE before it looks at
 * the conditions, so no part of its templates may raise an error, whatever is constant.
 */
#include "rule/evaluators.h"
#include "rule/function.h"

#define ANY RULE_DYN
#define INT RULE_INT
#define UINT RULE_UINT
#define DOUBLE RULE_DOUBLE
#define STRING RULE_STRING
#define BYTES RULE_BYTES
#define BOOL RULE_BOOL
#define LIST RULE_LIST
#define MAP RULE_MAP
#define TIME RULE_TIMESTAMP
#define DURATION RULE_DURATION
#define MONEY RULE_MONEY
#define OPTIONAL RULE_OPTIONAL
#define IP RULE_IP
#define CIDR RULE_CIDR

#define PARAMS(...)                                                                                \
    sizeof((uint8_t[]){__VA_ARGS__}),                                                              \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* name, style, parameters, result, evaluator, then members by name where they differ from none */
#define ROW(name_, style_, params_, result_, eval_, ...)                                           \
    {                                                                                              \
        name_, CALL_##style_, params_, .result = result_, .eval = crm__fn_##eval_, __VA_ARGS__     \
    }
#define PLAIN(name_, style_, params_, result_, eval_)                                              \
    {                                                                                              \
        name_, CALL_##style_, params_, .result = result_, .eval = crm__fn_##eval_                  \
    }
#define BOTH_SQL(template_) .sqlite = template_, .postgres = template_

/* SQLite leaves int64 for a double when a result does not fit. */
#define SQLITE_EXACT(expression_)                                                                  \
    "CASE WHEN typeof(" expression_ ") = 'integer' THEN " expression_ " END"
#define POSTGRES_EXACT(operator_)                                                                  \
    "CASE WHEN CAST($1 AS numeric) " operator_                                                     \
    " $2 BETWEEN -9223372036854775808 AND 9223372036854775807 THEN $1 " operator_ " $2 END"
/* Folded alone, with whatever constants, none of these fails: a divisor of 0 becomes a null, a place
 * keeps within an int4. */
#define POSTGRES_DIVISOR                                                                           \
    "NULLIF(CASE WHEN $1 < -9223372036854775807 AND $2 = -1 THEN 0 ELSE $2 END, 0)"
#define POSTGRES_PLACE(place_) "CAST(GREATEST(0, LEAST(" place_ ", 1000000000)) AS integer)"
#define IN_TIME_RANGE(expression_)                                                                 \
    "CASE WHEN " expression_                                                                       \
    " BETWEEN -62135596800000000 AND 253402300799999999 THEN " expression_ " END"
#define IN_DURATION_RANGE(expression_)                                                             \
    "CASE WHEN " expression_ " BETWEEN -9223372036854775 AND 9223372036854775 THEN " expression_   \
    " END"
#define NOT_SMALLEST(expression_) "CASE WHEN $1 > -9223372036854775807 - 1 THEN " expression_ " END"

const struct function crm__functions[] = {
    ROW("+", OPERATOR, PARAMS(INT, INT), INT, add_int, .kernel = KERNEL_ADD,
        .sqlite = SQLITE_EXACT("$1 + $2"), .postgres = POSTGRES_EXACT("+")),
    PLAIN("+", OPERATOR, PARAMS(UINT, UINT), UINT, add_uint),
    ROW("+", OPERATOR, PARAMS(DOUBLE, DOUBLE), DOUBLE, add_double, .kernel = KERNEL_ADD),
    ROW("+", OPERATOR, PARAMS(STRING, STRING), STRING, add_text, BOTH_SQL("$1 || $2")),
    PLAIN("+", OPERATOR, PARAMS(BYTES, BYTES), BYTES, add_text),
    ROW("+", OPERATOR, PARAMS(LIST, LIST), LIST, add_list, .shape = SHAPE_FIRST),
    ROW("+", OPERATOR, PARAMS(TIME, DURATION), TIME, add_time, .kernel = KERNEL_ADD,
        BOTH_SQL(IN_TIME_RANGE("$1 + $2"))),
    ROW("+", OPERATOR, PARAMS(DURATION, TIME), TIME, add_to_time, .kernel = KERNEL_ADD,
        BOTH_SQL(IN_TIME_RANGE("$1 + $2"))),
    ROW("+", OPERATOR, PARAMS(DURATION, DURATION), DURATION, add_duration, .kernel = KERNEL_ADD,
        BOTH_SQL(IN_DURATION_RANGE("$1 + $2"))),
    PLAIN("+", OPERATOR, PARAMS(MONEY, MONEY), MONEY, add_money),

    ROW("-", OPERATOR, PARAMS(INT, INT), INT, subtract_int, .kernel = KERNEL_SUBTRACT,
        .sqlite = SQLITE_EXACT("$1 - $2"), .postgres = POSTGRES_EXACT("-")),
    PLAIN("-", OPERATOR, PARAMS(UINT, UINT), UINT, subtract_uint),
    ROW("-", OPERATOR, PARAMS(DOUBLE, DOUBLE), DOUBLE, subtract_double, .kernel = KERNEL_SUBTRACT),
    ROW("-", OPERATOR, PARAMS(TIME, TIME), DURATION, subtract_times, .kernel = KERNEL_SUBTRACT,
        BOTH_SQL(IN_DURATION_RANGE("$1 - $2"))),
    ROW("-", OPERATOR, PARAMS(TIME, DURATION), TIME, subtract_from_time, .kernel = KERNEL_SUBTRACT,
        BOTH_SQL(IN_TIME_RANGE("$1 - $2"))),
    ROW("-", OPERATOR, PARAMS(DURATION, DURATION), DURATION, subtract_duration,
        .kernel = KERNEL_SUBTRACT, BOTH_SQL(IN_DURATION_RANGE("$1 - $2"))),
    PLAIN("-", OPERATOR, PARAMS(MONEY, MONEY), MONEY, subtract_money),

    ROW("*", OPERATOR, PARAMS(INT, INT), INT, multiply_int, .kernel = KERNEL_MULTIPLY,
        .sqlite = SQLITE_EXACT("$1 * $2"), .postgres = POSTGRES_EXACT("*")),
    PLAIN("*", OPERATOR, PARAMS(UINT, UINT), UINT, multiply_uint),
    ROW("*", OPERATOR, PARAMS(DOUBLE, DOUBLE), DOUBLE, multiply_double, .kernel = KERNEL_MULTIPLY),
    PLAIN("*", OPERATOR, PARAMS(MONEY, INT), MONEY, multiply_money),
    PLAIN("*", OPERATOR, PARAMS(INT, MONEY), MONEY, multiply_by_money),

    /* Of integers that is one here and a decimal there. */
    ROW("/", OPERATOR, PARAMS(INT, INT), INT, divide_int, .kernel = KERNEL_DIVIDE),
    PLAIN("/", OPERATOR, PARAMS(UINT, UINT), UINT, divide_uint),
    ROW("/", OPERATOR, PARAMS(DOUBLE, DOUBLE), DOUBLE, divide_double, .kernel = KERNEL_DIVIDE),

    ROW("%", OPERATOR, PARAMS(INT, INT), INT, modulo_int, .kernel = KERNEL_MODULO,
        .sqlite = "CASE WHEN $2 <> -1 THEN $1 % $2 "
                  "WHEN $1 > -9223372036854775807 - 1 AND $2 = -1 THEN 0 END",
        .postgres = "$1 % " POSTGRES_DIVISOR),
    PLAIN("%", OPERATOR, PARAMS(UINT, UINT), UINT, modulo_uint),

    ROW("neg", OPERATOR, PARAMS(INT), INT, negate_int, .kernel = KERNEL_NEGATE,
        BOTH_SQL(NOT_SMALLEST("-$1"))),
    ROW("neg", OPERATOR, PARAMS(DOUBLE), DOUBLE, negate_double, .kernel = KERNEL_NEGATE),
    ROW("!", OPERATOR, PARAMS(BOOL), BOOL, not, .kernel = KERNEL_NOT, BOTH_SQL("NOT $1")),

    ROW("==", OPERATOR, PARAMS(ANY, ANY), BOOL, equal, .check = CHECK_EQUALITY,
        .kernel = KERNEL_EQUAL, BOTH_SQL("$1 = $2")),
    ROW("!=", OPERATOR, PARAMS(ANY, ANY), BOOL, not_equal, .check = CHECK_EQUALITY,
        .kernel = KERNEL_NOT_EQUAL, BOTH_SQL("$1 <> $2")),
    ROW("<", OPERATOR, PARAMS(ANY, ANY), BOOL, less, .check = CHECK_ORDER, .kernel = KERNEL_LESS,
        BOTH_SQL("$1 < $2")),
    ROW("<=", OPERATOR, PARAMS(ANY, ANY), BOOL, less_equal, .check = CHECK_ORDER,
        .kernel = KERNEL_LESS_EQUAL, BOTH_SQL("$1 <= $2")),
    ROW(">", OPERATOR, PARAMS(ANY, ANY), BOOL, greater, .check = CHECK_ORDER,
        .kernel = KERNEL_GREATER, BOTH_SQL("$1 > $2")),
    ROW(">=", OPERATOR, PARAMS(ANY, ANY), BOOL, greater_equal, .check = CHECK_ORDER,
        .kernel = KERNEL_GREATER_EQUAL, BOTH_SQL("$1 >= $2")),

    ROW("in", OPERATOR, PARAMS(ANY, LIST), BOOL, in_list, .check = CHECK_MEMBER,
        .kernel = KERNEL_MEMBER),
    ROW("in", OPERATOR, PARAMS(ANY, MAP), BOOL, in_map, .check = CHECK_MEMBER),
    ROW("[]", OPERATOR, PARAMS(LIST, ANY), ANY, index, .shape = SHAPE_ELEMENT),
    ROW("[]", OPERATOR, PARAMS(MAP, ANY), ANY, index, .shape = SHAPE_ELEMENT),
    PLAIN("[]", OPERATOR, PARAMS(OPTIONAL, ANY), OPTIONAL, index),
    ROW("[?]", OPERATOR, PARAMS(LIST, ANY), OPTIONAL, optional_index,
        .shape = SHAPE_OPTIONAL_ELEMENT),
    ROW("[?]", OPERATOR, PARAMS(MAP, ANY), OPTIONAL, optional_index,
        .shape = SHAPE_OPTIONAL_ELEMENT),
    PLAIN("[?]", OPERATOR, PARAMS(OPTIONAL, ANY), OPTIONAL, optional_index),

    ROW("size", GLOBAL, PARAMS(STRING), INT, size_text, .kernel = KERNEL_SIZE,
        .sqlite = "length($1)", .postgres = "CAST(length($1) AS bigint)"),
    PLAIN("size", GLOBAL, PARAMS(BYTES), INT, size_bytes),
    PLAIN("size", GLOBAL, PARAMS(LIST), INT, size_list),
    PLAIN("size", GLOBAL, PARAMS(MAP), INT, size_map),
    ROW("size", RECEIVER, PARAMS(STRING), INT, size_text, .kernel = KERNEL_SIZE,
        .sqlite = "length($1)", .postgres = "CAST(length($1) AS bigint)"),
    PLAIN("size", RECEIVER, PARAMS(BYTES), INT, size_bytes),
    PLAIN("size", RECEIVER, PARAMS(LIST), INT, size_list),
    PLAIN("size", RECEIVER, PARAMS(MAP), INT, size_map),

    ROW("contains", RECEIVER, PARAMS(STRING, STRING), BOOL, contains, .kernel = KERNEL_CONTAINS,
        .sqlite = "instr($1, $2) > 0", .postgres = "strpos($1, $2) > 0"),
    ROW("startsWith", RECEIVER, PARAMS(STRING, STRING), BOOL, starts_with, .kernel = KERNEL_STARTS,
        BOTH_SQL("substr($1, 1, length($2)) = $2")),
    ROW("endsWith", RECEIVER, PARAMS(STRING, STRING), BOOL, ends_with, .kernel = KERNEL_ENDS,
        BOTH_SQL("length($1) >= length($2) AND "
                 "substr($1, length($1) - length($2) + 1) = $2")),
    PLAIN("matches", RECEIVER, PARAMS(STRING, STRING), BOOL, matches),
    PLAIN("matches", GLOBAL, PARAMS(STRING, STRING), BOOL, matches),
    ROW("charAt", RECEIVER, PARAMS(STRING, INT), STRING, char_at,
        .sqlite = "CASE WHEN $2 >= 0 AND $2 <= length($1) THEN substr($1, $2 + 1, 1) END",
        .postgres = "CASE WHEN $2 >= 0 AND $2 <= length($1) "
                    "THEN substr($1, " POSTGRES_PLACE("$2") " + 1, 1) END"),
    ROW("indexOf", RECEIVER, PARAMS(STRING, STRING), INT, index_of, .sqlite = "instr($1, $2) - 1",
        .postgres = "CAST(strpos($1, $2) AS bigint) - 1"),
    PLAIN("indexOf", RECEIVER, PARAMS(STRING, STRING, INT), INT, index_of_from),
    PLAIN("lastIndexOf", RECEIVER, PARAMS(STRING, STRING), INT, last_index_of),
    PLAIN("lastIndexOf", RECEIVER, PARAMS(STRING, STRING, INT), INT, last_index_of_from),
    /* Of one engine lower and upper know all letters, and no collation can tell it otherwise. */
    PLAIN("lowerAscii", RECEIVER, PARAMS(STRING), STRING, lower_ascii),
    PLAIN("upperAscii", RECEIVER, PARAMS(STRING), STRING, upper_ascii),
    ROW("substring", RECEIVER, PARAMS(STRING, INT), STRING, substring,
        .sqlite = "CASE WHEN $2 >= 0 AND $2 <= length($1) THEN substr($1, $2 + 1) END",
        .postgres = "CASE WHEN $2 >= 0 AND $2 <= length($1) "
                    "THEN substr($1, " POSTGRES_PLACE("$2") " + 1) END"),
    ROW("substring", RECEIVER, PARAMS(STRING, INT, INT), STRING, substring_to,
        .sqlite = "CASE WHEN $2 >= 0 AND $2 <= $3 AND $3 <= length($1) "
                  "THEN substr($1, $2 + 1, $3 - $2) END",
        .postgres = "CASE WHEN $2 >= 0 AND $2 <= $3 AND $3 <= length($1) "
                    "THEN substr(substr($1, 1, " POSTGRES_PLACE("$3") "), " POSTGRES_PLACE(
                        "$2") " + 1) END"),
    PLAIN("trim", RECEIVER, PARAMS(STRING), STRING, trim),
    PLAIN("reverse", RECEIVER, PARAMS(STRING), STRING, reverse),
    PLAIN("replace", RECEIVER, PARAMS(STRING, STRING, STRING), STRING, replace),
    PLAIN("replace", RECEIVER, PARAMS(STRING, STRING, STRING, INT), STRING, replace_some),
    ROW("split", RECEIVER, PARAMS(STRING, STRING), LIST, split, .shape = SHAPE_STRINGS),
    ROW("split", RECEIVER, PARAMS(STRING, STRING, INT), LIST, split_some, .shape = SHAPE_STRINGS),
    PLAIN("join", RECEIVER, PARAMS(LIST), STRING, join),
    PLAIN("join", RECEIVER, PARAMS(LIST, STRING), STRING, join_with),
    PLAIN("format", RECEIVER, PARAMS(STRING, LIST), STRING, format),
    PLAIN("strings.quote", GLOBAL, PARAMS(STRING), STRING, quote),
    PLAIN("base64.encode", GLOBAL, PARAMS(BYTES), STRING, base64_encode),
    PLAIN("base64.decode", GLOBAL, PARAMS(STRING), BYTES, base64_decode),

    ROW("int", GLOBAL, PARAMS(INT), INT, identity, BOTH_SQL("$1")),
    PLAIN("int", GLOBAL, PARAMS(UINT), INT, int_of_uint),
    PLAIN("int", GLOBAL, PARAMS(DOUBLE), INT, int_of_double),
    PLAIN("int", GLOBAL, PARAMS(STRING), INT, int_of_text),
    PLAIN("int", GLOBAL, PARAMS(TIME), INT, int_of_time),
    PLAIN("uint", GLOBAL, PARAMS(UINT), UINT, identity),
    PLAIN("uint", GLOBAL, PARAMS(INT), UINT, uint_of_int),
    PLAIN("uint", GLOBAL, PARAMS(DOUBLE), UINT, uint_of_double),
    PLAIN("uint", GLOBAL, PARAMS(STRING), UINT, uint_of_text),
    ROW("double", GLOBAL, PARAMS(DOUBLE), DOUBLE, identity, BOTH_SQL("$1")),
    ROW("double", GLOBAL, PARAMS(INT), DOUBLE, double_of_number, .sqlite = "CAST($1 AS REAL)",
        .postgres = "CAST($1 AS double precision)"),
    PLAIN("double", GLOBAL, PARAMS(UINT), DOUBLE, double_of_number),
    PLAIN("double", GLOBAL, PARAMS(STRING), DOUBLE, double_of_text),
    ROW("bool", GLOBAL, PARAMS(BOOL), BOOL, identity, BOTH_SQL("$1")),
    PLAIN("bool", GLOBAL, PARAMS(STRING), BOOL, bool_of_text),
    PLAIN("bytes", GLOBAL, PARAMS(BYTES), BYTES, identity),
    PLAIN("bytes", GLOBAL, PARAMS(STRING), BYTES, bytes_of_text),
    ROW("string", GLOBAL, PARAMS(STRING), STRING, identity, BOTH_SQL("$1")),
    ROW("string", GLOBAL, PARAMS(INT), STRING, string_of_scalar, BOTH_SQL("CAST($1 AS TEXT)")),
    PLAIN("string", GLOBAL, PARAMS(UINT), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(DOUBLE), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(BOOL), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(BYTES), STRING, string_of_bytes),
    PLAIN("string", GLOBAL, PARAMS(TIME), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(DURATION), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(MONEY), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(IP), STRING, string_of_scalar),
    PLAIN("string", GLOBAL, PARAMS(CIDR), STRING, string_of_scalar),
    ROW("timestamp", GLOBAL, PARAMS(TIME), TIME, identity, BOTH_SQL("$1")),
    PLAIN("timestamp", GLOBAL, PARAMS(STRING), TIME, time_of_text),
    PLAIN("timestamp", GLOBAL, PARAMS(INT), TIME, time_of_int),
    ROW("duration", GLOBAL, PARAMS(DURATION), DURATION, identity, BOTH_SQL("$1")),
    PLAIN("duration", GLOBAL, PARAMS(STRING), DURATION, duration_of_text),
    PLAIN("money", GLOBAL, PARAMS(MONEY), MONEY, identity),
    PLAIN("money", GLOBAL, PARAMS(STRING), MONEY, money_of_text),
    PLAIN("money", GLOBAL, PARAMS(INT, STRING), MONEY, money_of_int),
    PLAIN("currency", RECEIVER, PARAMS(MONEY), STRING, money_currency),
    PLAIN("minor", RECEIVER, PARAMS(MONEY), INT, money_minor),
    PLAIN("type", GLOBAL, PARAMS(ANY), RULE_TYPE, type),
    PLAIN("dyn", GLOBAL, PARAMS(ANY), ANY, identity),

    PLAIN("getFullYear", RECEIVER, PARAMS(TIME), INT, full_year),
    PLAIN("getFullYear", RECEIVER, PARAMS(TIME, STRING), INT, full_year_in),
    PLAIN("getMonth", RECEIVER, PARAMS(TIME), INT, month),
    PLAIN("getMonth", RECEIVER, PARAMS(TIME, STRING), INT, month_in),
    PLAIN("getDate", RECEIVER, PARAMS(TIME), INT, date),
    PLAIN("getDate", RECEIVER, PARAMS(TIME, STRING), INT, date_in),
    PLAIN("getDayOfMonth", RECEIVER, PARAMS(TIME), INT, day_of_month),
    PLAIN("getDayOfMonth", RECEIVER, PARAMS(TIME, STRING), INT, day_of_month_in),
    PLAIN("getDayOfWeek", RECEIVER, PARAMS(TIME), INT, day_of_week),
    PLAIN("getDayOfWeek", RECEIVER, PARAMS(TIME, STRING), INT, day_of_week_in),
    PLAIN("getDayOfYear", RECEIVER, PARAMS(TIME), INT, day_of_year),
    PLAIN("getDayOfYear", RECEIVER, PARAMS(TIME, STRING), INT, day_of_year_in),
    PLAIN("getHours", RECEIVER, PARAMS(TIME), INT, hours),
    PLAIN("getHours", RECEIVER, PARAMS(TIME, STRING), INT, hours_in),
    PLAIN("getHours", RECEIVER, PARAMS(DURATION), INT, duration_hours),
    PLAIN("getMinutes", RECEIVER, PARAMS(TIME), INT, minutes),
    PLAIN("getMinutes", RECEIVER, PARAMS(TIME, STRING), INT, minutes_in),
    PLAIN("getMinutes", RECEIVER, PARAMS(DURATION), INT, duration_minutes),
    PLAIN("getSeconds", RECEIVER, PARAMS(TIME), INT, seconds),
    PLAIN("getSeconds", RECEIVER, PARAMS(TIME, STRING), INT, seconds_in),
    PLAIN("getSeconds", RECEIVER, PARAMS(DURATION), INT, duration_seconds),
    PLAIN("getMilliseconds", RECEIVER, PARAMS(TIME), INT, milliseconds),
    PLAIN("getMilliseconds", RECEIVER, PARAMS(TIME, STRING), INT, milliseconds_in),
    PLAIN("getMilliseconds", RECEIVER, PARAMS(DURATION), INT, duration_milliseconds),

    ROW("math.greatest", GLOBAL, PARAMS(LIST), ANY, greatest, .shape = SHAPE_ELEMENT),
    ROW("math.least", GLOBAL, PARAMS(LIST), ANY, least, .shape = SHAPE_ELEMENT),
    PLAIN("math.ceil", GLOBAL, PARAMS(DOUBLE), DOUBLE, ceil),
    PLAIN("math.floor", GLOBAL, PARAMS(DOUBLE), DOUBLE, floor),
    PLAIN("math.round", GLOBAL, PARAMS(DOUBLE), DOUBLE, round),
    PLAIN("math.trunc", GLOBAL, PARAMS(DOUBLE), DOUBLE, trunc),
    PLAIN("math.sqrt", GLOBAL, PARAMS(DOUBLE), DOUBLE, sqrt),
    PLAIN("math.sqrt", GLOBAL, PARAMS(INT), DOUBLE, sqrt),
    PLAIN("math.sqrt", GLOBAL, PARAMS(UINT), DOUBLE, sqrt),
    ROW("math.abs", GLOBAL, PARAMS(INT), INT, abs_int, BOTH_SQL(NOT_SMALLEST("abs($1)"))),
    PLAIN("math.abs", GLOBAL, PARAMS(UINT), UINT, identity),
    PLAIN("math.abs", GLOBAL, PARAMS(DOUBLE), DOUBLE, abs_double),
    PLAIN("math.sign", GLOBAL, PARAMS(INT), INT, sign),
    PLAIN("math.sign", GLOBAL, PARAMS(UINT), UINT, sign),
    PLAIN("math.sign", GLOBAL, PARAMS(DOUBLE), DOUBLE, sign),
    PLAIN("math.isNaN", GLOBAL, PARAMS(DOUBLE), BOOL, is_nan),
    PLAIN("math.isInf", GLOBAL, PARAMS(DOUBLE), BOOL, is_inf),
    PLAIN("math.isFinite", GLOBAL, PARAMS(DOUBLE), BOOL, is_finite),
    PLAIN("math.bitAnd", GLOBAL, PARAMS(INT, INT), INT, bit_and),
    PLAIN("math.bitAnd", GLOBAL, PARAMS(UINT, UINT), UINT, bit_and),
    PLAIN("math.bitOr", GLOBAL, PARAMS(INT, INT), INT, bit_or),
    PLAIN("math.bitOr", GLOBAL, PARAMS(UINT, UINT), UINT, bit_or),
    PLAIN("math.bitXor", GLOBAL, PARAMS(INT, INT), INT, bit_xor),
    PLAIN("math.bitXor", GLOBAL, PARAMS(UINT, UINT), UINT, bit_xor),
    PLAIN("math.bitNot", GLOBAL, PARAMS(INT), INT, bit_not),
    PLAIN("math.bitNot", GLOBAL, PARAMS(UINT), UINT, bit_not),
    PLAIN("math.bitShiftLeft", GLOBAL, PARAMS(INT, INT), INT, bit_shift_left),
    PLAIN("math.bitShiftLeft", GLOBAL, PARAMS(UINT, INT), UINT, bit_shift_left),
    PLAIN("math.bitShiftRight", GLOBAL, PARAMS(INT, INT), INT, bit_shift_right),
    PLAIN("math.bitShiftRight", GLOBAL, PARAMS(UINT, INT), UINT, bit_shift_right),

    ROW("optional.of", GLOBAL, PARAMS(ANY), OPTIONAL, optional_of, .shape = SHAPE_OPTIONAL),
    ROW("optional.ofNonZeroValue", GLOBAL, PARAMS(ANY), OPTIONAL, optional_of_non_zero,
        .shape = SHAPE_OPTIONAL),
    {"optional.none", CALL_GLOBAL, 0, {0}, .result = OPTIONAL, .eval = crm__fn_optional_none},
    PLAIN("hasValue", RECEIVER, PARAMS(OPTIONAL), BOOL, optional_has_value),
    ROW("value", RECEIVER, PARAMS(OPTIONAL), ANY, optional_value, .shape = SHAPE_ELEMENT),
    ROW("or", RECEIVER, PARAMS(OPTIONAL, OPTIONAL), OPTIONAL, optional_or, .shape = SHAPE_FIRST,
        .lazy = true),
    ROW("orValue", RECEIVER, PARAMS(OPTIONAL, ANY), ANY, optional_or_value, .shape = SHAPE_ELEMENT,
        .lazy = true),

    PLAIN("ip", GLOBAL, PARAMS(STRING), IP, ip),
    PLAIN("isIP", GLOBAL, PARAMS(STRING), BOOL, is_ip),
    PLAIN("ip.isCanonical", GLOBAL, PARAMS(STRING), BOOL, ip_is_canonical),
    PLAIN("family", RECEIVER, PARAMS(IP), INT, ip_family),
    PLAIN("isUnspecified", RECEIVER, PARAMS(IP), BOOL, ip_is_unspecified),
    PLAIN("isLoopback", RECEIVER, PARAMS(IP), BOOL, ip_is_loopback),
    PLAIN("isGlobalUnicast", RECEIVER, PARAMS(IP), BOOL, ip_is_global_unicast),
    PLAIN("isLinkLocalUnicast", RECEIVER, PARAMS(IP), BOOL, ip_is_link_local_unicast),
    PLAIN("isLinkLocalMulticast", RECEIVER, PARAMS(IP), BOOL, ip_is_link_local_multicast),
    PLAIN("cidr", GLOBAL, PARAMS(STRING), CIDR, cidr),
    PLAIN("isCIDR", GLOBAL, PARAMS(STRING), BOOL, is_cidr),
    PLAIN("containsIP", RECEIVER, PARAMS(CIDR, IP), BOOL, cidr_contains_ip),
    PLAIN("containsIP", RECEIVER, PARAMS(CIDR, STRING), BOOL, cidr_contains_ip_text),
    PLAIN("containsCIDR", RECEIVER, PARAMS(CIDR, CIDR), BOOL, cidr_contains_cidr),
    PLAIN("containsCIDR", RECEIVER, PARAMS(CIDR, STRING), BOOL, cidr_contains_cidr_text),
    PLAIN("ip", RECEIVER, PARAMS(CIDR), IP, cidr_ip),
    PLAIN("masked", RECEIVER, PARAMS(CIDR), CIDR, cidr_masked),
    PLAIN("prefixLength", RECEIVER, PARAMS(CIDR), INT, cidr_prefix_length),
};

const size_t crm__function_count = sizeof crm__functions / sizeof *crm__functions;
