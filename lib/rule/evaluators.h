/* Declares every evaluator of the function table. Each computes *out from arguments that are no
 * errors and have the kinds its row names; *out is an error value on entry. */
#ifndef CRM_RULE_EVALUATORS_H
#define CRM_RULE_EVALUATORS_H

#include "rule/eval.h"

#define EVALUATOR(name)                                                                            \
    void crm__fn_##name(struct evaluation *evaluation, const struct rule_value *args,              \
                        struct rule_value *out)

/* fn_arithmetic.c */
EVALUATOR(add_int);
EVALUATOR(add_uint);
EVALUATOR(add_double);
EVALUATOR(add_text);
EVALUATOR(add_list);
EVALUATOR(add_time);
EVALUATOR(add_to_time);
EVALUATOR(add_duration);
EVALUATOR(add_money);
EVALUATOR(subtract_int);
EVALUATOR(subtract_uint);
EVALUATOR(subtract_double);
EVALUATOR(subtract_times);
EVALUATOR(subtract_from_time);
EVALUATOR(subtract_duration);
EVALUATOR(subtract_money);
EVALUATOR(multiply_int);
EVALUATOR(multiply_uint);
EVALUATOR(multiply_double);
EVALUATOR(multiply_money);
EVALUATOR(multiply_by_money);
EVALUATOR(divide_int);
EVALUATOR(divide_uint);
EVALUATOR(divide_double);
EVALUATOR(modulo_int);
EVALUATOR(modulo_uint);
EVALUATOR(negate_int);
EVALUATOR(negate_double);
EVALUATOR(not );

/* fn_compare.c */
EVALUATOR(equal);
EVALUATOR(not_equal);
EVALUATOR(less);
EVALUATOR(less_equal);
EVALUATOR(greater);
EVALUATOR(greater_equal);
EVALUATOR(in_list);
EVALUATOR(in_map);
EVALUATOR(index);
EVALUATOR(optional_index);
EVALUATOR(optional_of);
EVALUATOR(optional_of_non_zero);
EVALUATOR(optional_none);
EVALUATOR(optional_has_value);
EVALUATOR(optional_value);
EVALUATOR(optional_or);
EVALUATOR(optional_or_value);

/* fn_text.c */
EVALUATOR(size_text);
EVALUATOR(size_bytes);
EVALUATOR(size_list);
EVALUATOR(size_map);
EVALUATOR(contains);
EVALUATOR(starts_with);
EVALUATOR(ends_with);
EVALUATOR(matches);
EVALUATOR(char_at);
EVALUATOR(index_of);
EVALUATOR(index_of_from);
EVALUATOR(last_index_of);
EVALUATOR(last_index_of_from);
EVALUATOR(lower_ascii);
EVALUATOR(upper_ascii);
EVALUATOR(substring);
EVALUATOR(substring_to);
EVALUATOR(trim);
EVALUATOR(reverse);

/* fn_split.c */
EVALUATOR(replace);
EVALUATOR(replace_some);
EVALUATOR(split);
EVALUATOR(split_some);
EVALUATOR(join);
EVALUATOR(join_with);
EVALUATOR(quote);
EVALUATOR(base64_encode);
EVALUATOR(base64_decode);

/* fn_format.c */
EVALUATOR(format);

/* fn_convert.c */
EVALUATOR(identity);
EVALUATOR(type);
EVALUATOR(int_of_uint);
EVALUATOR(int_of_double);
EVALUATOR(int_of_text);
EVALUATOR(int_of_time);
EVALUATOR(uint_of_int);
EVALUATOR(uint_of_double);
EVALUATOR(uint_of_text);
EVALUATOR(double_of_number);
EVALUATOR(double_of_text);
EVALUATOR(bool_of_text);
EVALUATOR(bytes_of_text);
EVALUATOR(string_of_bytes);
EVALUATOR(string_of_scalar);
EVALUATOR(time_of_text);
EVALUATOR(time_of_int);
EVALUATOR(duration_of_text);
EVALUATOR(money_of_text);
EVALUATOR(money_of_int);
EVALUATOR(money_currency);
EVALUATOR(money_minor);

/* fn_time.c */
EVALUATOR(full_year);
EVALUATOR(month);
EVALUATOR(date);
EVALUATOR(day_of_month);
EVALUATOR(day_of_week);
EVALUATOR(day_of_year);
EVALUATOR(hours);
EVALUATOR(minutes);
EVALUATOR(seconds);
EVALUATOR(milliseconds);
EVALUATOR(full_year_in);
EVALUATOR(month_in);
EVALUATOR(date_in);
EVALUATOR(day_of_month_in);
EVALUATOR(day_of_week_in);
EVALUATOR(day_of_year_in);
EVALUATOR(hours_in);
EVALUATOR(minutes_in);
EVALUATOR(seconds_in);
EVALUATOR(milliseconds_in);
EVALUATOR(duration_hours);
EVALUATOR(duration_minutes);
EVALUATOR(duration_seconds);
EVALUATOR(duration_milliseconds);

/* fn_math.c */
EVALUATOR(greatest);
EVALUATOR(least);
EVALUATOR(ceil);
EVALUATOR(floor);
EVALUATOR(round);
EVALUATOR(trunc);
EVALUATOR(sqrt);
EVALUATOR(abs_int);
EVALUATOR(abs_double);
EVALUATOR(sign);
EVALUATOR(is_nan);
EVALUATOR(is_inf);
EVALUATOR(is_finite);
EVALUATOR(bit_and);
EVALUATOR(bit_or);
EVALUATOR(bit_xor);
EVALUATOR(bit_not);
EVALUATOR(bit_shift_left);
EVALUATOR(bit_shift_right);

/* fn_network.c */
EVALUATOR(ip);
EVALUATOR(is_ip);
EVALUATOR(ip_is_canonical);
EVALUATOR(ip_family);
EVALUATOR(ip_is_unspecified);
EVALUATOR(ip_is_loopback);
EVALUATOR(ip_is_global_unicast);
EVALUATOR(ip_is_link_local_unicast);
EVALUATOR(ip_is_link_local_multicast);
EVALUATOR(cidr);
EVALUATOR(is_cidr);
EVALUATOR(cidr_contains_ip);
EVALUATOR(cidr_contains_ip_text);
EVALUATOR(cidr_contains_cidr);
EVALUATOR(cidr_contains_cidr_text);
EVALUATOR(cidr_ip);
EVALUATOR(cidr_masked);
EVALUATOR(cidr_prefix_length);

#endif
