/* Area A, the ground: organisation, access, automation, and what hangs on any record. */
#include "model/catalogue/tables.h"

/* clang-format off */

/* Organisation */

static const struct field_spec user_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "姓名", NULL},
    {"login", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, CODE_SIZE, NULL, "Login", "登录名", NULL},
    {"email", FIELD_EMAIL, SEARCHED | PII, 0, NULL, "E-mail", "邮箱", NULL},
    {"phone", FIELD_PHONE, PII, 0, NULL, "Phone", "电话", NULL},
    {"wechat", FIELD_TEXT, PII, CODE_SIZE, NULL, "WeChat", "微信", NULL},
    {"employee_number", FIELD_TEXT, UNIQUE, CODE_SIZE, NULL, "Employee number", "工号", NULL},
    {"title", FIELD_TEXT, 0, 0, NULL, "Title", "职务", NULL},
    {"role", FIELD_REFERENCE, INDEXED, 0, "role", "Role", "角色", NULL},
    {"team", FIELD_REFERENCE, INDEXED, 0, "team", "Team", "团队", NULL},
    {"superior", FIELD_REFERENCE, INDEXED, 0, "user", "Superior", "上级", NULL},
    {"territory", FIELD_REFERENCE, 0, 0, "territory", "Territory", "销售区域", NULL},
    {"active", FIELD_BOOL, REQUIRED, 0, NULL, "Active", "启用", "true"},
    {"language", FIELD_CHOICE, 0, 0, "language", "Language", "语言", NULL},
    {"time_zone", FIELD_TEXT, 0, CODE_SIZE, NULL, "Time zone", "时区", NULL},
    {"capacity", FIELD_INTEGER, 0, 0, NULL, "Lead capacity", "线索容量", NULL},
    {"weight", FIELD_INTEGER, REQUIRED, 0, NULL, "Assignment weight", "分配权重", "1"},
    {"skills", FIELD_REFERENCES, 0, 0, "skill", "Skills", "技能", NULL},
    {"calendar", FIELD_REFERENCE, 0, 0, "working_calendar", "Working calendar", "工作日历", NULL},
    {"available_from", FIELD_TIME, 0, 0, NULL, "Available from", "可分配起始时间", NULL},
    {"available_until", FIELD_TIME, 0, 0, NULL, "Available until", "可分配截止时间", NULL},
    {"monthly_leads", FIELD_INTEGER, 0, 0, NULL, "Leads a month", "每月线索数", NULL},
};

static const struct field_spec role_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
    {"parent", FIELD_REFERENCE, INDEXED, 0, "role", "Parent role", "上级角色", NULL},
    {"superuser", FIELD_BOOL, REQUIRED, 0, NULL, "Superuser", "超级用户", "false"},
    {"permissions", FIELD_CHOICES, 0, 0, "permission", "Permissions", "功能权限", NULL},
};

static const struct field_spec role_permission_fields[] = {
    {"role", FIELD_REFERENCE, REQUIRED, 0, "role", "Role", "角色", NULL},
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity, or * for all", "实体（*为全部）", NULL},
    {"read_scope", FIELD_CHOICE, REQUIRED, 0, "scope", "May read", "查看范围", "own"},
    {"write_scope", FIELD_CHOICE, REQUIRED, 0, "scope", "May change", "编辑范围", "own"},
    {"delete_scope", FIELD_CHOICE, REQUIRED, 0, "scope", "May delete", "删除范围", "none"},
    {"can_create", FIELD_BOOL, REQUIRED, 0, NULL, "May create", "允许新建", "true"},
};

static const struct field_spec team_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"code", FIELD_TEXT, UNIQUE, CODE_SIZE, NULL, "Code", "编码", NULL},
    {"parent", FIELD_REFERENCE, INDEXED, 0, "team", "Parent team", "上级团队", NULL},
    {"leader", FIELD_REFERENCE, INDEXED, 0, "user", "Leader", "团队长", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec territory_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"code", FIELD_TEXT, UNIQUE, CODE_SIZE, NULL, "Code", "编码", NULL},
    {"parent", FIELD_REFERENCE, INDEXED, 0, "territory", "Parent territory", "上级区域", NULL},
    {"manager", FIELD_REFERENCE, 0, 0, "user", "Manager", "区域经理", NULL},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Condition", "归属条件", NULL},
    {"priority", FIELD_INTEGER, REQUIRED, 0, NULL, "Priority", "优先级", "0"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec working_calendar_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"time_zone", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Time zone", "时区", "UTC"},
    {"hours", FIELD_JSON, 0, 0, NULL, "Hours of each weekday", "每周工作时段", NULL},
    {"is_default", FIELD_BOOL, REQUIRED, 0, NULL, "Default", "默认", "false"},
};

