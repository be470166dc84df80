/* The choice sets of the standard entities. Names are stored; labels may change. */
#include "model/catalogue/tables.h"

/* clang-format off */
static const struct choice_spec activity_kind[] = {
    {"call", "Call", "电话"},
    {"visit", "Visit", "面访"},
    {"meeting", "Meeting", "会议"},
    {"trip", "Business trip", "差旅"},
    {"bid", "Bid", "招投标"},
    {"note", "Note", "便签"},
    {"email", "E-mail", "邮件"},
    {"wechat", "WeChat", "微信"},
    {"sms", "Text message", "短信"},
};

static const struct choice_spec activity_result[] = {
    {"reached", "Reached", "已接通"},
    {"no_answer", "No answer", "无人接听"},
    {"busy", "Busy", "占线"},
    {"wrong_number", "Wrong number", "空号错号"},
    {"call_back", "Call back agreed", "约定回访"},
    {"interested", "Interested", "有意向"},
    {"not_interested", "Not interested", "无意向"},
    {"appointment", "Appointment made", "已约见"},
    {"done", "Done", "已完成"},
    {"cancelled", "Cancelled", "已取消"},
};

static const struct choice_spec account_kind[] = {
    {"prospect", "Prospect", "潜在客户"},
    {"customer", "Customer", "成交客户"},
    {"partner", "Partner", "合作伙伴"},
    {"supplier", "Supplier", "供应商"},
    {"competitor", "Competitor", "竞争对手"},
    {"other", "Other", "其他"},
};

static const struct choice_spec account_status[] = {
    {"active", "Active", "正常"},
    {"dormant", "Dormant", "休眠"},
    {"lost", "Lost", "流失"},
    {"blocked", "Blocked", "黑名单"},
};

static const struct choice_spec alert_kind[] = {
    {"silence", "Silent for too long", "久未购买"},
    {"move", "Move between segments", "分群迁移"},
};

static const struct choice_spec alert_state[] = {
    {"open", "Open", "未处理"},
    {"acknowledged", "Acknowledged", "已确认"},
    {"closed", "Closed", "已关闭"},
};

static const struct choice_spec approval_decision_kind[] = {
    {"approve", "Approve", "同意"},
    {"reject", "Reject", "拒绝"},
    {"return", "Return", "退回"},
    {"add_sign", "Add a signer", "加签"},
    {"delegate", "Delegate", "转办"},
    {"withdraw", "Withdraw", "撤回"},
};

static const struct choice_spec approval_state[] = {
    {"pending", "Pending", "审批中"},
    {"approved", "Approved", "已通过"},
    {"rejected", "Rejected", "已拒绝"},
    {"returned", "Returned", "已退回"},
    {"withdrawn", "Withdrawn", "已撤回"},
};

static const struct choice_spec assign_strategy[] = {
    {"round_robin", "Round robin", "轮流分配"},
    {"weighted", "Weighted", "按权重分配"},
    {"least_busy", "Least busy", "最空闲优先"},
    {"quota", "Most room first", "余量优先"},
};

static const struct choice_spec channel_kind[] = {
    {"paid_ad", "Paid advertising", "广告付费"},
    {"channel", "Channel partner", "渠道"},
    {"own_traffic", "Own traffic", "自建流量"},
    {"self_found", "Self-sourced", "自拓"},
    {"referral", "Referral", "转介绍"},
    {"exchange", "Resource exchange", "资源置换"},
    {"offline_event", "Offline event", "线下活动"},
    {"hotline", "Inbound hotline", "400来电"},
    {"other", "Other", "其他"},
};

static const struct choice_spec claim_action[] = {
    {"claim", "Claim", "领取"},
    {"assign", "Assign", "分配"},
    {"release", "Release", "释放"},
    {"recycle", "Recycle", "回收"},
    {"transfer", "Transfer", "转移"},
    {"return", "Return", "退回"},
};

static const struct choice_spec company_size[] = {
    {"size_1", "1–9 people", "1–9人"},
    {"size_10", "10–49 people", "10–49人"},
    {"size_50", "50–99 people", "50–99人"},
    {"size_100", "100–499 people", "100–499人"},
    {"size_500", "500–999 people", "500–999人"},
    {"size_1000", "1,000–9,999 people", "1000–9999人"},
    {"size_10000", "10,000 people and more", "10000人以上"},
};

static const struct choice_spec contact_way[] = {
    {"phone", "Phone", "电话"},
    {"sms", "Text message", "短信"},
    {"wechat", "WeChat", "微信"},
    {"email", "E-mail", "邮件"},
    {"visit", "Visit", "面访"},
};

static const struct choice_spec credit_grade[] = {
    {"aaa", "AAA", "AAA"},
    {"aa", "AA", "AA"},
    {"a", "A", "A"},
    {"bbb", "BBB", "BBB"},
    {"bb", "BB", "BB"},
    {"b", "B", "B"},
    {"c", "C", "C"},
    {"d", "D", "D"},
};

