/* Area B, leads: pools and their rules, scoring, duplicates, nurturing, registration. */
#include "model/catalogue/tables.h"

/* clang-format off */

/* Lead */

static const struct field_spec lead_fields[] = {
    {"name", FIELD_TEXT, SEARCHED | PII, 0, NULL, "Name", "姓名", NULL},
    {"surname", FIELD_TEXT, PII, 0, NULL, "Surname", "姓", NULL},
    {"given_name", FIELD_TEXT, PII, 0, NULL, "Given name", "名", NULL},
    {"salutation", FIELD_CHOICE, 0, 0, "salutation", "Salutation", "称谓", NULL},
    {"gender", FIELD_CHOICE, PII, 0, "gender", "Gender", "性别", NULL},
    {"company", FIELD_TEXT, SEARCHED, LINE_SIZE, NULL, "Company", "公司", NULL},
    {"department", FIELD_TEXT, 0, 0, NULL, "Department", "部门", NULL},
    {"title", FIELD_TEXT, 0, 0, NULL, "Title", "职务", NULL},
    {"phone", FIELD_PHONE, SEARCHED | PII, 0, NULL, "Phone", "电话", NULL},
    {"mobile", FIELD_PHONE, SEARCHED | PII, 0, NULL, "Mobile", "手机", NULL},
    {"email", FIELD_EMAIL, SEARCHED | PII, 0, NULL, "E-mail", "邮箱", NULL},
    {"wechat", FIELD_TEXT, SEARCHED | PII, CODE_SIZE, NULL, "WeChat", "微信", NULL},
    {"qq", FIELD_TEXT, PII, 20, NULL, "QQ", "QQ", NULL},
    {"website", FIELD_URL, 0, 0, NULL, "Website", "网站", NULL},
    {"country", FIELD_TEXT, 0, CODE_SIZE, NULL, "Country", "国家", NULL},
    {"province", FIELD_TEXT, 0, CODE_SIZE, NULL, "Province", "省份", NULL},
    {"city", FIELD_TEXT, 0, CODE_SIZE, NULL, "City", "城市", NULL},
    {"district", FIELD_TEXT, 0, CODE_SIZE, NULL, "District", "区县", NULL},
    {"address", FIELD_TEXT, PII, LINE_SIZE, NULL, "Address", "地址", NULL},
    {"postcode", FIELD_TEXT, 0, 16, NULL, "Postcode", "邮编", NULL},
    {"industry", FIELD_CHOICE, 0, 0, "industry", "Industry", "行业", NULL},
    {"company_size", FIELD_CHOICE, 0, 0, "company_size", "Company size", "公司规模", NULL},
    {"registration_number", FIELD_TEXT, 0, CODE_SIZE, NULL, "Registration number", "统一社会信用代码", NULL},
    {"language", FIELD_TEXT, 0, 35, NULL, "Language", "语言", NULL},
    {"time_zone", FIELD_TEXT, 0, CODE_SIZE, NULL, "Time zone", "时区", NULL},
    {"territory", FIELD_REFERENCE, 0, 0, "territory", "Territory", "销售区域", NULL},
    {"source", FIELD_REFERENCE, 0, 0, "lead_source", "Source", "线索来源", NULL},
    {"channel", FIELD_REFERENCE, 0, 0, "channel", "Channel", "渠道", NULL},
    {"capture_form", FIELD_REFERENCE, 0, 0, "capture_form", "Capture form", "获客表单", NULL},
    {"campaign", FIELD_TEXT, 0, 0, NULL, "Campaign", "营销活动", NULL},
    {"keyword", FIELD_TEXT, 0, 0, NULL, "Keyword", "关键词", NULL},
    {"landing_page", FIELD_URL, 0, 0, NULL, "Landing page", "落地页", NULL},
    {"sourced_by", FIELD_REFERENCE, 0, 0, "user", "Sourced by", "自拓人", NULL},
    {"status", FIELD_CHOICE, REQUIRED, 0, "lead_status", "Status", "状态", "new"},
    {"level", FIELD_CHOICE, 0, 0, "customer_level", "Level", "级别", NULL},
    {"validity", FIELD_CHOICE, REQUIRED, 0, "validity", "Validity", "有效性", "unknown"},
    {"validity_reason", FIELD_TEXT, 0, LINE_SIZE, NULL, "Reason of validity", "有效性原因", NULL},
    {"validity_at", FIELD_TIME, 0, 0, NULL, "Validity checked at", "验证时间", NULL},
    {"score", FIELD_INTEGER, QUIET | DERIVED, 0, NULL, "Score", "评分", NULL},
    {"grade", FIELD_TEXT, QUIET | DERIVED, 16, NULL, "Grade", "等级", NULL},
    {"score_reasons", FIELD_JSON, QUIET | DERIVED, 0, NULL, "Reasons of the score", "评分原因", NULL},
    {"scored_at", FIELD_TIME, QUIET | DERIVED, 0, NULL, "Scored at", "评分时间", NULL},
    {"pool", FIELD_REFERENCE, INDEXED, 0, "pool", "Lead pool", "线索池", NULL},
    {"pool_entered_at", FIELD_TIME, 0, 0, NULL, "In the pool since", "入池时间", NULL},
    {"owner_since", FIELD_TIME, 0, 0, NULL, "Owned since", "归属时间", NULL},
    {"collected_at", FIELD_TIME, 0, 0, NULL, "Collected at", "领取时间", NULL},
    {"hold_until", FIELD_TIME, 0, 0, NULL, "On hold until", "保留截止时间", NULL},
    {"previous_owner", FIELD_REFERENCE, 0, 0, "user", "Previous owner", "前负责人", NULL},
    {"previous_owner_until", FIELD_TIME, 0, 0, NULL, "Previous owner until", "前负责人归属截止时间", NULL},
    {"locked", FIELD_BOOL, REQUIRED, 0, NULL, "Locked", "锁定", "false"},
    {"first_response_at", FIELD_TIME, QUIET, 0, NULL, "First response at", "首次响应时间", NULL},
    {"last_follow_up_at", FIELD_TIME, QUIET, 0, NULL, "Last follow-up at", "最后跟进时间", NULL},
    {"next_follow_up_at", FIELD_TIME, 0, 0, NULL, "Next follow-up at", "下次跟进时间", NULL},
    {"follow_up_count", FIELD_INTEGER, REQUIRED | QUIET | DERIVED, 0, NULL, "Follow-ups", "跟进次数", "0"},
    {"recycle_at", FIELD_TIME, QUIET | DERIVED, 0, NULL, "Recycled at the latest", "预计回收时间", NULL},
    {"recycle_rule", FIELD_REFERENCE, QUIET | DERIVED, 0, "pool_rule", "Recycle rule", "回收规则", NULL},
    {"recycle_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Times recycled", "回收次数", "0"},
    {"interests", FIELD_CHOICES, 0, 0, "interest", "Interests", "意向", NULL},
    {"preferred_contact", FIELD_CHOICE, 0, 0, "contact_way", "Preferred contact", "首选联系方式", NULL},
    {"do_not_call", FIELD_BOOL, REQUIRED, 0, NULL, "Do not call", "请勿致电", "false"},
    {"do_not_email", FIELD_BOOL, REQUIRED, 0, NULL, "Do not e-mail", "请勿发邮件", "false"},
    {"budget", FIELD_MONEY, 0, 0, NULL, "Budget", "预算", NULL},
    {"currency", FIELD_TEXT, 0, 3, NULL, "Currency", "币种", NULL},
    {"needed_by", FIELD_DATE, 0, 0, NULL, "Needed by", "预计采购日期", NULL},
    {"description", FIELD_TEXT, SEARCHED, BODY_SIZE, NULL, "Description", "描述", NULL},
    {"nurture_track", FIELD_REFERENCE, INDEXED, 0, "nurture_track", "Nurture track", "培育计划", NULL},
    {"nurture_state", FIELD_CHOICE, 0, 0, "nurture_state", "Nurture state", "培育状态", NULL},
    {"nurture_step", FIELD_INTEGER, DERIVED, 0, NULL, "Nurture step", "培育步骤", NULL},
    {"nurture_since", FIELD_TIME, DERIVED, 0, NULL, "Nurtured since", "培育开始时间", NULL},
    {"converted_at", FIELD_TIME, DERIVED, 0, NULL, "Converted at", "转化时间", NULL},
    {"converted_account", FIELD_REFERENCE, INDEXED | DERIVED, 0, "account", "Converted to account", "转化客户", NULL},
    {"converted_contact", FIELD_REFERENCE, DERIVED, 0, "contact", "Converted to contact", "转化联系人", NULL},
    {"converted_opportunity", FIELD_REFERENCE, DERIVED, 0, "opportunity", "Converted to opportunity", "转化商机", NULL},
};

