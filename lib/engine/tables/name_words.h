/* Words around person names, and the surnames of two characters. */
#ifndef CRM_ENGINE_TABLES_NAME_WORDS_H
#define CRM_ENGINE_TABLES_NAME_WORDS_H

#include "engine/name.h"

struct name_title {
    const char *word;
    uint32_t flag;
    enum person_gender gender;
};

/* Behind a Han name. Longest first where one ends another. */
static const struct name_title han_titles[] = {
    {"先生", PERSON_SALUTATION, GENDER_MALE},   {"女士", PERSON_SALUTATION, GENDER_FEMALE},
    {"小姐", PERSON_SALUTATION, GENDER_FEMALE}, {"太太", PERSON_SALUTATION, GENDER_FEMALE},
    {"夫人", PERSON_SALUTATION, GENDER_FEMALE}, {"老师", PERSON_SALUTATION, GENDER_UNKNOWN},
    {"同学", PERSON_SALUTATION, GENDER_UNKNOWN}, {"师傅", PERSON_SALUTATION, GENDER_UNKNOWN},
    {"老板", PERSON_SALUTATION, GENDER_UNKNOWN}, {"副总经理", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"总经理", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"副经理", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"经理", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"董事长", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"总监", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"主管", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"主任", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"工程师", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"会计", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"教授", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"博士", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"医生", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"律师", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"处长", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"局长", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"科长", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"部长", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"院长", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"校长", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"店长", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"厂长", PERSON_JOB_TITLE, GENDER_UNKNOWN}, {"书记", PERSON_JOB_TITLE, GENDER_UNKNOWN},
};

/* Of one character, so cut only behind a bare surname: 王总, 张工. */
static const struct name_title han_short_titles[] = {
    {"总", PERSON_JOB_TITLE, GENDER_UNKNOWN},  {"董", PERSON_JOB_TITLE, GENDER_UNKNOWN},
    {"工", PERSON_JOB_TITLE, GENDER_UNKNOWN},  {"哥", PERSON_SALUTATION, GENDER_MALE},
    {"姐", PERSON_SALUTATION, GENDER_FEMALE},  {"姨", PERSON_SALUTATION, GENDER_FEMALE},
    {"叔", PERSON_SALUTATION, GENDER_MALE},
};

/* In front of a Latin name. */
static const struct name_title latin_prefixes[] = {
    {"mr", PERSON_SALUTATION, GENDER_MALE},     {"mrs", PERSON_SALUTATION, GENDER_FEMALE},
    {"ms", PERSON_SALUTATION, GENDER_FEMALE},   {"miss", PERSON_SALUTATION, GENDER_FEMALE},
    {"madam", PERSON_SALUTATION, GENDER_FEMALE}, {"mme", PERSON_SALUTATION, GENDER_FEMALE},
    {"sir", PERSON_SALUTATION, GENDER_MALE},    {"herr", PERSON_SALUTATION, GENDER_MALE},
    {"frau", PERSON_SALUTATION, GENDER_FEMALE}, {"dr", PERSON_SALUTATION, GENDER_UNKNOWN},
    {"prof", PERSON_SALUTATION, GENDER_UNKNOWN},
};

/* Behind a Latin name. */
static const struct name_title latin_suffixes[] = {
    {"jr", PERSON_SALUTATION, GENDER_UNKNOWN},  {"sr", PERSON_SALUTATION, GENDER_UNKNOWN},
    {"ii", PERSON_SALUTATION, GENDER_UNKNOWN},  {"iii", PERSON_SALUTATION, GENDER_UNKNOWN},
    {"phd", PERSON_SALUTATION, GENDER_UNKNOWN}, {"md", PERSON_SALUTATION, GENDER_UNKNOWN},
    {"esq", PERSON_SALUTATION, GENDER_UNKNOWN}, {"mba", PERSON_SALUTATION, GENDER_UNKNOWN},
};

static const char *const name_placeholders[] = {
    "测试", "测试用户", "未知", "无", "无名", "匿名", "匿名用户", "客户", "游客", "用户", "微信用户",
    "某某", "待补充", "暂无", "保密", "test", "tester", "testtest", "test test", "none", "na", "n/a",
    "null", "unknown", "anonymous", "nobody", "guest", "user", "customer", "xxx", "aaa", "abc",
    "asdf", "qwerty",
};

static const char *const compound_surnames[] = {
    "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "司空", "夏侯",
    "东方", "南宫", "西门", "独孤", "端木", "百里", "呼延", "轩辕", "长孙", "宇文", "钟离", "闾丘",
    "淳于", "单于", "申屠", "太史", "澹台", "公冶", "公羊", "宗政", "濮阳", "赫连", "万俟", "闻人",
    "拓跋", "第五", "东郭", "南门", "左丘", "梁丘", "宰父", "谷梁", "段干", "微生", "羊舌", "巫马",
    "公西", "漆雕", "乐正", "壤驷", "公良", "夹谷", "颛孙", "仲孙", "鲜于", "亓官", "司寇", "子车",
    "东门",
};

#endif
