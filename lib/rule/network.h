/* IP addresses and networks as text (RFC 4291, RFC 5952). */
#ifndef CRM_RULE_NETWORK_H
#define CRM_RULE_NETWORK_H

#include "rule/value.h"

struct ip {
    uint8_t family; /* 4 or 6 */
    uint8_t bytes[16];
};

static inline size_t crm__ip_size(const struct ip *ip)
{
    return ip->family == 4 ? 4 : 16;
}

/* Strict: no zones, no leading zeros, no IPv4-mapped IPv6 in dots. *error: the reason. */
bool crm__ip_parse(struct text text, struct ip *out, const char **error);
bool crm__cidr_parse(struct text text, struct ip *out, uint8_t *prefix_out, const char **error);
/* A RULE_IP or RULE_CIDR in canonical form. */
void crm__network_print(struct buffer *buffer, const struct rule_value *value);

#endif