static const struct choice_spec customer_level[] = {
    {"a", "A: key", "A级（重点）"},
    {"b", "B: important", "B级（重要）"},
    {"c", "C: normal", "C级（普通）"},
    {"d", "D: low", "D级（低）"},
};

static const struct choice_spec decay_kind[] = {
    {"none", "None", "不衰减"},
    {"linear", "Linear", "线性衰减"},
    {"exponential", "Half-life", "半衰期"},
    {"step", "By steps", "阶梯衰减"},
};

static const struct choice_spec decision_role[] = {
    {"decider", "Decision maker", "决策人"},
    {"approver", "Approver", "审批人"},
    {"influencer", "Influencer", "影响人"},
    {"champion", "Champion", "支持者"},
    {"user", "User", "使用人"},
    {"purchaser", "Purchaser", "采购人"},
    {"gatekeeper", "Gatekeeper", "把关人"},
    {"opponent", "Opponent", "反对者"},
};

static const struct choice_spec direction[] = {
    {"out", "Outgoing", "呼出"},
    {"in", "Incoming", "呼入"},
};

static const struct choice_spec duplicate_kind[] = {
    {"phone", "Phone", "电话"},
    {"email", "E-mail", "邮箱"},
    {"wechat", "WeChat", "微信"},
    {"registration_number", "Registration number", "统一社会信用代码"},
    {"name", "Name", "姓名"},
    {"company", "Company", "公司"},
    {"model", "Statistical match", "模型匹配"},
};

static const struct choice_spec duplicate_state[] = {
    {"open", "To review", "待处理"},
    {"merged", "Merged", "已合并"},
    {"distinct", "Not a duplicate", "非重复"},
};

static const struct choice_spec forecast_category[] = {
    {"omitted", "Omitted", "不计入"},
    {"pipeline", "Pipeline", "漏斗"},
    {"best_case", "Best case", "最佳情况"},
    {"most_likely", "Most likely", "最有可能"},
    {"commit", "Commit", "承诺"},
    {"closed", "Closed", "已成交"},
};

static const struct choice_spec gender[] = {
    {"male", "Male", "男"},
    {"female", "Female", "女"},
    {"other", "Other", "其他"},
};

static const struct choice_spec import_state[] = {
    {"running", "Running", "进行中"},
    {"done", "Done", "已完成"},
    {"failed", "Failed", "失败"},
    {"cancelled", "Cancelled", "已取消"},
};

static const struct choice_spec industry[] = {
    {"agriculture", "Agriculture, forestry and fishing", "农林牧渔"},
    {"mining", "Mining", "采矿业"},
    {"manufacturing", "Manufacturing", "制造业"},
    {"machinery", "Machinery and equipment", "机械设备"},
    {"electronics", "Electronics", "电子电器"},
    {"automotive", "Automotive", "汽车"},
    {"chemicals", "Chemicals and materials", "化工材料"},
    {"energy", "Energy and utilities", "能源与公用事业"},
    {"construction", "Construction", "建筑业"},
    {"real_estate", "Real estate", "房地产"},
    {"wholesale", "Wholesale trade", "批发业"},
    {"retail", "Retail trade", "零售业"},
    {"ecommerce", "E-commerce", "电子商务"},
    {"food", "Food and beverage", "食品饮料"},
    {"apparel", "Apparel and textiles", "服装纺织"},
    {"logistics", "Transport and logistics", "交通物流"},
    {"hospitality", "Hotels and catering", "住宿餐饮"},
    {"tourism", "Tourism", "旅游"},
    {"it", "Information technology", "信息技术"},
    {"telecom", "Telecommunications", "通信"},
    {"finance", "Banking and finance", "金融业"},
    {"insurance", "Insurance", "保险"},
    {"services", "Business services", "商务服务"},
    {"consulting", "Consulting", "咨询"},
    {"media", "Media and advertising", "传媒广告"},
    {"entertainment", "Culture, sport and entertainment", "文体娱乐"},
    {"education", "Education", "教育"},
    {"health", "Health care", "医疗卫生"},
    {"pharmaceuticals", "Pharmaceuticals", "医药"},
    {"government", "Government", "政府机关"},
    {"nonprofit", "Non-profit", "非营利组织"},
    {"other", "Other", "其他"},
};

static const struct choice_spec interest[] = {
    {"product", "Product information", "产品资料"},
    {"price", "Price", "价格"},
    {"demo", "Demonstration", "产品演示"},
    {"trial", "Trial", "试用"},
    {"solution", "Solution", "解决方案"},
    {"case", "Reference cases", "成功案例"},
    {"training", "Training", "培训"},
    {"service", "Service", "服务"},
    {"partnership", "Partnership", "合作代理"},
    {"event", "Event", "活动"},
};

