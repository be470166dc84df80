/* Area D (marketing) and area E (members) as far as customers are segmented and watched. */
#include "model/catalogue/tables.h"

/* clang-format off */

static const struct field_spec segment_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"code", FIELD_TEXT, REQUIRED | UNIQUE, CODE_SIZE, NULL, "Code", "编码", NULL},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "segment_kind", "Kind", "类型", "rule"},
    {"entity_name", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Entity", "实体", "account"},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Condition", "条件", NULL},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Position", "顺序", "0"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"description", FIELD_TEXT, 0, LINE_SIZE, NULL, "Description", "说明", NULL},
};

static const struct field_spec segment_run_fields[] = {
    {"name", FIELD_TEXT, SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "segment_kind", "Kind", "类型", "rfm"},
    {"method", FIELD_CHOICE, 0, 0, "rfm_method", "Scoring", "评分方法", NULL},
    {"bins", FIELD_INTEGER, 0, 0, NULL, "Bins", "分档数", NULL},
    {"as_of", FIELD_TIME, REQUIRED, 0, NULL, "As of", "统计时点", NULL},
    {"currency", FIELD_TEXT, 0, 3, NULL, "Currency", "币种", NULL},
    {"customer_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Customers", "客户数", "0"},
    {"changed_count", FIELD_INTEGER, REQUIRED, 0, NULL, "Moved", "迁移数", "0"},
    {"cuts", FIELD_JSON, 0, 0, NULL, "Cuts", "分位点", NULL},
    {"counts", FIELD_JSON, 0, 0, NULL, "Customers a segment", "各分群客户数", NULL},
    {"migration", FIELD_JSON, 0, 0, NULL, "Moves since the previous run", "分群迁移", NULL},
    {"previous", FIELD_REFERENCE, 0, 0, "segment_run", "Previous run", "上次运行", NULL},
    {"quadrants", FIELD_JSON, 0, 0, NULL, "Customers a quadrant", "各象限客户数", NULL},
    {"open_parts", FIELD_INTEGER, DERIVED, 0, NULL, "Parts to do", "未完成分片数", NULL},
    {"parts", FIELD_JSON, DERIVED, 0, NULL, "Shared by parts", "分片状态", NULL},
};

static const struct field_spec segment_member_fields[] = {
    {"segment", FIELD_REFERENCE, REQUIRED, 0, "segment", "Segment", "分群", NULL},
    {"account", FIELD_REFERENCE, REQUIRED, 0, "account", "Account", "客户", NULL},
    {"since", FIELD_TIME, REQUIRED, 0, NULL, "Since", "进入时间", NULL},
    {"until", FIELD_TIME, 0, 0, NULL, "Until", "离开时间", NULL},
    {"run", FIELD_REFERENCE, 0, 0, "segment_run", "Entered by run", "进入批次", NULL},
    {"left_run", FIELD_REFERENCE, 0, 0, "segment_run", "Left by run", "离开批次", NULL},
};

static const struct entity_spec marketing[] = {
    {"segment", "Segment", "分群", "D", FIELDS(segment_fields), "name", NULL,
     LIST("kind,position"), 0, NULL},
    {"segment_run", "Segment run", "分群运行", "D", FIELDS(segment_run_fields), "name", NULL,
     LIST("kind,as_of"), ENTITY_NO_HISTORY, NULL},
    {"segment_member", "Segment member", "分群成员", "D", FIELDS(segment_member_fields), "account",
     LIST("account,segment,since"), LIST("segment,until"), ENTITY_NO_HISTORY,
     "id,segment.name,account.name,since,until"},
};

/* Members */