static const struct field_spec holiday_fields[] = {
    {"calendar", FIELD_REFERENCE, REQUIRED, 0, "working_calendar", "Working calendar", "工作日历", NULL},
    {"day", FIELD_DATE, REQUIRED, 0, NULL, "Day", "日期", NULL},
    {"name", FIELD_TEXT, REQUIRED, 0, NULL, "Name", "名称", NULL},
    {"working", FIELD_BOOL, REQUIRED, 0, NULL, "Make-up working day", "调休上班", "false"},
};

static const struct field_spec skill_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"category", FIELD_TEXT, 0, CODE_SIZE, NULL, "Category", "类别", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec exchange_rate_fields[] = {
    {"currency_from", FIELD_TEXT, REQUIRED, 3, NULL, "From currency", "原币种", NULL},
    {"currency_to", FIELD_TEXT, REQUIRED, 3, NULL, "To currency", "目标币种", NULL},
    {"day", FIELD_DATE, REQUIRED, 0, NULL, "Valid from", "生效日期", NULL},
    {"rate", FIELD_DECIMAL, REQUIRED, 9, NULL, "Rate", "汇率", NULL},
    {"source", FIELD_TEXT, 0, CODE_SIZE, NULL, "Source", "来源", NULL},
};

static const struct field_spec setting_fields[] = {
    {"key", FIELD_TEXT, REQUIRED | UNIQUE, CODE_SIZE, NULL, "Key", "键", NULL},
    {"value", FIELD_JSON, 0, 0, NULL, "Value", "值", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

/* Automation */

static const struct field_spec trigger_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"entity_name", FIELD_TEXT, REQUIRED | INDEXED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"event", FIELD_CHOICE, REQUIRED, 0, "trigger_event", "Runs when", "触发时机", "save"},
    {"due_field", FIELD_TEXT, 0, CODE_SIZE, NULL, "Date field", "日期字段", NULL},
    {"due_offset_days", FIELD_INTEGER, 0, 0, NULL, "Days after the date", "偏移天数", NULL},
    {"event_kind", FIELD_TEXT, 0, CODE_SIZE, NULL, "Kind of behaviour event", "行为事件类型", NULL},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Condition", "条件", NULL},
    {"actions", FIELD_JSON, 0, 0, NULL, "Actions", "动作", NULL},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Position", "顺序", "0"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec approval_flow_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"edition", FIELD_INTEGER, REQUIRED, 0, NULL, "Edition", "流程版本", "1"},
    {"entity_name", FIELD_TEXT, REQUIRED | INDEXED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Condition", "适用条件", NULL},
    {"steps", FIELD_JSON, REQUIRED, 0, NULL, "Steps", "审批步骤", "[]"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec approval_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Subject", "标题", NULL},
    {"flow", FIELD_REFERENCE, REQUIRED | INDEXED, 0, "approval_flow", "Flow", "审批流程", NULL},
    {"subject_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Subject id", "对象编号", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "approval_state", "State", "状态", "pending"},
    {"step", FIELD_INTEGER, REQUIRED, 0, NULL, "Current step", "当前步骤", "0"},
    {"approvers", FIELD_REFERENCES, 0, 0, "user", "Waiting for", "待审批人", NULL},
    {"requested_by", FIELD_REFERENCE, INDEXED, 0, "user", "Requested by", "申请人", NULL},
    {"requested_at", FIELD_TIME, 0, 0, NULL, "Requested at", "申请时间", NULL},
    {"decided_at", FIELD_TIME, 0, 0, NULL, "Decided at", "完成时间", NULL},
    {"snapshot", FIELD_JSON, 0, 0, NULL, "Subject as submitted", "提交快照", NULL},
    {"comment", FIELD_TEXT, 0, LINE_SIZE, NULL, "Comment", "备注", NULL},
};

static const struct field_spec approval_decision_fields[] = {
    {"approval", FIELD_REFERENCE, REQUIRED | INDEXED, 0, "approval", "Approval", "审批", NULL},
    {"step", FIELD_INTEGER, REQUIRED, 0, NULL, "Step", "步骤", NULL},
    {"approver", FIELD_REFERENCE, REQUIRED | INDEXED, 0, "user", "Approver", "审批人", NULL},
    {"decision", FIELD_CHOICE, REQUIRED, 0, "approval_decision_kind", "Decision", "审批意见", NULL},
    {"passed_to", FIELD_REFERENCE, 0, 0, "user", "Passed to", "转交人", NULL},
    {"at", FIELD_TIME, REQUIRED, 0, NULL, "At", "时间", NULL},
    {"comment", FIELD_TEXT, 0, LINE_SIZE, NULL, "Comment", "备注", NULL},
};

static const struct field_spec due_work_fields[] = {
    {"kind", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Kind", "类型", NULL},
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"record_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Record id", "记录编号", NULL},
    {"due_at", FIELD_TIME, REQUIRED, 0, NULL, "Due at", "到期时间", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "work_state", "State", "状态", "pending"},
    {"payload", FIELD_JSON, 0, 0, NULL, "Payload", "参数", NULL},
    {"attempts", FIELD_INTEGER, REQUIRED, 0, NULL, "Attempts", "尝试次数", "0"},
    {"last_error", FIELD_TEXT, 0, LINE_SIZE, NULL, "Last error", "最近错误", NULL},
};

static const struct field_spec outbox_fields[] = {
    {"channel", FIELD_CHOICE, REQUIRED, 0, "outbox_channel", "Channel", "发送渠道", "notification"},
    {"kind", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Kind", "类型", NULL},
    {"recipient", FIELD_REFERENCE, INDEXED, 0, "user", "Recipient", "接收人", NULL},
    {"address", FIELD_TEXT, PII, LINE_SIZE, NULL, "Address", "接收地址", NULL},
    {"subject", FIELD_TEXT, 0, LINE_SIZE, NULL, "Subject", "主题", NULL},
    {"body", FIELD_TEXT, PII, BODY_SIZE, NULL, "Body", "内容", NULL},
    {"payload", FIELD_JSON, PII, 0, NULL, "Payload", "参数", NULL},
    {"subject_entity", FIELD_TEXT, 0, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, 0, 0, NULL, "Subject id", "对象编号", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "outbox_state", "State", "状态", "pending"},
    {"not_before", FIELD_TIME, 0, 0, NULL, "Not before", "最早发送时间", NULL},
    {"taken_until", FIELD_TIME, 0, 0, NULL, "Taken until", "占用截止时间", NULL},
    {"attempts", FIELD_INTEGER, REQUIRED, 0, NULL, "Attempts", "尝试次数", "0"},
    {"sent_at", FIELD_TIME, 0, 0, NULL, "Sent at", "发送时间", NULL},
    {"last_error", FIELD_TEXT, 0, LINE_SIZE, NULL, "Last error", "最近错误", NULL},
    {"idempotency_key", FIELD_TEXT, UNIQUE, 200, NULL, "Idempotency key", "幂等键", NULL},
};

static const struct field_spec event_fields[] = {
    {"subject_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Subject id", "对象编号", NULL},
    {"kind", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Kind", "类型", NULL},
    {"at", FIELD_TIME, REQUIRED, 0, NULL, "At", "时间", NULL},
    {"source", FIELD_TEXT, 0, CODE_SIZE, NULL, "Source", "来源", NULL},
    {"properties", FIELD_JSON, PII, 0, NULL, "Properties", "属性", NULL},
};

static const struct field_spec idempotency_fields[] = {
    {"key", FIELD_TEXT, REQUIRED | UNIQUE, 200, NULL, "Key", "幂等键", NULL},
    {"operation", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Operation", "操作", NULL},
    {"request_hash", FIELD_INTEGER, 0, 0, NULL, "Hash of the request", "请求摘要", NULL},
    {"answer", FIELD_JSON, 0, BIG_JSON_SIZE, NULL, "Answer", "结果", NULL},
    {"expires_at", FIELD_TIME, INDEXED, 0, NULL, "Expires at", "过期时间", NULL},
};

/* What hangs on any record */

static const struct field_spec note_fields[] = {
    {"subject_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Subject id", "对象编号", NULL},
    {"title", FIELD_TEXT, SEARCHED, 0, NULL, "Title", "标题", NULL},
    {"body", FIELD_TEXT, REQUIRED | SEARCHED | PII, BODY_SIZE, NULL, "Body", "内容", NULL},
    {"pinned", FIELD_BOOL, REQUIRED, 0, NULL, "Pinned", "置顶", "false"},
};

static const struct field_spec attachment_fields[] = {
    {"subject_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Subject id", "对象编号", NULL},
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "File name", "文件名", NULL},
    {"uri", FIELD_URL, REQUIRED, 0, NULL, "Where it is kept", "存储地址", NULL},
    {"media_type", FIELD_TEXT, 0, 127, NULL, "Media type", "文件类型", NULL},
    {"size_bytes", FIELD_INTEGER, 0, 0, NULL, "Size in bytes", "文件大小", NULL},
    {"sha256", FIELD_TEXT, 0, 64, NULL, "SHA-256", "SHA-256", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec tag_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, CODE_SIZE, NULL, "Name", "名称", NULL},
    {"category", FIELD_TEXT, INDEXED, CODE_SIZE, NULL, "Category", "标签组", NULL},
    {"color", FIELD_TEXT, 0, 16, NULL, "Colour", "颜色", NULL},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec tag_link_fields[] = {
    {"tag", FIELD_REFERENCE, REQUIRED, 0, "tag", "Tag", "标签", NULL},
    {"subject_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Subject id", "对象编号", NULL},
    {"source", FIELD_CHOICE, REQUIRED, 0, "tag_source", "Given by", "打标方式", "manual"},
    {"rule", FIELD_REFERENCE, INDEXED, 0, "tag_rule", "Rule", "打标规则", NULL},
    {"confidence", FIELD_DECIMAL, 0, 4, NULL, "Confidence", "置信度", NULL},
    {"tagged_at", FIELD_TIME, REQUIRED, 0, NULL, "Tagged at", "打标时间", NULL},
    {"expires_at", FIELD_TIME, 0, 0, NULL, "Expires at", "过期时间", NULL},
};

static const struct field_spec link_fields[] = {
    {"kind", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Kind", "关系类型", NULL},
    {"from_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "From entity", "起点实体", NULL},
    {"from_id", FIELD_INTEGER, REQUIRED, 0, NULL, "From id", "起点编号", NULL},
    {"to_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "To entity", "终点实体", NULL},
    {"to_id", FIELD_INTEGER, REQUIRED, 0, NULL, "To id", "终点编号", NULL},
    {"comment", FIELD_TEXT, 0, LINE_SIZE, NULL, "Comment", "备注", NULL},
};

static const struct field_spec reminder_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, 0, NULL, "Text", "内容", NULL},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "reminder_kind", "Kind", "类型", "prompt"},
    {"recipient", FIELD_REFERENCE, REQUIRED, 0, "user", "Recipient", "接收人", NULL},
    {"subject_entity", FIELD_TEXT, 0, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, 0, 0, NULL, "Subject id", "对象编号", NULL},
    {"remind_at", FIELD_TIME, REQUIRED, 0, NULL, "Remind at", "提醒时间", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "reminder_state", "State", "状态", "pending"},
};

static const struct field_spec import_run_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | SEARCHED, LINE_SIZE, NULL, "File", "文件", NULL},
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", NULL},
    {"file_size", FIELD_INTEGER, 0, 0, NULL, "File size", "文件大小", NULL},
    {"file_hash", FIELD_INTEGER, INDEXED, 0, NULL, "File hash", "文件摘要", NULL},
    {"options", FIELD_JSON, 0, 0, NULL, "Options and mapping", "选项与映射", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "import_state", "State", "状态", "running"},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Bytes done", "已处理字节", "0"},
    {"row_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Rows", "行数", "0"},
    {"created_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Created", "新建数", "0"},
    {"updated_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Updated", "更新数", "0"},
    {"duplicate_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Duplicates", "重复数", "0"},
    {"rejected_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Rejected", "拒绝数", "0"},
    {"started_at", FIELD_TIME, 0, 0, NULL, "Started at", "开始时间", NULL},
    {"finished_at", FIELD_TIME, 0, 0, NULL, "Finished at", "结束时间", NULL},
    {"last_error", FIELD_TEXT, 0, LINE_SIZE, NULL, "Last error", "最近错误", NULL},
    {"rejects_size", FIELD_INTEGER, REQUIRED, 0, NULL, "Bytes of rejected rows", "拒绝行文件字节", "0"},
};

#define BY_SUBJECT "subject_entity,subject_id"
#define LEDGER (ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY)
#define QUEUE (ENTITY_NO_HISTORY | ENTITY_INTERNAL)

static const struct entity_spec ground[] = {
    {"user", "User", "用户", "A", FIELDS(user_fields), "name", NULL, NULL, 0,
     "id,name,login,email,role.name,team.name,active"},
    {"role", "Role", "角色", "A", FIELDS(role_fields), "name", NULL, NULL, 0, NULL},
    {"role_permission", "Role permission", "角色权限", "A", FIELDS(role_permission_fields),
     "entity_name", LIST("role,entity_name"), NULL, 0,
     "id,role.name,entity_name,read_scope,write_scope,delete_scope,can_create"},
    {"team", "Team", "团队", "A", FIELDS(team_fields), "name", LIST("parent,name"), NULL, 0,
     "id,name,code,parent.name,leader.name"},
    {"territory", "Territory", "销售区域", "A", FIELDS(territory_fields), "name", NULL, NULL, 0, NULL},
    {"working_calendar", "Working calendar", "工作日历", "A", FIELDS(working_calendar_fields),
     "name", NULL, NULL, 0, NULL},
    {"holiday", "Holiday", "节假日", "A", FIELDS(holiday_fields), "name", LIST("calendar,day"),
     NULL, 0, NULL},
    {"skill", "Skill", "技能", "A", FIELDS(skill_fields), "name", NULL, NULL, 0, NULL},
    {"exchange_rate", "Exchange rate", "汇率", "A", FIELDS(exchange_rate_fields), "currency_from",
     LIST("currency_from,currency_to,day"), NULL, 0, NULL},
    {"setting", "Setting", "设置", "A", FIELDS(setting_fields), "key", NULL, NULL, 0, NULL},
    {"trigger", "Trigger", "触发器", "A", FIELDS(trigger_fields), "name", NULL, NULL, 0, NULL},
    {"approval_flow", "Approval flow", "审批流程", "A", FIELDS(approval_flow_fields), "name",
     LIST("name,edition"), NULL, 0, NULL},
    {"approval", "Approval", "审批", "A", FIELDS(approval_fields), "name", NULL,
     LIST(BY_SUBJECT), 0, NULL},
    {"approval_decision", "Approval decision", "审批意见", "A", FIELDS(approval_decision_fields),
     "decision", NULL, NULL, LEDGER, NULL},
    {"due_work", "Due work", "到期任务", "A", FIELDS(due_work_fields), "kind",
     LIST("entity_name,record_id,kind"), LIST("state,due_at"), QUEUE, NULL},
    {"outbox", "Outbox message", "待发消息", "A", FIELDS(outbox_fields), "subject", NULL,
     LIST("state,taken_until", BY_SUBJECT), QUEUE, NULL},
    {"event", "Behaviour event", "行为事件", "A", FIELDS(event_fields), "kind", NULL,
     LIST("subject_entity,subject_id,at"), LEDGER, NULL},
    {"idempotency", "Idempotency key", "幂等记录", "A", FIELDS(idempotency_fields), "key", NULL,
     NULL, QUEUE, NULL},
    {"note", "Note", "便签", "A", FIELDS(note_fields), "title", NULL, LIST(BY_SUBJECT), 0, NULL},
    {"attachment", "Attachment", "附件", "A", FIELDS(attachment_fields), "name", NULL,
     LIST(BY_SUBJECT), 0, NULL},
    {"tag", "Tag", "标签", "A", FIELDS(tag_fields), "name", NULL, NULL, 0, NULL},
    {"tag_link", "Tag of a record", "记录标签", "A", FIELDS(tag_link_fields), "tag",
     LIST("subject_entity,subject_id,tag"), LIST("tag,subject_entity"), 0,
     "id,tag.name,subject_entity,subject_id,source,tagged_at,expires_at"},
    {"link", "Link", "关联", "A", FIELDS(link_fields), "kind",
     LIST("from_entity,from_id,kind,to_entity,to_id"), LIST("to_entity,to_id"), 0, NULL},
    {"reminder", "Reminder", "提醒", "A", FIELDS(reminder_fields), "name", NULL,
     LIST("recipient,state,remind_at", BY_SUBJECT), 0,
     "id,name,kind,recipient.name,remind_at,state,subject_entity,subject_id"},
    {"import_run", "Import run", "导入任务", "A", FIELDS(import_run_fields), "name", NULL, NULL,
     ENTITY_NO_HISTORY,
     "id,name,entity_name,state,row_count,created_count,updated_count,rejected_count,started_at"},
};
/* clang-format on */

const struct entity_table crm__ground_table = {100, ground, COUNT_OF(ground)};
