/* The domains that people mean when they mistype one, the most used first. */
#ifndef CRM_ENGINE_TABLES_MAIL_TARGETS_H
#define CRM_ENGINE_TABLES_MAIL_TARGETS_H

static const char *const mail_targets[] = {
    "gmail.com", "qq.com", "163.com", "outlook.com", "hotmail.com", "yahoo.com", "126.com",
    "icloud.com", "foxmail.com", "sina.com", "139.com", "189.cn", "aliyun.com", "sohu.com",
    "live.com", "vip.qq.com", "yeah.net", "sina.cn", "sina.com.cn", "vip.163.com", "msn.com",
    "aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de",
    "mail.ru", "yandex.ru", "googlemail.com", "yahoo.co.uk", "yahoo.co.jp", "yahoo.com.cn",
    "yahoo.com.hk", "yahoo.com.tw", "yahoo.fr", "yahoo.de", "hotmail.co.uk", "hotmail.fr",
    "orange.fr", "naver.com", "hanmail.net", "daum.net", "comcast.net", "verizon.net",
    "btinternet.com", "rediffmail.com", "fastmail.com", "zoho.com", "yandex.com", "ymail.com",
    "wanadoo.fr", "libero.it", "uol.com.br", "bigpond.com", "me.com", "mac.com", "tom.com",
};

#endif