static const struct choice_spec language[] = {
    {"en", "English", "英语"},
    {"zh", "Chinese (simplified)", "简体中文"},
};

static const struct choice_spec lead_status[] = {
    {"new", "New", "新建"},
    {"assigned", "Assigned", "已分配"},
    {"working", "Working", "跟进中"},
    {"qualified", "Qualified", "已确认"},
    {"nurture", "Nurture", "培育中"},
    {"converted", "Converted", "已转化"},
    {"recycled", "Recycled", "已回收"},
    {"invalid", "Invalid", "无效"},
};

static const struct choice_spec lost_reason[] = {
    {"price", "Price", "价格"},
    {"competitor", "Chose a competitor", "选择竞品"},
    {"no_budget", "No budget", "没有预算"},
    {"no_decision", "No decision", "未做决策"},
    {"product_fit", "Product does not fit", "产品不匹配"},
    {"delivery", "Delivery time", "交期"},
    {"service", "Service", "服务"},
    {"relationship", "Relationship", "客情关系"},
    {"project_stopped", "Project stopped", "项目取消"},
    {"no_contact", "No contact", "失去联系"},
    {"other", "Other", "其他"},
};

static const struct choice_spec market_side[] = {
    {"demand", "Consumer side", "消费者端"},
    {"supply", "Merchant side", "商家端"},
};

static const struct choice_spec nurture_state[] = {
    {"active", "Active", "培育中"},
    {"done", "Finished", "已完成"},
    {"left", "Left", "已退出"},
};

static const struct choice_spec opportunity_outcome[] = {
    {"open", "Open", "进行中"},
    {"won", "Won", "赢单"},
    {"lost", "Lost", "输单"},
    {"invalid", "Invalid", "无效"},
};

static const struct choice_spec order_channel[] = {
    {"web", "Web shop", "网上商城"},
    {"app", "App", "移动应用"},
    {"mini_program", "Mini program", "小程序"},
    {"marketplace", "Marketplace", "电商平台"},
    {"store", "Store", "门店"},
    {"sales", "Sales force", "销售人员"},
    {"phone", "Phone", "电话"},
    {"partner", "Partner", "渠道伙伴"},
    {"other", "Other", "其他"},
};

static const struct choice_spec order_status[] = {
    {"draft", "Draft", "草稿"},
    {"placed", "Placed", "已下单"},
    {"paid", "Paid", "已付款"},
    {"shipped", "Shipped", "已发货"},
    {"completed", "Completed", "已完成"},
    {"cancelled", "Cancelled", "已取消"},
    {"returned", "Returned", "已退货"},
};

static const struct choice_spec outbox_channel[] = {
    {"notification", "Notification", "站内通知"},
    {"email", "E-mail", "邮件"},
    {"sms", "Text message", "短信"},
    {"wechat", "WeChat", "微信"},
    {"webhook", "Webhook", "网络回调"},
};

static const struct choice_spec outbox_state[] = {
    {"pending", "Pending", "待发送"},
    {"taken", "Taken", "发送中"},
    {"sent", "Sent", "已发送"},
    {"failed", "Failed", "发送失败"},
};

static const struct choice_spec permission[] = {
    {"import", "Import", "导入"},
    {"export", "Export", "导出"},
    {"merge", "Merge records", "合并记录"},
    {"assign", "Assign leads", "分配线索"},
    {"manage_pools", "Manage lead pools", "管理线索池"},
    {"manage_users", "Manage users", "管理用户"},
    {"manage_catalogue", "Manage fields", "管理字段"},
    {"see_hidden", "See hidden fields of pools", "查看隐藏字段"},
};

static const struct choice_spec pool_rule_kind[] = {
    {"assign", "Assignment", "分配规则"},
    {"recycle", "Recycling", "回收规则"},
};

static const struct choice_spec priority[] = {
    {"low", "Low", "低"},
    {"normal", "Normal", "普通"},
    {"high", "High", "高"},
    {"urgent", "Urgent", "紧急"},
};

static const struct choice_spec product_kind[] = {
    {"goods", "Goods", "实物商品"},
    {"service", "Service", "服务"},
    {"subscription", "Subscription", "订阅"},
    {"bundle", "Bundle", "套餐"},
};

static const struct choice_spec quadrant[] = {
    {"a", "A: high value, frequent", "A类（高客单价高频次）"},
    {"b", "B: high value, seldom", "B类（高客单价低频次）"},
    {"c", "C: low value, frequent", "C类（低客单价高频次）"},
    {"d", "D: low value, seldom", "D类（低客单价低频次）"},
    {"e", "E: never bought", "E类（未购买）"},
};

