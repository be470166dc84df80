/* Legal forms of companies as they stand at the end of a name, and what they are called. */
#ifndef CRM_ENGINE_TABLES_LEGAL_FORMS_H
#define CRM_ENGINE_TABLES_LEGAL_FORMS_H

struct legal_form {
    const char *word;
    const char *canonical;
};

/* Longest first, so that a form is never cut in half. */
static const struct legal_form han_forms[] = {
    {"股份有限责任公司", "股份有限公司"}, {"农民专业合作社", "合作社"},
    {"集团股份有限公司", "股份有限公司"}, {"集团有限责任公司", "有限公司"},
    {"个人独资企业", "个人独资企业"},     {"有限责任公司", "有限公司"},
    {"股份有限公司", "股份有限公司"},     {"合伙企业有限合伙", "合伙企业"},
    {"合伙企业普通合伙", "合伙企业"},     {"集团有限公司", "有限公司"},
    {"特殊普通合伙", "合伙企业"},         {"个体工商户", "个体工商户"},
    {"有限公司", "有限公司"},             {"股份公司", "股份有限公司"},
    {"集团公司", "有限公司"},             {"合伙企业", "合伙企业"},
    {"有限合伙", "合伙企业"},             {"普通合伙", "合伙企业"},
    {"总公司", "有限公司"},               {"合作社", "合作社"},
    {"公司", "有限公司"},                 {"集团", "集团"},
};

/* What makes a part of a company, kept in the key. */
static const char *const han_branches[] = {"分公司", "分店", "分部", "分行", "支行", "办事处", "营业部"};

/* Words at the end of a Latin name, without dots. */
static const struct legal_form latin_forms[] = {
    {"inc", "inc"},         {"incorporated", "inc"}, {"corp", "corp"},     {"corporation", "corp"},
    {"co", "co"},           {"company", "co"},       {"ltd", "ltd"},       {"limited", "ltd"},
    {"llc", "llc"},         {"llp", "llp"},          {"lp", "lp"},         {"plc", "plc"},
    {"gmbh", "gmbh"},       {"ggmbh", "gmbh"},       {"mbh", "gmbh"},      {"ag", "ag"},
    {"kg", "kg"},           {"kgaa", "kgaa"},        {"ohg", "ohg"},       {"ug", "ug"},
    {"ev", "ev"},           {"eg", "eg"},            {"se", "se"},         {"sa", "sa"},
    {"sas", "sas"},         {"sarl", "sarl"},        {"eurl", "eurl"},     {"srl", "srl"},
    {"spa", "spa"},         {"snc", "snc"},          {"sl", "sl"},         {"slu", "sl"},
    {"bv", "bv"},           {"nv", "nv"},            {"cv", "cv"},         {"bvba", "bv"},
    {"ab", "ab"},           {"as", "as"},            {"asa", "asa"},       {"aps", "aps"},
    {"oy", "oy"},           {"oyj", "oyj"},          {"kk", "kk"},         {"gk", "gk"},
    {"pte", "pte"},         {"pty", "pty"},          {"pvt", "pvt"},       {"private", "pvt"},
    {"sdn", "sdn"},         {"bhd", "bhd"},          {"ltda", "ltda"},     {"lda", "lda"},
    {"doo", "doo"},         {"dd", "dd"},            {"kft", "kft"},       {"zrt", "zrt"},
    {"rt", "rt"},           {"spzoo", "spzoo"},      {"sro", "sro"},       {"ooo", "ooo"},
    {"oao", "oao"},         {"zao", "zao"},          {"tbk", "tbk"},       {"jsc", "jsc"},
    {"group", "group"},     {"holdings", "holdings"}, {"holding", "holdings"},
};

static const char *const company_placeholders[] = {
    "无", "个人", "没有", "暂无", "未知", "测试", "自由职业", "个体", "自己", "none", "na", "n a", "null",
    "test", "unknown", "self", "personal", "private", "freelance", "freelancer",
};

#endif