static const struct field_spec lead_source_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"channel", FIELD_REFERENCE, INDEXED, 0, "channel", "Channel", "渠道", NULL},
    {"active", FIELD_BOOL, REQUIRED, 0, NULL, "Active", "启用", "true"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec channel_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "channel_kind", "Kind", "类型", "other"},
    {"parent", FIELD_REFERENCE, INDEXED, 0, "channel", "Parent channel", "上级渠道", NULL},
    {"active", FIELD_BOOL, REQUIRED, 0, NULL, "Active", "启用", "true"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec capture_form_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"key", FIELD_TEXT, REQUIRED | UNIQUE, CODE_SIZE, NULL, "Key", "表单标识", NULL},
    {"fields", FIELD_JSON, REQUIRED, 0, NULL, "Fields taken", "采集字段", "[]"},
    {"source", FIELD_REFERENCE, 0, 0, "lead_source", "Source", "线索来源", NULL},
    {"channel", FIELD_REFERENCE, 0, 0, "channel", "Channel", "渠道", NULL},
    {"campaign", FIELD_TEXT, 0, 0, NULL, "Campaign", "营销活动", NULL},
    {"pool", FIELD_REFERENCE, 0, 0, "pool", "Lead pool", "线索池", NULL},
    {"assign", FIELD_BOOL, REQUIRED, 0, NULL, "Assign by rule at once", "立即按规则分配", "true"},
    {"check_duplicates", FIELD_BOOL, REQUIRED, 0, NULL, "Check for duplicates", "查重", "true"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

/* Pools */

static const struct field_spec pool_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
    {"teams", FIELD_REFERENCES, 0, 0, "team", "Member teams", "成员团队", NULL},
    {"users", FIELD_REFERENCES, 0, 0, "user", "Member users", "成员用户", NULL},
    {"administrators", FIELD_REFERENCES, 0, 0, "user", "Administrators", "管理员", NULL},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"is_default", FIELD_BOOL, REQUIRED, 0, NULL, "Default pool", "默认线索池", "false"},
    {"auto_recycle", FIELD_BOOL, REQUIRED, 0, NULL, "Recycle by rule", "自动回收", "true"},
    {"capacity", FIELD_INTEGER, 0, 0, NULL, "Capacity per member", "库容（每人）", NULL},
    {"daily_limit", FIELD_INTEGER, 0, 0, NULL, "Claims per day", "每日领取上限", NULL},
    {"cool_down_days", FIELD_INTEGER, 0, 0, NULL, "Cool-down of the previous owner (days)", "前负责人冷却天数", NULL},
    {"hold_hours", FIELD_INTEGER, 0, 0, NULL, "Hold on new leads (hours)", "新线索保留小时数", NULL},
    {"hidden_fields", FIELD_JSON, 0, 0, NULL, "Fields hidden in the pool", "隐藏字段", NULL},
    {"on_return", FIELD_CHOICE, REQUIRED, 0, "lead_status", "Status of returned leads", "退回后状态", "recycled"},
    {"time_zone", FIELD_TEXT, 0, CODE_SIZE, NULL, "Time zone", "时区", NULL},
};

