/* The network extension: addresses and networks. */
#include "rule/evaluators.h"

#include "rule/network.h"

#include <string.h>

static void put_ip(struct evaluation *evaluation, const struct ip *ip, struct rule_value *out)
{
    size_t size = crm__ip_size(ip);
    char *bytes = crm__eval_alloc(evaluation, size);
    if (!bytes)
        return;
    memcpy(bytes, ip->bytes, size);
    *out = (struct rule_value){.kind = RULE_IP, .family = ip->family, .text = {bytes, size}};
}

EVALUATOR(ip)
{
    struct ip ip;
    const char *error;
    if (crm__ip_parse(args[0].text, &ip, &error))
        put_ip(evaluation, &ip, out);
    else
        *out = crm__rule_error(error);
}

EVALUATOR(is_ip)
{
    (void)evaluation;
    struct ip ip;
    const char *error;
    *out = crm__rule_bool(crm__ip_parse(args[0].text, &ip, &error));
}

EVALUATOR(ip_is_canonical)
{
    struct rule_value ip = crm__rule_error(crm__error_missing);
    struct buffer text;
    crm__fn_ip(evaluation, args, &ip);
    if (ip.kind != RULE_IP) {
        *out = ip;
        return;
    }
    crm__buffer_init(&text, evaluation->env);
    crm__network_print(&text, &ip);
    if (crm__buffer_status(&text) < 0)
        evaluation->status = CRM_E_NOMEM;
    *out = crm__rule_bool(crm__text_equal(crm__buffer_view(&text), args[0].text));
    crm__buffer_free(&text);
}

EVALUATOR(ip_family)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].family);
}

static unsigned byte_at(const struct rule_value *ip, size_t i)
{
    return (unsigned char)ip->text.data[i];
}

static bool is_all(const struct rule_value *ip, unsigned byte, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (byte_at(ip, i) != byte)
            return false;
    return true;
}

static bool is_unspecified(const struct rule_value *ip)
{
    return is_all(ip, 0, ip->text.size);
}

static bool is_loopback(const struct rule_value *ip)
{
    if (ip->family == 4)
        return byte_at(ip, 0) == 127;
    return is_all(ip, 0, 15) && byte_at(ip, 15) == 1;
}

static bool is_multicast(const struct rule_value *ip)
{
    return ip->family == 4 ? byte_at(ip, 0) >> 4 == 14 : byte_at(ip, 0) == 0xff;
}

static bool is_link_local_unicast(const struct rule_value *ip)
{
    if (ip->family == 4)
        return byte_at(ip, 0) == 169 && byte_at(ip, 1) == 254;
    return byte_at(ip, 0) == 0xfe && (byte_at(ip, 1) & 0xc0) == 0x80;
}

static bool is_link_local_multicast(const struct rule_value *ip)
{
    if (ip->family == 4)
        return byte_at(ip, 0) == 224 && byte_at(ip, 1) == 0 && byte_at(ip, 2) == 0;
    return byte_at(ip, 0) == 0xff && (byte_at(ip, 1) & 0x0f) == 2;
}

EVALUATOR(ip_is_unspecified)
{
    (void)evaluation;
    *out = crm__rule_bool(is_unspecified(&args[0]));
}

EVALUATOR(ip_is_loopback)
{
    (void)evaluation;
    *out = crm__rule_bool(is_loopback(&args[0]));
}

EVALUATOR(ip_is_global_unicast)
{
    (void)evaluation;
    bool broadcast = args[0].family == 4 && is_all(&args[0], 255, 4);
    *out = crm__rule_bool(!broadcast && !is_unspecified(&args[0]) && !is_loopback(&args[0]) &&
                          !is_multicast(&args[0]) && !is_link_local_unicast(&args[0]));
}

EVALUATOR(ip_is_link_local_unicast)
{
    (void)evaluation;
    *out = crm__rule_bool(is_link_local_unicast(&args[0]));
}

EVALUATOR(ip_is_link_local_multicast)
{
    (void)evaluation;
    *out = crm__rule_bool(is_link_local_multicast(&args[0]));
}

/* --- networks --- */

EVALUATOR(cidr)
{
    struct ip ip;
    uint8_t prefix;
    const char *error;
    if (!crm__cidr_parse(args[0].text, &ip, &prefix, &error)) {
        *out = crm__rule_error(error);
        return;
    }
    put_ip(evaluation, &ip, out);
    if (out->kind == RULE_IP) {
        out->kind = RULE_CIDR;
        out->prefix = prefix;
    }
}

EVALUATOR(is_cidr)
{
    (void)evaluation;
    struct ip ip;
    uint8_t prefix;
    const char *error;
    *out = crm__rule_bool(crm__cidr_parse(args[0].text, &ip, &prefix, &error));
}

/* Do the first `bits` bits agree, in one family? */
static bool shares_prefix(const struct rule_value *network, const struct rule_value *ip)
{
    if (network->family != ip->family)
        return false;
    size_t whole = network->prefix / 8u;
    unsigned rest = network->prefix % 8u;
    if (memcmp(network->text.data, ip->text.data, whole) != 0)
        return false;
    return rest == 0 || (byte_at(network, whole) ^ byte_at(ip, whole)) >> (8 - rest) == 0;
}

EVALUATOR(cidr_contains_ip)
{
    (void)evaluation;
    *out = crm__rule_bool(shares_prefix(&args[0], &args[1]));
}

EVALUATOR(cidr_contains_ip_text)
{
    struct rule_value ip = crm__rule_error(crm__error_missing);
    crm__fn_ip(evaluation, &args[1], &ip);
    *out = ip.kind == RULE_IP ? crm__rule_bool(shares_prefix(&args[0], &ip)) : ip;
}

EVALUATOR(cidr_contains_cidr)
{
    (void)evaluation;
    *out = crm__rule_bool(args[1].prefix >= args[0].prefix && shares_prefix(&args[0], &args[1]));
}

EVALUATOR(cidr_contains_cidr_text)
{
    struct rule_value pair[2] = {args[0], crm__rule_error(crm__error_missing)};
    crm__fn_cidr(evaluation, &args[1], &pair[1]);
    if (pair[1].kind == RULE_CIDR)
        crm__fn_cidr_contains_cidr(evaluation, pair, out);
    else
        *out = pair[1];
}

EVALUATOR(cidr_ip)
{
    (void)evaluation;
    *out = args[0];
    out->kind = RULE_IP;
    out->prefix = 0;
}

EVALUATOR(cidr_masked)
{
    struct ip ip = {.family = args[0].family};
    memcpy(ip.bytes, args[0].text.data, args[0].text.size);
    for (size_t bit = args[0].prefix; bit < args[0].text.size * 8; bit++)
        ip.bytes[bit / 8] &= (uint8_t) ~(0x80u >> (bit % 8));
    put_ip(evaluation, &ip, out);
    if (out->kind == RULE_IP) {
        out->kind = RULE_CIDR;
        out->prefix = args[0].prefix;
    }
}

EVALUATOR(cidr_prefix_length)
{
    (void)evaluation;
    *out = crm__rule_int(args[0].prefix);
}
