/*
 * Public mailbox providers and how their addresses fold to one mailbox. `separator` begins a
 * sub-address; `dots` says that dots in the local part do not count; `mailbox` is the domain that
 * all aliases fold to, NULL when the domain stands for itself. Sorted by domain.
 */
#ifndef CRM_ENGINE_TABLES_MAIL_PROVIDERS_H
#define CRM_ENGINE_TABLES_MAIL_PROVIDERS_H

#include <stdbool.h>
#include <stddef.h>

struct mail_provider {
    const char *domain;
    char separator;
    bool dots;
    const char *mailbox;
};

static const struct mail_provider mail_providers[] = {
    {"126.com", '\0', false, NULL},
    {"139.com", '\0', false, NULL},
    {"163.com", '\0', false, NULL},
    {"188.com", '\0', false, NULL},
    {"189.cn", '\0', false, NULL},
    {"aliyun.com", '\0', false, NULL},
    {"aol.com", '\0', false, NULL},
    {"fastmail.com", '+', false, NULL},
    {"fastmail.fm", '+', false, NULL},
    {"foxmail.com", '\0', false, NULL},
    {"gmail.com", '+', true, NULL},
    {"gmx.com", '\0', false, NULL},
    {"gmx.de", '\0', false, NULL},
    {"gmx.net", '\0', false, NULL},
    {"googlemail.com", '+', true, "gmail.com"},
    {"hotmail.co.uk", '+', false, NULL},
    {"hotmail.com", '+', false, NULL},
    {"hotmail.fr", '+', false, NULL},
    {"icloud.com", '+', false, NULL},
    {"live.cn", '+', false, NULL},
    {"live.com", '+', false, NULL},
    {"mac.com", '+', false, "icloud.com"},
    {"mail.ru", '+', false, NULL},
    {"me.com", '+', false, "icloud.com"},
    {"msn.com", '+', false, NULL},
    {"naver.com", '\0', false, NULL},
    {"outlook.com", '+', false, NULL},
    {"pm.me", '+', false, "proton.me"},
    {"proton.me", '+', false, NULL},
    {"protonmail.ch", '+', false, "proton.me"},
    {"protonmail.com", '+', false, "proton.me"},
    {"qq.com", '\0', false, NULL},
    {"rocketmail.com", '-', false, NULL},
    {"sina.cn", '\0', false, NULL},
    {"sina.com", '\0', false, NULL},
    {"sina.com.cn", '\0', false, NULL},
    {"sohu.com", '\0', false, NULL},
    {"tom.com", '\0', false, NULL},
    {"vip.163.com", '\0', false, NULL},
    {"vip.qq.com", '\0', false, NULL},
    {"vip.sina.com", '\0', false, NULL},
    {"web.de", '\0', false, NULL},
    {"wo.cn", '\0', false, NULL},
    {"ya.ru", '+', false, "yandex.ru"},
    {"yahoo.cn", '-', false, NULL},
    {"yahoo.co.jp", '-', false, NULL},
    {"yahoo.co.uk", '-', false, NULL},
    {"yahoo.com", '-', false, NULL},
    {"yahoo.com.cn", '-', false, NULL},
    {"yahoo.com.hk", '-', false, NULL},
    {"yahoo.com.tw", '-', false, NULL},
    {"yahoo.de", '-', false, NULL},
    {"yahoo.fr", '-', false, NULL},
    {"yandex.com", '+', false, "yandex.ru"},
    {"yandex.ru", '+', false, NULL},
    {"yeah.net", '\0', false, NULL},
    {"ymail.com", '-', false, NULL},
    {"zoho.com", '+', false, NULL},
    {"zohomail.com", '+', false, NULL},
};

/* Desks rather than people: RFC 2142 and common use. Sorted. */
static const char *const mail_roles[] = {
    "abuse", "accounting", "accounts", "admin", "administrator", "all", "billing", "booking",
    "bookings", "business", "careers", "ceo", "compliance", "contact", "contactus", "customercare",
    "customerservice", "enquiries", "enquiry", "everyone", "export", "feedback", "finance", "ftp",
    "hello", "help", "helpdesk", "hostmaster", "hr", "info", "information", "inquiries", "inquiry",
    "investor", "invoice", "jobs", "kefu", "legal", "list", "mail", "mailer-daemon", "manager",
    "market", "marketing", "media", "news", "newsletter", "no-reply", "noc", "noreply", "office",
    "order", "orders", "partner", "partners", "postmaster", "press", "privacy", "purchase",
    "purchasing", "recruit", "root", "sales", "security", "service", "services", "shop", "staff",
    "subscribe", "support", "team", "tech", "training", "usenet", "uucp", "webmaster", "www",
};

#endif
