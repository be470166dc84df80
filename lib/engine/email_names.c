/* Levels and reasons of addresses by name, and which reason is of which level. */
#include "engine/email.h"

static const struct {
    const char *name;
    enum email_level level;
} reasons[] = {
    [EMAIL_OK] = {"valid", EMAIL_VALID},
    [EMAIL_UTF8_LOCAL] = {"rfc6531_localpart", EMAIL_RFC6531},
    [EMAIL_TLD] = {"rfc5321_tld", EMAIL_RFC5321},
    [EMAIL_TLD_NUMERIC] = {"rfc5321_tldnumeric", EMAIL_RFC5321},
    [EMAIL_QUOTED_STRING] = {"rfc5321_quotedstring", EMAIL_RFC5321},
    [EMAIL_ADDRESS_LITERAL] = {"rfc5321_addressliteral", EMAIL_RFC5321},
    [EMAIL_IPV6_DEPRECATED] = {"rfc5321_ipv6deprecated", EMAIL_RFC5321},
    [EMAIL_COMMENT] = {"cfws_comment", EMAIL_CFWS},
    [EMAIL_FWS] = {"cfws_fws", EMAIL_CFWS},
    [EMAIL_DEPREC_LOCAL_PART] = {"deprec_localpart", EMAIL_DEPREC},
    [EMAIL_DEPREC_FWS] = {"deprec_fws", EMAIL_DEPREC},
    [EMAIL_DEPREC_QTEXT] = {"deprec_qtext", EMAIL_DEPREC},
    [EMAIL_DEPREC_QP] = {"deprec_qp", EMAIL_DEPREC},
    [EMAIL_DEPREC_COMMENT] = {"deprec_comment", EMAIL_DEPREC},
    [EMAIL_DEPREC_CTEXT] = {"deprec_ctext", EMAIL_DEPREC},
    [EMAIL_DEPREC_CFWS_NEAR_AT] = {"deprec_cfws_near_at", EMAIL_DEPREC},
    [EMAIL_DOMAIN] = {"rfc5322_domain", EMAIL_RFC5322},
    [EMAIL_TOO_LONG] = {"rfc5322_toolong", EMAIL_RFC5322},
    [EMAIL_LOCAL_TOO_LONG] = {"rfc5322_local_toolong", EMAIL_RFC5322},
    [EMAIL_DOMAIN_TOO_LONG] = {"rfc5322_domain_toolong", EMAIL_RFC5322},
    [EMAIL_LABEL_TOO_LONG] = {"rfc5322_label_toolong", EMAIL_RFC5322},
    [EMAIL_DOMAIN_LITERAL] = {"rfc5322_domainliteral", EMAIL_RFC5322},
    [EMAIL_DOMLIT_OBSDTEXT] = {"rfc5322_domlit_obsdtext", EMAIL_RFC5322},
    [EMAIL_IPV6_GROUP_COUNT] = {"rfc5322_ipv6_grpcount", EMAIL_RFC5322},
    [EMAIL_IPV6_TWO_DOUBLE_COLONS] = {"rfc5322_ipv6_2x2xcolon", EMAIL_RFC5322},
    [EMAIL_IPV6_BAD_CHARACTER] = {"rfc5322_ipv6_badchar", EMAIL_RFC5322},
    [EMAIL_IPV6_MAX_GROUPS] = {"rfc5322_ipv6_maxgrps", EMAIL_RFC5322},
    [EMAIL_IPV6_COLON_START] = {"rfc5322_ipv6_colonstrt", EMAIL_RFC5322},
    [EMAIL_IPV6_COLON_END] = {"rfc5322_ipv6_colonend", EMAIL_RFC5322},
    [EMAIL_EXPECTING_DTEXT] = {"err_expecting_dtext", EMAIL_ERR},
    [EMAIL_NO_LOCAL_PART] = {"err_nolocalpart", EMAIL_ERR},
    [EMAIL_NO_DOMAIN] = {"err_nodomain", EMAIL_ERR},
    [EMAIL_CONSECUTIVE_DOTS] = {"err_consecutivedots", EMAIL_ERR},
    [EMAIL_ATEXT_AFTER_CFWS] = {"err_atext_after_cfws", EMAIL_ERR},
    [EMAIL_ATEXT_AFTER_QUOTES] = {"err_atext_after_qs", EMAIL_ERR},
    [EMAIL_ATEXT_AFTER_LITERAL] = {"err_atext_after_domlit", EMAIL_ERR},
    [EMAIL_EXPECTING_QPAIR] = {"err_expecting_qpair", EMAIL_ERR},
    [EMAIL_EXPECTING_ATEXT] = {"err_expecting_atext", EMAIL_ERR},
    [EMAIL_EXPECTING_QTEXT] = {"err_expecting_qtext", EMAIL_ERR},
    [EMAIL_EXPECTING_CTEXT] = {"err_expecting_ctext", EMAIL_ERR},
    [EMAIL_BACKSLASH_END] = {"err_backslashend", EMAIL_ERR},
    [EMAIL_DOT_START] = {"err_dot_start", EMAIL_ERR},
    [EMAIL_DOT_END] = {"err_dot_end", EMAIL_ERR},
    [EMAIL_HYPHEN_START] = {"err_domainhyphenstart", EMAIL_ERR},
    [EMAIL_HYPHEN_END] = {"err_domainhyphenend", EMAIL_ERR},
    [EMAIL_UNCLOSED_QUOTES] = {"err_unclosedquotedstr", EMAIL_ERR},
    [EMAIL_UNCLOSED_COMMENT] = {"err_unclosedcomment", EMAIL_ERR},
    [EMAIL_UNCLOSED_LITERAL] = {"err_uncloseddomlit", EMAIL_ERR},
    [EMAIL_CRLF_X2] = {"err_fws_crlf_x2", EMAIL_ERR},
    [EMAIL_CRLF_END] = {"err_fws_crlf_end", EMAIL_ERR},
    [EMAIL_CR_NO_LF] = {"err_cr_no_lf", EMAIL_ERR},
    [EMAIL_IDNA] = {"err_idna", EMAIL_ERR},
};

enum email_level crm__email_reason_level(enum email_reason reason)
{
    return reasons[reason].level;
}

const char *crm__email_level_name(enum email_level level)
{
    static const char *const names[] = {
        "valid", "rfc6531", "rfc5321", "cfws", "deprec", "rfc5322", "err",
    };
    return names[level];
}

const char *crm__email_reason_name(enum email_reason reason)
{
    return reasons[reason].name;
}
