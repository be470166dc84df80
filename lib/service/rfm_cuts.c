/* Thresholds as text. */
#include "service/rfm_cuts.h"

#include "base/money.h"

static struct text cut_off(struct text *rest, char end)
{
    size_t at = 0;
    while (at < rest->size && rest->data[at] != end)
        at++;
    struct text part = crm__text_trim(crm__text_slice(*rest, 0, at));
    *rest = crm__text_slice(*rest, at < rest->size ? at + 1 : at, rest->size);
    return part;
}

static crm_status read_dimension(struct env *env, struct text list, int scale,
                                 int64_t thresholds[RFM_BINS_MAX - 1], int32_t *count_out)
{
    int32_t count = 0;
    while (list.size) {
        struct text number = cut_off(&list, ',');
        if (count == RFM_BINS_MAX - 1)
            return crm__fail(env, CRM_E_INVALID, "cuts: more than %d in a dimension",
                             RFM_BINS_MAX - 1);
        if (crm__decimal_parse(env, number, scale, &thresholds[count++]) < 0)
            return crm__fail(env, CRM_E_SYNTAX, "cuts: '%.*s' is no number of %d decimals",
                             (int)number.size, number.data, scale);
    }
    *count_out = count;
    return CRM_OK;
}

crm_status crm__rfm_cuts_read(struct env *env, struct text cuts, int scale, struct rfm_spec *spec)
{
    struct text rest = cuts;
    int32_t first = 0;
    for (int d = 0; d < RFM_DIMENSIONS; d++) {
        int32_t count = 0;
        crm_status status = read_dimension(env, cut_off(&rest, ';'), d == RFM_MONETARY ? scale : 0,
                                           spec->thresholds[d], &count);
        if (status != CRM_OK)
            return status;
        first = d == 0 ? count : first;
        if (count == 0 || count != first || (spec->bins && spec->bins != count + 1))
            return crm__fail(env, CRM_E_INVALID,
                             "cuts: %d in dimension %d; the fixed method takes three lists of "
                             "one length, such as '30,90;1,3;100,500'",
                             count, d + 1);
    }
    if (rest.size)
        return crm__fail(env, CRM_E_INVALID, "cuts: more than %d lists", RFM_DIMENSIONS);
    spec->bins = first + 1;
    return CRM_OK;
}

crm_status crm__quadrant_split_read(struct env *env, struct text text, int scale,
                                    struct quadrant_spec *spec)
{
    struct text rest = text;
    if (text.size == 0 || crm__text_is(text, "mean") || crm__text_is(text, "median")) {
        spec->split = crm__text_is(text, "median") ? SPLIT_MEDIAN : SPLIT_MEAN;
        return CRM_OK;
    }
    struct text value = cut_off(&rest, ';');
    struct text orders = crm__text_trim(rest);
    spec->split = SPLIT_FIXED;
    if (crm__decimal_parse(env, value, scale, &spec->order_value_milli) < 0 ||
        crm__decimal_parse(env, orders, 3, &spec->frequency_milli) < 0 ||
        spec->order_value_milli < 0 || spec->order_value_milli > INT64_MAX / 1000 ||
        spec->frequency_milli < 0)
        return crm__fail(env, CRM_E_INVALID,
                         "quadrants: '%.*s' is neither mean, median, nor an order value and a "
                         "number of orders such as '200.00;3'",
                         (int)text.size, text.data);
    spec->order_value_milli *= 1000;
    return CRM_OK;
}
