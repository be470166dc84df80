/* Services for people, such as training, beauty, health and repair: appointments lead to contracts,
 * and contracts are renewed. */
#include "pack.h"

static const struct pack_row rows[] = {
    /* Where leads come from. */
    {"channel", "hotline", "kind=hotline", "name=Hotline", "name=400热线"},
    {"channel", "friends", "kind=referral", "name=Recommended by clients", "name=老客转介绍"},
    {"channel", "portals", "kind=paid_ad", "name=Review portals", "name=点评平台"},
    {"lead_source", "call", "channel=@hotline", "name=Call", "name=来电咨询"},
    {"lead_source", "booking", "channel=@portals", "name=Online booking", "name=在线预约"},
    {"lead_source", "friend", "channel=@friends", "name=Recommendation", "name=朋友推荐"},

    /* Pools: an appointment within three days, or somebody else tries. */
    {"pool", "nurture", "auto_recycle=false\non_return=nurture", "name=Call again later",
     "name=再次联系池"},
    {"pool", "clients",
     "is_default=first\ncapacity=150\ndaily_limit=30\ncool_down_days=7\nhold_hours=2",
     "name=New clients\ndescription=Enquiries that want an appointment",
     "name=新客线索池\ndescription=待预约的咨询客户"},
    {"pool_rule", "recommended",
     "pool=@clients\nkind=assign\nposition=1\nstrategy=least_busy\ncondition=source == @friend",
     "name=Recommended clients first", "name=转介绍优先分配"},
    {"pool_rule", "in_turn",
     "pool=@clients\nkind=assign\nposition=2\nstrategy=round_robin\n"
     "condition=validity != \"invalid\"",
     "name=All others in turn", "name=其余轮流分配"},
    {"pool_rule", "no_follow_up",
     "pool=@clients\nkind=recycle\nposition=1\nrecycle_kind=no_follow_up\ndays=3\n"
     "calendar_days=true\nreminder_days=1",
     "name=No contact for three days", "name=三天未联系"},
    {"pool_rule", "idle",
     "pool=@clients\nkind=recycle\nposition=2\nrecycle_kind=idle\ndays=14\ncalendar_days=true\n"
     "reminder_days=3\nexempt_condition=has(next_follow_up_at) && next_follow_up_at > now",
     "name=Two weeks without contact, no appointment", "name=十四天无跟进且无预约"},
    {"pool_rule", "no_deal",
     "pool=@clients\nkind=recycle\nposition=3\nrecycle_kind=no_deal\ndays=60\n"
     "calendar_days=true\nreminder_days=7\ntarget_pool=@nurture",
     "name=No contract within 60 days", "name=六十天未签约"},

    /* Who is likely to come. */
    {"score_model", "fit",
     "kind=fit\nminimum=0\nmaximum=100\nthreshold=35\nnurture_pool=@nurture\n"
     "groups={\"need\":{\"minimum\":0,\"maximum\":60},\"reach\":{\"minimum\":0,\"maximum\":40}}\n"
     "grades={\"A\":65,\"B\":35,\"C\":0}",
     "name=Service: readiness", "name=服务业：到访意向"},
    {"score_rule", "friend", "model=@fit\nposition=1\ngroup_name=need\npoints=40\n"
                             "condition=source == @friend",
     "name=Recommended by a client", "name=老客推荐"},
    {"score_rule", "booked", "model=@fit\nposition=2\ngroup_name=need\npoints=30\n"
                             "condition=source == @booking",
     "name=Booked online", "name=在线预约"},
    {"score_rule", "trial",
     "model=@fit\nposition=3\ngroup_name=need\npoints=20\n"
     "condition=interests.exists(i, i in [\"trial\", \"training\", \"service\"])",
     "name=Wants a trial", "name=想要体验"},
    {"score_rule", "reached", "model=@fit\nposition=4\ngroup_name=reach\npoints=25\n"
                              "condition=validity == \"valid\"",
     "name=Can be reached", "name=联系方式有效"},
    {"score_rule", "talked",
     "model=@fit\nposition=5\ngroup_name=reach\npoints=15\ncondition=follow_up_count > 0",
     "name=Was talked to", "name=已沟通过"},
    {"score_model", "visits",
     "kind=engagement\nminimum=0\nmaximum=40", "name=Service: visits", "name=服务业：到访"},
    {"score_rule", "visit",
     "model=@visits\nposition=1\nevent_kind=visit\npoints=20\ndaily_cap=20\nwindow_days=60\n"
     "decay=step\ndecay_days=15\ndecay_percent=25",
     "name=Came to the branch", "name=到店"},

    /* From the appointment to the renewal. */
    {"stage_group", "process", "is_default=first\nallow_back=true\nallow_reopen=true",
     "name=Client agreement", "name=服务签约流程"},
    {"stage", "advice", "stage_group=@process\nposition=1\nprobability=15\nrotting_days=3",
     "name=Advice given", "name=咨询沟通"},
    {"stage", "appointment", "stage_group=@process\nposition=2\nprobability=35\nrotting_days=5",
     "name=Appointment made\nguidance=Remind the day before",
     "name=已预约\nguidance=到访前一天提醒"},
    {"stage", "visited",
     "stage_group=@process\nposition=3\nprobability=60\nforecast_category=best_case\n"
     "rotting_days=4",
     "name=Visited or tried", "name=已到访体验"},
    {"stage", "plan",
     "stage_group=@process\nposition=4\nprobability=80\nforecast_category=most_likely\n"
     "rotting_days=5\ncondition=has(amount)",
     "name=Plan and price agreed", "name=方案与价格确认"},
    {"stage", "won",
     "stage_group=@process\nposition=5\noutcome=won\nprobability=100\nforecast_category=closed",
     "name=Signed", "name=已签约"},
    {"stage", "lost",
     "stage_group=@process\nposition=6\noutcome=lost\nprobability=0\nforecast_category=omitted",
     "name=Did not sign", "name=未签约"},

    /* Clients who do not come back. */
    {"alert_rule", "silent",
     "kind=silence\ngap_factor=1.5\nminimum_purchase_days=3\nfloor_days=21\nseverity=warning\n"
     "position=1",
     "name=Service: later than usual\nmessage=The client is overdue: offer an appointment",
     "name=服务业：超过到访周期\nmessage=客户超过到访周期，请邀约"},
    {"alert_rule", "renewal",
     "kind=silence\nabsolute_days=330\nseverity=critical\nposition=2",
     "name=Service: renewal is near\nmessage=Eleven months since the last contract: talk renewal",
     "name=服务业：临近续费\nmessage=距上次签约已十一个月，请沟通续费"},
    {"alert_rule", "sleeps",
     "kind=move\nfrom_segments=[\"new\",\"promising\",\"loyal\"]\n"
     "to_segments=[\"about_to_sleep\",\"hibernating\",\"lost\"]\nseverity=warning\nposition=3",
     "name=Service: falls asleep\nmessage=The client is falling asleep: call",
     "name=服务业：客户转为沉睡\nmessage=客户正在沉睡，请回访"},
};

const struct pack pack_service = {
    .name = "service",
    .summary_en = "services for people, with appointments and renewals",
    .summary_zh = "预约与续费型服务业",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
};
