/* Selling to companies: few leads, a long way to the contract, and protection for who works on
 * them. */
#include "pack.h"

static const struct pack_row rows[] = {
    /* Where leads come from. */
    {"channel", "web", "kind=own_traffic", "name=Website", "name=官网"},
    {"channel", "fairs", "kind=offline_event", "name=Trade fairs", "name=展会"},
    {"channel", "partners", "kind=channel", "name=Partners", "name=渠道伙伴"},
    {"lead_source", "demo", "channel=@web", "name=Demo request", "name=申请演示"},
    {"lead_source", "paper", "channel=@web", "name=White paper", "name=下载白皮书"},
    {"lead_source", "booth", "channel=@fairs", "name=Booth visit", "name=展位来访"},
    {"lead_source", "partner", "channel=@partners", "name=Partner referral", "name=伙伴推荐"},

    /* Pools: a month of protection, longer for key accounts. */
    {"pool", "nurture", "auto_recycle=false\non_return=nurture", "name=Marketing: not ready yet",
     "name=市场培育池"},
    {"pool", "companies",
     "is_default=first\ncapacity=80\ndaily_limit=10\ncool_down_days=30\nhold_hours=24",
     "name=Company leads\ndescription=Qualified by marketing, free to claim",
     "name=企业线索公海\ndescription=市场部确认、可领取的企业线索"},
    {"pool_rule", "large",
     "pool=@companies\nkind=assign\nposition=1\nstrategy=quota\nfall_through=true\n"
     "condition=company_size in [\"size_500\", \"size_1000\", \"size_10000\"]",
     "name=Large companies to whoever has most room", "name=大型企业给余量最多的人"},
    {"pool_rule", "weighted",
     "pool=@companies\nkind=assign\nposition=2\nstrategy=weighted\n"
     "condition=validity != \"invalid\" && has(company)",
     "name=Companies by weight", "name=企业线索按权重分配"},
    {"pool_rule", "no_follow_up",
     "pool=@companies\nkind=recycle\nposition=1\nrecycle_kind=no_follow_up\ndays=7\n"
     "level_days={\"a\":14,\"b\":10}\nreminder_days=2",
     "name=No follow-up for a week", "name=七天未跟进"},
    {"pool_rule", "no_opportunity",
     "pool=@companies\nkind=recycle\nposition=2\nrecycle_kind=no_open_opportunity\ndays=30\n"
     "level_days={\"a\":60,\"b\":45}\nreminder_days=5",
     "name=No opportunity within a month", "name=三十天无商机"},
    {"pool_rule", "no_deal",
     "pool=@companies\nkind=recycle\nposition=3\nrecycle_kind=no_deal\ndays=365\n"
     "level_days={\"a\":null}\nreminder_days=30",
     "name=No contract within a year", "name=一年未签约"},

    /* Who is worth a visit. */
    {"score_model", "fit",
     "kind=fit\nminimum=0\nmaximum=100\nthreshold=50\nnurture_pool=@nurture\n"
     "groups={\"firm\":{\"minimum\":0,\"maximum\":50},\"person\":{\"minimum\":0,\"maximum\":30},"
     "\"need\":{\"minimum\":0,\"maximum\":40}}\n"
     "grades={\"A\":80,\"B\":50,\"C\":25,\"D\":0}",
     "name=B2B: company fit", "name=B2B：企业匹配度"},
    {"score_rule", "size_large",
     "model=@fit\nposition=1\ngroup_name=firm\npoints=30\n"
     "condition=company_size in [\"size_500\", \"size_1000\", \"size_10000\"]",
     "name=500 people and more", "name=五百人以上"},
    {"score_rule", "size_middle",
     "model=@fit\nposition=2\ngroup_name=firm\npoints=15\n"
     "condition=company_size in [\"size_50\", \"size_100\"]",
     "name=50 to 499 people", "name=五十至五百人"},
    {"score_rule", "registered", "model=@fit\nposition=3\ngroup_name=firm\npoints=10\n"
                                 "condition=has(registration_number)",
     "name=Registration number known", "name=已知统一社会信用代码"},
    {"score_rule", "industry",
     "model=@fit\nposition=4\ngroup_name=firm\npoints=10\n"
     "condition=industry in [\"manufacturing\", \"machinery\", \"electronics\", \"it\", "
     "\"finance\"]",
     "name=Target industry", "name=目标行业"},
    {"score_rule", "decides",
     "model=@fit\nposition=5\ngroup_name=person\npoints=25\n"
     "condition=has(title) && title.matches('(?i)ceo|cto|cio|chief|director|vp|总|经理|主任')",
     "name=Decides or buys", "name=决策或采购岗位"},
    {"score_rule", "work_mail",
     "model=@fit\nposition=6\ngroup_name=person\npoints=10\n"
     "condition=has(email) && !email.matches('(?i)@(qq|163|126|gmail|outlook|hotmail)[.]com$')",
     "name=Mailbox of the company", "name=企业邮箱"},
    {"score_rule", "asked_demo", "model=@fit\nposition=7\ngroup_name=need\npoints=25\n"
                                 "condition=source == @demo",
     "name=Asked for a demo", "name=申请过演示"},
    {"score_rule", "soon",
     "model=@fit\nposition=8\ngroup_name=need\npoints=15\n"
     "condition=has(budget)",
     "name=Has a budget", "name=已有预算"},
    {"score_model", "interest",
     "kind=engagement\nminimum=0\nmaximum=50", "name=B2B: interest", "name=B2B：关注度"},
    {"score_rule", "webinar",
     "model=@interest\nposition=1\nevent_kind=webinar\npoints=15\nwindow_days=90\n"
     "decay=exponential\ndecay_days=30",
     "name=Took part in a webinar", "name=参加线上研讨会"},
    {"score_rule", "download",
     "model=@interest\nposition=2\nevent_kind=download\npoints=8\ndaily_cap=16\nwindow_days=90\n"
     "decay=exponential\ndecay_days=30",
     "name=Downloaded a document", "name=下载资料"},

    /* The way to the contract. */
    {"stage_group", "process", "is_default=first\nallow_back=true\nallow_reopen=false",
     "name=B2B sales process", "name=大客户销售流程"},
    {"stage", "qualify", "stage_group=@process\nposition=1\nprobability=10\nrotting_days=14",
     "name=Qualify\nguidance=Budget, authority, need and time are known",
     "name=初步接触\nguidance=明确预算、决策人、需求与时间"},
    {"stage", "needs", "stage_group=@process\nposition=2\nprobability=25\nrotting_days=21",
     "name=Needs confirmed\nguidance=The problem is written down and agreed",
     "name=需求确认\nguidance=需求书面确认"},
    {"stage", "proposal",
     "stage_group=@process\nposition=3\nprobability=50\nforecast_category=best_case\n"
     "rotting_days=21\ncondition=has(amount)",
     "name=Proposal\nguidance=Needs an amount", "name=方案报价\nguidance=须填写金额"},
    {"stage", "negotiation",
     "stage_group=@process\nposition=4\nprobability=75\nforecast_category=most_likely\n"
     "rotting_days=14\ncondition=has(amount) && has(close_date)",
     "name=Negotiation\nguidance=Needs an amount and a close date",
     "name=商务谈判\nguidance=须填写金额与预计成交日期"},
    {"stage", "contract",
     "stage_group=@process\nposition=5\nprobability=90\nforecast_category=commit\nrotting_days=10",
     "name=Contract", "name=合同签署"},
    {"stage", "won",
     "stage_group=@process\nposition=6\noutcome=won\nprobability=100\nforecast_category=closed",
     "name=Won", "name=赢单"},
    {"stage", "lost",
     "stage_group=@process\nposition=7\noutcome=lost\nprobability=0\nforecast_category=omitted",
     "name=Lost", "name=输单"},

    /* Customers who order less. */
    {"alert_rule", "silent",
     "kind=silence\ngap_factor=3\nminimum_purchase_days=4\nfloor_days=45\nseverity=warning\n"
     "position=1",
     "name=B2B: three times the usual gap\nmessage=No order for three times the usual time: visit",
     "name=B2B：超过采购周期三倍\nmessage=超过采购周期三倍未下单，请安排拜访"},
    {"alert_rule", "key_silent",
     "kind=silence\ncondition=level in [\"a\", \"b\"]\nabsolute_days=90\nseverity=critical\n"
     "position=2",
     "name=B2B: key account silent for 90 days\nmessage=Key account without an order for 90 days",
     "name=B2B：重点客户90天未采购\nmessage=重点客户90天未采购"},
    {"alert_rule", "falls",
     "kind=move\nfrom_segments=[\"champions\",\"loyal\",\"potential_loyalist\"]\n"
     "to_segments=[\"at_risk\",\"cannot_lose\"]\nseverity=critical\nposition=3",
     "name=B2B: account at risk\nmessage=An important account fell to at risk",
     "name=B2B：客户流失风险\nmessage=重要客户降为流失风险"},
};

const struct pack pack_b2b = {
    .name = "b2b",
    .summary_en = "selling to companies",
    .summary_zh = "企业客户销售",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
};