static const struct choice_spec recycle_kind[] = {
    {"no_follow_up", "No follow-up since owned", "未跟进"},
    {"no_open_opportunity", "No open opportunity", "无进行中商机"},
    {"no_deal", "No deal", "未成交"},
    {"held", "Held, whatever was done", "持有到期"},
    {"idle", "Idle since the last follow-up", "跟进中断"},
};

static const struct choice_spec registration_state[] = {
    {"pending", "Pending", "待审核"},
    {"active", "Active", "报备有效"},
    {"rejected", "Rejected", "已驳回"},
    {"expired", "Expired", "已过期"},
    {"released", "Released", "已释放"},
};

static const struct choice_spec reminder_kind[] = {
    {"notice", "Notice", "预告"},
    {"prompt", "Prompt", "提示"},
    {"alarm", "Alarm", "报警"},
};

static const struct choice_spec reminder_state[] = {
    {"pending", "Pending", "待提醒"},
    {"shown", "Shown", "已提醒"},
    {"done", "Done", "已处理"},
    {"dismissed", "Dismissed", "已忽略"},
};

static const struct choice_spec rfm_method[] = {
    {"quantile", "Value cuts", "分位值"},
    {"ntile", "Equal groups", "等分组"},
    {"fixed", "Fixed thresholds", "固定阈值"},
};

static const struct choice_spec salutation[] = {
    {"mr", "Mr", "先生"},
    {"ms", "Ms", "女士"},
    {"dr", "Dr", "博士"},
    {"prof", "Professor", "教授"},
    {"teacher", "Teacher", "老师"},
    {"director", "Director", "总"},
};

static const struct choice_spec scope[] = {
    {"none", "None", "无"},
    {"own", "Own records", "本人"},
    {"team", "Own team and below", "本团队及下级"},
    {"all", "All", "全部"},
};

static const struct choice_spec score_kind[] = {
    {"fit", "Fit", "匹配度"},
    {"engagement", "Engagement", "参与度"},
};

static const struct choice_spec segment_kind[] = {
    {"rfm", "RFM scores", "RFM分层"},
    {"rule", "Rule", "规则"},
    {"list", "Fixed list", "固定名单"},
};

static const struct choice_spec severity[] = {
    {"info", "Information", "提示"},
    {"warning", "Warning", "预警"},
    {"critical", "Critical", "严重"},
};

static const struct choice_spec tag_source[] = {
    {"manual", "By hand", "人工打标"},
    {"rule", "By a rule", "智能打标"},
    {"import", "Import", "导入"},
};

static const struct choice_spec task_state[] = {
    {"open", "Open", "待办"},
    {"doing", "In progress", "进行中"},
    {"done", "Done", "已完成"},
    {"cancelled", "Cancelled", "已取消"},
};

static const struct choice_spec trigger_event[] = {
    {"create", "Created", "新建时"},
    {"update", "Changed", "修改时"},
    {"save", "Created or changed", "保存时"},
    {"delete", "Deleted", "删除时"},
    {"behaviour", "Behaviour event", "行为事件"},
    {"due", "Date field comes due", "到期时"},
};

static const struct choice_spec validity[] = {
    {"unknown", "Not checked", "未验证"},
    {"valid", "Valid", "有效"},
    {"invalid", "Invalid", "无效"},
};

static const struct choice_spec work_state[] = {
    {"pending", "Pending", "待执行"},
    {"done", "Done", "已执行"},
    {"failed", "Failed", "执行失败"},
};

#define SET(name) {#name, name, COUNT_OF(name)}
const struct choice_set_spec crm__choice_set_specs[] = {
    SET(activity_kind), SET(activity_result), SET(account_kind), SET(account_status),
    SET(alert_kind), SET(alert_state), SET(approval_decision_kind), SET(approval_state),
    SET(assign_strategy), SET(channel_kind), SET(claim_action), SET(company_size),
    SET(contact_way), SET(credit_grade), SET(customer_level), SET(decay_kind), SET(decision_role),
    SET(direction), SET(duplicate_kind), SET(duplicate_state), SET(forecast_category), SET(gender),
    SET(import_state), SET(industry), SET(interest), SET(language), SET(lead_status),
    SET(lost_reason), SET(market_side), SET(nurture_state), SET(opportunity_outcome),
    SET(order_channel), SET(order_status), SET(outbox_channel), SET(outbox_state),
    SET(permission), SET(pool_rule_kind), SET(priority), SET(product_kind), SET(quadrant),
    SET(recycle_kind), SET(registration_state), SET(reminder_kind), SET(reminder_state),
    SET(rfm_method), SET(salutation), SET(scope), SET(score_kind), SET(segment_kind),
    SET(severity), SET(tag_source), SET(task_state), SET(trigger_event), SET(validity),
    SET(work_state),
};
const size_t crm__choice_set_spec_count = COUNT_OF(crm__choice_set_specs);