static const struct field_spec pool_rule_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"pool", FIELD_REFERENCE, 0, 0, "pool", "Lead pool", "线索池", NULL},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "pool_rule_kind", "Kind", "类型", NULL},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Position", "顺序", "0"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Condition", "条件", NULL},
    {"strategy", FIELD_CHOICE, 0, 0, "assign_strategy", "Strategy", "分配方式", NULL},
    {"members", FIELD_REFERENCES, 0, 0, "user", "Members", "成员", NULL},
    {"teams", FIELD_REFERENCES, 0, 0, "team", "Teams", "团队", NULL},
    {"weights", FIELD_JSON, 0, 0, NULL, "Weight of each member", "成员权重", NULL},
    {"skills", FIELD_REFERENCES, 0, 0, "skill", "Skills needed", "所需技能", NULL},
    {"fall_through", FIELD_BOOL, REQUIRED, 0, NULL, "Else try the rules below", "无人可分时继续", "false"},
    {"last_member", FIELD_REFERENCE, QUIET | DERIVED, 0, "user", "Last chosen member", "上次分配成员", NULL},
    {"recycle_kind", FIELD_CHOICE, 0, 0, "recycle_kind", "Recycled for", "回收原因", NULL},
    {"days", FIELD_INTEGER, 0, 0, NULL, "After days", "天数", NULL},
    {"level_days", FIELD_JSON, 0, 0, NULL, "After days, by level", "各级别天数", NULL},
    {"calendar_days", FIELD_BOOL, REQUIRED, 0, NULL, "Count calendar days", "按自然日计算", "false"},
    {"and_next", FIELD_BOOL, REQUIRED, 0, NULL, "Only together with the next rule", "与下一条规则同时满足", "false"},
    {"reminder_days", FIELD_INTEGER, 0, 0, NULL, "Remind days before", "提前提醒天数", NULL},
    {"exempt_converted", FIELD_BOOL, REQUIRED, 0, NULL, "Spare converted leads", "已成交不回收", "true"},
    {"exempt_with_opportunity", FIELD_BOOL, REQUIRED, 0, NULL, "Spare leads with an open opportunity", "有商机不回收", "true"},
    {"exempt_condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Spare leads where", "豁免条件", NULL},
    {"target_pool", FIELD_REFERENCE, 0, 0, "pool", "Goes to pool", "回收至线索池", NULL},
};

