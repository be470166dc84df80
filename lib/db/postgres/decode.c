/* Values on their way from the server, in binary. */
#include "db/postgres/driver.h"

#include <string.h>

/* What stands before the digits of a numeric, two bytes each. */
enum { NUMERIC_HEAD = 8, NUMERIC_NEGATIVE = 0x4000, NUMERIC_SPECIAL = 0xc000, BASE = 10000 };
enum { NUMERIC_DIGITS_READ = 12 }; /* of four places: more than a double can tell apart */

struct numeric {
    int count;  /* of digits */
    int weight; /* of the first digit, as a power of BASE */
    int sign;
    int scale; /* decimal places; 0: an integer */
    const char *digits;
};

static struct numeric numeric_of(struct pg_cell cell);
static bool numeric_int(struct numeric numeric, int64_t *integer_out);
static double numeric_double(struct numeric numeric);

enum value_kind crm__pg_kind(Oid type, struct pg_cell cell)
{
    if (cell.size < 0)
        return VALUE_NULL;
    switch (type) {
    case PG_INT8:
    case PG_INT4:
    case PG_INT2:
    case PG_BOOL:
    case PG_OID:
        return VALUE_INT;
    case PG_FLOAT8:
    case PG_FLOAT4:
        return VALUE_DOUBLE;
    case PG_BYTEA:
        return VALUE_BLOB;
    case PG_NUMERIC:
        return numeric_of(cell).scale == 0 ? VALUE_INT : VALUE_DOUBLE;
    default:
        return VALUE_TEXT;
    }
}

crm_status crm__pg_cell_check(struct env *env, Oid type, struct pg_cell cell)
{
    int64_t integer = 0;
    switch (type) {
    case PG_INT8:
    case PG_TEXT:
    case PG_FLOAT8:
    case PG_BYTEA:
    case PG_INT4:
    case PG_INT2:
    case PG_BOOL:
    case PG_OID:
    case PG_FLOAT4:
    case PG_NAME:
    case PG_VARCHAR:
    case PG_BPCHAR:
    case PG_UNKNOWN:
        return CRM_OK;
    case PG_NUMERIC:
        /* A sum of integers is one, and must have room, as it must elsewhere. */
        if (cell.size >= 0 && numeric_of(cell).scale == 0 &&
            !numeric_int(numeric_of(cell), &integer))
            return crm__fail(env, CRM_E_LIMIT, "a sum of more than 64 bits");
        return CRM_OK;
    default:
        return crm__fail(env, CRM_E_UNSUPPORTED, "a column of the server's type %u",
                         (unsigned)type);
    }
}

int64_t crm__pg_int(Oid type, struct pg_cell cell)
{
    int64_t integer = 0;
    switch (type) {
    case PG_INT8:
        return (int64_t)crm__pg_get(cell.data, 8);
    case PG_INT4:
        return (int32_t)crm__pg_get(cell.data, 4);
    case PG_INT2:
        return (int16_t)crm__pg_get(cell.data, 2);
    case PG_OID:
        return (int64_t)crm__pg_get(cell.data, 4);
    case PG_BOOL:
        return cell.data[0];
    default:
        numeric_int(numeric_of(cell), &integer);
        return integer;
    }
}

double crm__pg_double(Oid type, struct pg_cell cell)
{
    double real = 0;
    float narrow = 0;
    uint64_t bits = 0;
    uint32_t narrow_bits = 0;
    switch (type) {
    case PG_FLOAT8:
        bits = crm__pg_get(cell.data, 8);
        memcpy(&real, &bits, sizeof real);
        return real;
    case PG_FLOAT4:
        narrow_bits = (uint32_t)crm__pg_get(cell.data, 4);
        memcpy(&narrow, &narrow_bits, sizeof narrow);
        return narrow;
    case PG_NUMERIC:
        return numeric_double(numeric_of(cell));
    default:
        return (double)crm__pg_int(type, cell);
    }
}

struct value crm__pg_value(Oid type, struct pg_cell cell)
{
    switch (crm__pg_kind(type, cell)) {
    case VALUE_NULL:
        return VALUE_OF_NULL;
    case VALUE_INT:
        return crm__value_int(crm__pg_int(type, cell));
    case VALUE_DOUBLE:
        return crm__value_double(crm__pg_double(type, cell));
    case VALUE_BLOB:
        return crm__value_blob((struct text){cell.data, (size_t)cell.size});
    case VALUE_TEXT:
        break;
    }
    return crm__value_text((struct text){cell.data, (size_t)cell.size});
}

static struct numeric numeric_of(struct pg_cell cell)
{
    return (struct numeric){.count = (int16_t)crm__pg_get(cell.data, 2),
                            .weight = (int16_t)crm__pg_get(cell.data + 2, 2),
                            .sign = (int)crm__pg_get(cell.data + 4, 2),
                            .scale = (int)crm__pg_get(cell.data + 6, 2),
                            .digits = cell.data + NUMERIC_HEAD};
}

static int numeric_digit(struct numeric numeric, int index)
{
    return index < numeric.count ? (int)crm__pg_get(numeric.digits + 2 * index, 2) : 0;
}

/* Downwards, for the smallest integer has no positive counterpart. */
static bool numeric_int(struct numeric numeric, int64_t *integer_out)
{
    int64_t integer = 0;
    if (numeric.sign >= NUMERIC_SPECIAL)
        return false;
    for (int i = 0; i <= numeric.weight && numeric.count > 0; i++) {
        int digit = numeric_digit(numeric, i);
        if (integer < (INT64_MIN + digit) / BASE)
            return false;
        integer = integer * BASE - digit;
    }
    if (numeric.sign != NUMERIC_NEGATIVE && integer == INT64_MIN)
        return false;
    *integer_out = numeric.sign == NUMERIC_NEGATIVE ? integer : -integer;
    return true;
}

/* By its decimal text, so that it is rounded once. */
static double numeric_double(struct numeric numeric)
{
    char text[NUMERIC_DIGITS_READ * 4 + 24];
    size_t size = 0;
    double real = 0;
    if (numeric.sign == NUMERIC_NEGATIVE)
        text[size++] = '-';
    int count = numeric.count < NUMERIC_DIGITS_READ ? numeric.count : NUMERIC_DIGITS_READ;
    for (int i = 0; i < count; i++) {
        int digit = numeric_digit(numeric, i);
        for (int place = BASE / 10; place > 0; place /= 10)
            text[size++] = (char)('0' + digit / place % 10);
    }
    if (count == 0)
        return 0;
    text[size++] = 'e';
    char exponent[NUMBER_TEXT_SIZE];
    size_t exponent_size = crm__int64_to_text(4 * (numeric.weight - count + 1), exponent);
    for (size_t i = 0; i < exponent_size; i++)
        text[size++] = exponent[i];
    return crm__text_to_double((struct text){text, size}, &real) < 0 ? 0 : real;
}