static const struct field_spec customer_value_fields[] = {
    {"account", FIELD_REFERENCE, REQUIRED | UNIQUE, 0, "account", "Account", "客户", NULL},
    {"currency", FIELD_TEXT, DERIVED, 3, NULL, "Currency", "币种", NULL},
    {"order_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Orders", "订单数", "0"},
    {"purchase_day_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Days with an order", "购买天数", "0"},
    {"amount", FIELD_MONEY, REQUIRED | DERIVED, 0, NULL, "Amount", "累计金额", "0"},
    {"refunded_amount", FIELD_MONEY, REQUIRED | DERIVED, 0, NULL, "Refunded", "累计退款", "0"},
    {"margin", FIELD_MONEY, REQUIRED | DERIVED, 0, NULL, "Margin", "累计毛利", "0"},
    {"item_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Items", "累计件数", "0"},
    {"first_order_at", FIELD_TIME, DERIVED, 0, NULL, "First order at", "首次下单时间", NULL},
    {"last_order_at", FIELD_TIME, DERIVED, 0, NULL, "Last order at", "最近下单时间", NULL},
    {"recency_score", FIELD_INTEGER, DERIVED, 0, NULL, "R", "R分值", NULL},
    {"frequency_score", FIELD_INTEGER, DERIVED, 0, NULL, "F", "F分值", NULL},
    {"monetary_score", FIELD_INTEGER, DERIVED, 0, NULL, "M", "M分值", NULL},
    {"segment", FIELD_TEXT, DERIVED | INDEXED, CODE_SIZE, NULL, "Segment", "RFM分群", NULL},
    {"previous_segment", FIELD_TEXT, DERIVED, CODE_SIZE, NULL, "Previous segment", "前一分群", NULL},
    {"segment_since", FIELD_TIME, DERIVED, 0, NULL, "In the segment since", "进入分群时间", NULL},
    {"quadrant", FIELD_CHOICE, DERIVED, 0, "quadrant", "Quadrant", "价值象限", NULL},
    {"run", FIELD_REFERENCE, DERIVED, 0, "segment_run", "Run", "分群运行", NULL},
    {"gap_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Gaps between days of purchase", "购买间隔数", "0"},
    {"gap_days", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Days of all gaps", "间隔天数合计", "0"},
    {"gap_days_squared", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Squared days of all gaps", "间隔天数平方和", "0"},
};

static const struct field_spec customer_month_fields[] = {
    {"account", FIELD_REFERENCE, REQUIRED, 0, "account", "Account", "客户", NULL},
    {"month", FIELD_DATE, REQUIRED, 0, NULL, "Month", "月份", NULL},
    {"currency", FIELD_TEXT, DERIVED, 3, NULL, "Currency", "币种", NULL},
    {"order_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Orders", "订单数", "0"},
    {"amount", FIELD_MONEY, REQUIRED | DERIVED, 0, NULL, "Amount", "金额", "0"},
    {"item_count", FIELD_INTEGER, REQUIRED | DERIVED, 0, NULL, "Items", "件数", "0"},
};

static const struct field_spec rfm_snapshot_fields[] = {
    {"run", FIELD_REFERENCE, REQUIRED, 0, "segment_run", "Run", "分群运行", NULL},
    {"account", FIELD_REFERENCE, REQUIRED, 0, "account", "Account", "客户", NULL},
    {"recency_days", FIELD_INTEGER, 0, 0, NULL, "Recency (days)", "距上次购买天数", NULL},
    {"frequency", FIELD_INTEGER, REQUIRED, 0, NULL, "Frequency", "购买频次", "0"},
    {"monetary", FIELD_MONEY, REQUIRED, 0, NULL, "Monetary", "消费金额", "0"},
    {"currency", FIELD_TEXT, 0, 3, NULL, "Currency", "币种", NULL},
    {"recency_score", FIELD_INTEGER, 0, 0, NULL, "R", "R分值", NULL},
    {"frequency_score", FIELD_INTEGER, 0, 0, NULL, "F", "F分值", NULL},
    {"monetary_score", FIELD_INTEGER, 0, 0, NULL, "M", "M分值", NULL},
    {"segment", FIELD_TEXT, 0, CODE_SIZE, NULL, "Segment", "RFM分群", NULL},
    {"previous_segment", FIELD_TEXT, 0, CODE_SIZE, NULL, "Previous segment", "前一分群", NULL},
    {"quadrant", FIELD_CHOICE, 0, 0, "quadrant", "Quadrant", "价值象限", NULL},
};

static const struct field_spec alert_rule_fields[] = {
    {"name", FIELD_TEXT, REQUIRED | UNIQUE | SEARCHED, 0, NULL, "Name", "名称", NULL},
    {"kind", FIELD_CHOICE, REQUIRED, 0, "alert_kind", "Kind", "类型", "silence"},
    {"condition", FIELD_TEXT, 0, RULE_SIZE, NULL, "Only accounts where", "适用条件", NULL},
    {"gap_factor", FIELD_DECIMAL, 0, 3, NULL, "Silent for times the usual gap", "购买周期倍数", NULL},
    {"minimum_purchase_days", FIELD_INTEGER, 0, 0, NULL, "Purchase days that make a gap usual", "最少购买天数", NULL},
    {"absolute_days", FIELD_INTEGER, 0, 0, NULL, "Silent for days", "未购买天数", NULL},
    {"floor_days", FIELD_INTEGER, 0, 0, NULL, "Never before days", "最少等待天数", NULL},
    {"from_segments", FIELD_JSON, 0, 0, NULL, "From segments", "原分群", NULL},
    {"to_segments", FIELD_JSON, 0, 0, NULL, "To segments", "新分群", NULL},
    {"severity", FIELD_CHOICE, REQUIRED, 0, "severity", "Severity", "级别", "warning"},
    {"message", FIELD_TEXT, 0, LINE_SIZE, NULL, "Message", "消息内容", NULL},
    {"channel", FIELD_CHOICE, REQUIRED, 0, "outbox_channel", "Sent by", "发送渠道", "notification"},
    {"enabled", FIELD_BOOL, REQUIRED, 0, NULL, "Enabled", "启用", "true"},
    {"position", FIELD_INTEGER, REQUIRED, 0, NULL, "Position", "顺序", "0"},
};

static const struct field_spec alert_fields[] = {
    {"name", FIELD_TEXT, SEARCHED, LINE_SIZE, NULL, "Text", "内容", NULL},
    {"rule", FIELD_REFERENCE, REQUIRED, 0, "alert_rule", "Rule", "预警规则", NULL},
    {"account", FIELD_REFERENCE, INDEXED, 0, "account", "Account", "客户", NULL},
    {"subject_entity", FIELD_TEXT, REQUIRED, CODE_SIZE, NULL, "Subject entity", "对象实体", NULL},
    {"subject_id", FIELD_INTEGER, REQUIRED, 0, NULL, "Subject id", "对象编号", NULL},
    {"state", FIELD_CHOICE, REQUIRED, 0, "alert_state", "State", "状态", "open"},
    {"severity", FIELD_CHOICE, REQUIRED, 0, "severity", "Severity", "级别", "warning"},
    {"episode", FIELD_INTEGER, REQUIRED, 0, NULL, "Episode", "第几次", "1"},
    {"raised_at", FIELD_TIME, REQUIRED, 0, NULL, "Raised at", "预警时间", NULL},
    {"acknowledged_at", FIELD_TIME, 0, 0, NULL, "Acknowledged at", "确认时间", NULL},
    {"acknowledged_by", FIELD_REFERENCE, 0, 0, "user", "Acknowledged by", "确认人", NULL},
    {"closed_at", FIELD_TIME, 0, 0, NULL, "Closed at", "关闭时间", NULL},
    {"reasons", FIELD_JSON, 0, 0, NULL, "Reasons", "原因", NULL},
    {"recovered_at", FIELD_TIME, 0, 0, NULL, "Customer recovered at", "客户恢复时间", NULL},
};

static const struct entity_spec members[] = {
    {"customer_value", "Customer value", "客户价值", "E", FIELDS(customer_value_fields), "account",
     NULL, NULL, ENTITY_NO_HISTORY,
     "id,account.name,order_count,amount,last_order_at,segment,quadrant"},
    {"customer_month", "Customer month", "客户月度汇总", "E", FIELDS(customer_month_fields),
     "account", LIST("account,month"), LIST("month"), ENTITY_NO_HISTORY,
     "id,account.name,month,order_count,amount,item_count"},
    {"rfm_snapshot", "RFM snapshot", "RFM快照", "E", FIELDS(rfm_snapshot_fields), "account",
     LIST("account,run"), LIST("run,segment"), ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY,
     "id,run.name,account.name,recency_days,frequency,monetary,segment,quadrant"},
    {"alert_rule", "Alert rule", "预警规则", "E", FIELDS(alert_rule_fields), "name", NULL, NULL,
     0, NULL},
    {"alert", "Alert", "预警", "E", FIELDS(alert_fields), "name",
     LIST("rule,subject_entity,subject_id,episode"), LIST("owner,state"), 0,
     "id,name,account.name,rule.name,severity,state,raised_at,owner.name"},
};
/* clang-format on */

const struct entity_table crm__marketing_table = {400, marketing, COUNT_OF(marketing)};
const struct entity_table crm__members_table = {500, members, COUNT_OF(members)};