static const struct field_spec rotation_fields[] = {
    {"rule", FIELD_REFERENCE, REQUIRED, 0, "pool_rule", "Rule", "分配规则", NULL},
    {"user", FIELD_REFERENCE, REQUIRED, 0, "user", "Member", "成员", NULL},
    {"assigned_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Assigned", "已分配数", "0"},
    {"virtual_time", FIELD_INTEGER, REQUIRED, 0, NULL, "Virtual time", "虚拟时间", "0"},
    {"last_assigned_at", FIELD_TIME, 0, 0, NULL, "Last assigned at", "最近分配时间", NULL},
};

static const struct field_spec claim_fields[] = {
    {"pool", FIELD_REFERENCE, 0, 0, "pool", "Lead pool", "线索池", NULL},
    {"lead", FIELD_REFERENCE, REQUIRED, 0, "lead", "Lead", "线索", NULL},
    {"user", FIELD_REFERENCE, 0, 0, "user", "User", "用户", NULL},
    {"action", FIELD_CHOICE, REQUIRED, 0, "claim_action", "Action", "操作", NULL},
    {"at", FIELD_TIME, REQUIRED, 0, NULL, "At", "时间", NULL},
    {"local_day", FIELD_DATE, REQUIRED, 0, NULL, "Local day", "当地日期", NULL},
    {"from_user", FIELD_REFERENCE, 0, 0, "user", "From user", "原负责人", NULL},
    {"from_pool", FIELD_REFERENCE, 0, 0, "pool", "From pool", "原线索池", NULL},
    {"rule", FIELD_REFERENCE, 0, 0, "pool_rule", "Rule", "规则", NULL},
    {"reason", FIELD_TEXT, 0, LINE_SIZE, NULL, "Reason", "原因", NULL},
};

/* Scoring and persona */

static const struct field_spec score_model_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"edition", FIELD_INTEGER, REQUIRED, 0, NULL, "Edition", "模型版本", "1"},
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", "lead"},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "score_kind", "Kind", "类型", "fit"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Scores records where", "适用条件", NULL},
    {"minimum", FIELD_DECIMAL, 0, 3, NULL, "Minimum", "最低分", "0"},
    {"maximum", FIELD_DECIMAL, 0, 3, NULL, "Maximum", "最高分", "100"},
    {"groups", FIELD_JSON, 0, 0, NULL, "Minimum and maximum of groups", "分组上下限", NULL},
    {"grades", FIELD_JSON, 0, 0, NULL, "Grades and their minimum", "等级划分", NULL},
    {"threshold", FIELD_INTEGER, 0, 0, NULL, "Qualified from", "合格分数", NULL},
    {"nurture_pool", FIELD_REFERENCE, 0, 0, "pool", "Pool of the others", "培育池", NULL},
    {"nurture_track", FIELD_REFERENCE, 0, 0, "nurture_track", "Nurture track of the others", "培育计划", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec score_rule_fields[] = {
    {"model", FIELD_REFERENCE, REQUIRED, 0, "score_model", "Model", "评分模型", NULL},
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Position", "顺序", "0"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"group_name", FIELD_TEXT, 0, CODE_SIZE, NULL, "Group", "分组", NULL},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Condition", "条件", NULL},
    {"points", FIELD_DECIMAL, REQUIRED, 3, NULL, "Points", "分值", NULL},
    {"event_kind", FIELD_TEXT, 0, CODE_SIZE, NULL, "Per behaviour event", "行为事件类型", NULL},
    {"minimum", FIELD_DECIMAL, 0, 3, NULL, "At least points", "分值下限", NULL},
    {"maximum", FIELD_DECIMAL, 0, 3, NULL, "At most points", "分值上限", NULL},
    {"daily_cap", FIELD_DECIMAL, 0, 3, NULL, "At most points a day", "每日分值上限", NULL},
    {"window_days", FIELD_INTEGER, 0, 0, NULL, "Events of the last days", "统计天数", NULL},
    {"decay", FIELD_CHOICE, REQUIRED, 0, "decay_kind", "Decay", "衰减方式", "none"},
    {"decay_days", FIELD_INTEGER, 0, 0, NULL, "Days of decay: to zero, to half, of a step", "衰减周期天数", NULL},
    {"decay_percent", FIELD_DECIMAL, 0, 1, NULL, "Lost at each step (%)", "每级衰减比例（%）", NULL},
};

static const struct field_spec score_fields[] = {
    {"lead", FIELD_REFERENCE, REQUIRED, 0, "lead", "Lead", "线索", NULL},
    {"model", FIELD_REFERENCE, REQUIRED, 0, "score_model", "Model", "评分模型", NULL},
    {"value", FIELD_INTEGER, REQUIRED, 0, NULL, "Value", "分数", NULL},
    {"grade", FIELD_TEXT, 0, 16, NULL, "Grade", "等级", NULL},
    {"previous_value", FIELD_INTEGER, 0, 0, NULL, "Previous value", "上次分数", NULL},
    {"reasons", FIELD_JSON, 0, 0, NULL, "Reasons", "原因", NULL},
    {"at", FIELD_TIME, REQUIRED, 0, NULL, "At", "时间", NULL},
};

static const struct field_spec tag_rule_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"condition", FIELD_TEXT, REQUIRED, RULE_SIZE, NULL, "Condition", "条件", NULL},
    {"tag", FIELD_REFERENCE, REQUIRED | INDEXED, 0, "tag", "Tag", "标签", NULL},
    {"confidence", FIELD_DECIMAL, 0, 4, NULL, "Confidence", "置信度", NULL},
    {"expires_days", FIELD_INTEGER, 0, 0, NULL, "Expires after days", "有效天数", NULL},
    {"take_away", FIELD_BOOL, REQUIRED, 0, NULL, "Taken away when no longer met", "不再满足时移除", "true"},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Position", "顺序", "0"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
};

/* Duplicates */

static const struct field_spec duplicate_pair_fields[] = {
    {"entity_a", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "First entity", "实体一", NULL},
    {"id_a", FIELD_INTEGER, REQUIRED, 0, NULL, "First id", "编号一", NULL},
    {"entity_b", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Second entity", "实体二", NULL},
    {"id_b", FIELD_INTEGER, REQUIRED, 0, NULL, "Second id", "编号二", NULL},
    {"kinds", FIELD_CHOICES, REQUIRED, 0, "duplicate_kind", "Found by", "匹配依据", NULL},
    {"probability", FIELD_DECIMAL, 0, 6, NULL, "Probability", "概率", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "duplicate_state", "State", "状态", "open"},
    {"found_at", FIELD_TIME, 0, 0, NULL, "Found at", "发现时间", NULL},
    {"decided_by", FIELD_REFERENCE, 0, 0, "user", "Decided by", "处理人", NULL},
    {"decided_at", FIELD_TIME, 0, 0, NULL, "Decided at", "处理时间", NULL},
    {"merge", FIELD_REFERENCE, 0, 0, "merge", "Merge", "合并记录", NULL},
};

static const struct field_spec merge_fields[] = {
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"survivor_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Survivor id", "保留记录编号", NULL},
    {"losers", FIELD_JSON, REQUIRED, 0, NULL, "Merged ids", "被合并编号", NULL},
    {"policy", FIELD_JSON, 0, 0, NULL, "Survivorship", "取值策略", NULL},
    {"journal", FIELD_JSON, REQUIRED | PII, BIG_JSON_SIZE, NULL, "Journal", "合并日志", NULL},
    {"at", FIELD_TIME, REQUIRED, 0, NULL, "At", "时间", NULL},
    {"undone_at", FIELD_TIME, 0, 0, NULL, "Undone at", "撤销时间", NULL},
    {"undone_by", FIELD_REFERENCE, 0, 0, "user", "Undone by", "撤销人", NULL},
    {"reason", FIELD_TEXT, 0, LINE_SIZE, NULL, "Reason", "原因", NULL},
};

static const struct field_spec alias_fields[] = {
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"old_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Old id", "原编号", NULL},
    {"survivor_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Survivor id", "保留记录编号", NULL},
    {"merge", FIELD_REFERENCE, INDEXED, 0, "merge", "Merge", "合并记录", NULL},
};

/* Nurturing, registration, conversion */

static const struct field_spec nurture_track_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
    {"steps", FIELD_JSON, REQUIRED, 0, NULL, "Steps", "培育步骤", "[]"},
    {"exit_condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Left when", "退出条件", NULL},
    {"return_pool", FIELD_REFERENCE, 0, 0, "pool", "Pool after the track", "培育后线索池", NULL},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
};

static const struct field_spec registration_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Target", "报备对象", NULL},
    {"company", FIELD_TEXT, SEARCHED, LINE_SIZE, NULL, "Company", "公司", NULL},
    {"registration_number", FIELD_TEXT, INDEXED, CODE_SIZE, NULL, "Registration number", "统一社会信用代码", NULL},
    {"phone", FIELD_PHONE, INDEXED | PII, 0, NULL, "Phone", "电话", NULL},
    {"email", FIELD_EMAIL, INDEXED | PII, 0, NULL, "E-mail", "邮箱", NULL},
    {"lead", FIELD_REFERENCE, INDEXED, 0, "lead", "Lead", "线索", NULL},
    {"account", FIELD_REFERENCE, INDEXED, 0, "account", "Account", "客户", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "registration_state", "State", "状态", "pending"},
    {"requested_at", FIELD_TIME, 0, 0, NULL, "Requested at", "报备时间", NULL},
    {"valid_from", FIELD_TIME, 0, 0, NULL, "Valid from", "生效时间", NULL},
    {"valid_until", FIELD_TIME, INDEXED, 0, NULL, "Valid until", "有效期至", NULL},
    {"extension_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Extensions", "延期次数", "0"},
    {"conflicts_with", FIELD_REFERENCE, 0, 0, "registration", "Conflicts with", "冲突报备", NULL},
    {"decided_by", FIELD_REFERENCE, 0, 0, "user", "Decided by", "审核人", NULL},
    {"decided_at", FIELD_TIME, 0, 0, NULL, "Decided at", "审核时间", NULL},
    {"reason", FIELD_TEXT, 0, LINE_SIZE, NULL, "Reason", "原因", NULL},
};

static const struct field_spec conversion_fields[] = {
    {"lead", FIELD_REFERENCE, REQUIRED | INDEXED, 0, "lead", "Lead", "线索", NULL},
    {"account", FIELD_REFERENCE, INDEXED, 0, "account", "Account", "客户", NULL},
    {"contact", FIELD_REFERENCE, 0, 0, "contact", "Contact", "联系人", NULL},
    {"opportunity", FIELD_REFERENCE, 0, 0, "opportunity", "Opportunity", "商机", NULL},
    {"account_created", FIELD_BOOL, REQUIRED, 0, NULL, "Account is new", "新建客户", "false"},
    {"contact_created", FIELD_BOOL, REQUIRED, 0, NULL, "Contact is new", "新建联系人", "false"},
    {"opportunity_created", FIELD_BOOL, REQUIRED, 0, NULL, "Opportunity is new", "新建商机", "false"},
    {"journal", FIELD_JSON, REQUIRED | PII, BIG_JSON_SIZE, NULL, "Journal", "转化日志", NULL},
    {"at", FIELD_TIME, REQUIRED, 0, NULL, "At", "时间", NULL},
    {"undone_at", FIELD_TIME, 0, 0, NULL, "Undone at", "撤销时间", NULL},
    {"undone_by", FIELD_REFERENCE, 0, 0, "user", "Undone by", "撤销人", NULL},
};

static const struct entity_spec leads[] = {
    {"lead", "Lead", "线索", "B", FIELDS(lead_fields), "name", NULL, LIST("owner,status"),
     ENTITY_CUSTOMER,
     "id,name,company,mobile,email,status,score,owner.name,created_at"},
    {"lead_source", "Lead source", "线索来源", "B", FIELDS(lead_source_fields), "name", NULL, NULL,
     0, NULL},
    {"channel", "Channel", "渠道", "B", FIELDS(channel_fields), "name", NULL, NULL, 0, NULL},
    {"capture_form", "Capture form", "获客表单", "B", FIELDS(capture_form_fields), "name", NULL,
     NULL, 0, NULL},
    {"pool", "Lead pool", "线索池", "B", FIELDS(pool_fields), "name", NULL, NULL, 0, NULL},
    {"pool_rule", "Pool rule", "线索池规则", "B", FIELDS(pool_rule_fields), "name", NULL,
     LIST("pool,kind,position"), 0,
     "id,pool.name,position,name,kind,enabled,condition"},
    {"rotation", "Rotation", "轮转状态", "B", FIELDS(rotation_fields), "rule", LIST("rule,user"),
     NULL, ENTITY_NO_HISTORY | ENTITY_INTERNAL, NULL},
    {"claim", "Claim", "领取记录", "B", FIELDS(claim_fields), "action", NULL,
     LIST("user,pool,local_day", "lead,at", "user,at"), ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY,
     "id,at,action,lead.name,user.name,pool.name,reason"},
    {"score_model", "Score model", "评分模型", "B", FIELDS(score_model_fields), "name",
     LIST("name,edition"), NULL, 0, NULL},
    {"score_rule", "Score rule", "评分规则", "B", FIELDS(score_rule_fields), "name", NULL,
     LIST("model,position"), 0,
     "id,model.name,position,name,enabled,condition,points"},
    {"score", "Score", "评分记录", "B", FIELDS(score_fields), "value", NULL, LIST("lead,at"),
     ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY,
     "id,at,lead.name,model.name,value,previous_value,grade"},
    {"tag_rule", "Tag rule", "打标规则", "B", FIELDS(tag_rule_fields), "name", NULL, NULL, 0, NULL},
    {"duplicate_pair", "Duplicate pair", "重复对", "B", FIELDS(duplicate_pair_fields), "state",
     LIST("entity_a,id_a,entity_b,id_b"), LIST("entity_b,id_b", "state,found_at"),
     ENTITY_NO_HISTORY, NULL},
    {"merge", "Merge", "合并记录", "B", FIELDS(merge_fields), "entity_name", NULL,
     LIST("entity_name,survivor_id"), ENTITY_NO_HISTORY,
     "id,at,entity_name,survivor_id,policy,undone_at"},
    {"alias", "Alias of a merged record", "合并别名", "B", FIELDS(alias_fields), "entity_name",
     LIST("entity_name,old_id"), LIST("entity_name,survivor_id"),
     ENTITY_NO_HISTORY | ENTITY_INTERNAL, NULL},
    {"nurture_track", "Nurture track", "培育计划", "B", FIELDS(nurture_track_fields), "name", NULL,
     NULL, 0, NULL},
    {"registration", "Deal registration", "报备", "B", FIELDS(registration_fields), "name", NULL,
     LIST("owner,state"), 0, NULL},
    {"conversion", "Conversion", "线索转化", "B", FIELDS(conversion_fields), "lead", NULL, NULL,
     ENTITY_NO_HISTORY,
     "id,at,lead.name,account.name,contact.name,opportunity.name,undone_at"},
};
/* clang-format on */

const struct entity_table crm__leads_table = {200, leads, COUNT_OF(leads)};
