/* Shops and brands that sell to consumers: fast answers, a short way to the order, and repeat
 * purchases as what matters. */
#include "pack.h"

static const struct pack_row rows[] = {
    /* Where leads come from. */
    {"channel", "shop", "kind=own_traffic", "name=Web shop and mini program",
     "name=网店与小程序"},
    {"channel", "ads", "kind=paid_ad", "name=Advertising", "name=广告投放"},
    {"channel", "store", "kind=offline_event", "name=Stores", "name=线下门店"},
    {"lead_source", "cart", "channel=@shop", "name=Left cart", "name=未付款购物车"},
    {"lead_source", "chat", "channel=@shop", "name=Shop chat", "name=在线客服"},
    {"lead_source", "live", "channel=@ads", "name=Live stream", "name=直播间"},
    {"lead_source", "counter", "channel=@store", "name=Store visit", "name=到店登记"},

    /* Pools: a shopper who is not called today buys elsewhere tomorrow. */
    {"pool", "nurture", "auto_recycle=false\non_return=nurture", "name=Members to nurture",
     "name=会员培育池"},
    {"pool", "enquiries",
     "is_default=first\ncapacity=300\ndaily_limit=80\ncool_down_days=1\nhold_hours=0",
     "name=Shop enquiries\ndescription=Enquiries from shop, chat and live streams",
     "name=咨询线索池\ndescription=网店、客服与直播的咨询"},
    {"pool_rule", "chats_first",
     "pool=@enquiries\nkind=assign\nposition=1\nstrategy=least_busy\n"
     "condition=validity != \"invalid\" && interests.exists(i, i == \"price\")",
     "name=Price questions to whoever is free", "name=询价线索给最空闲的人"},
    {"pool_rule", "in_turn", "pool=@enquiries\nkind=assign\nposition=2\nstrategy=round_robin\n"
                             "condition=validity != \"invalid\"",
     "name=All others in turn", "name=其余线索轮流分配"},
    {"pool_rule", "no_answer",
     "pool=@enquiries\nkind=recycle\nposition=1\nrecycle_kind=no_follow_up\ndays=1\n"
     "reminder_days=0\ntarget_pool=@enquiries",
     "name=Not contacted for a day", "name=一天未跟进"},
    {"pool_rule", "no_order",
     "pool=@enquiries\nkind=recycle\nposition=2\nrecycle_kind=no_deal\ndays=15\nreminder_days=2\n"
     "target_pool=@nurture",
     "name=No order within 15 days", "name=十五天未成交"},

    /* What an enquiry is worth. */
    {"score_model", "fit",
     "kind=fit\nminimum=0\nmaximum=100\nthreshold=40\nnurture_pool=@nurture\n"
     "groups={\"reach\":{\"minimum\":0,\"maximum\":40},\"wish\":{\"minimum\":0,\"maximum\":60}}\n"
     "grades={\"A\":70,\"B\":40,\"C\":0}",
     "name=Retail: shopper", "name=零售：购物意向"},
    {"score_rule", "valid", "model=@fit\nposition=1\ngroup_name=reach\npoints=20\n"
                            "condition=validity == \"valid\"",
     "name=Can be reached", "name=联系方式有效"},
    {"score_rule", "wechat", "model=@fit\nposition=2\ngroup_name=reach\npoints=20\n"
                             "condition=has(wechat)",
     "name=WeChat known", "name=已加微信"},
    {"score_rule", "price", "model=@fit\nposition=3\ngroup_name=wish\npoints=30\n"
                            "condition=interests.exists(i, i == \"price\")",
     "name=Asked for the price", "name=询问过价格"},
    {"score_rule", "cart", "model=@fit\nposition=4\ngroup_name=wish\npoints=40\n"
                           "condition=source == @cart",
     "name=Left a cart", "name=购物车未付款"},
    {"score_rule", "do_not_call", "model=@fit\nposition=5\npoints=-30\ncondition=do_not_call",
     "name=Does not want calls", "name=请勿致电"},
    {"score_model", "activity",
     "kind=engagement\nminimum=0\nmaximum=60", "name=Retail: activity", "name=零售：活跃度"},
    {"score_rule", "viewed",
     "model=@activity\nposition=1\nevent_kind=product_view\npoints=3\ndaily_cap=9\n"
     "window_days=14\ndecay=linear\ndecay_days=14",
     "name=Looked at a product", "name=浏览商品"},
    {"score_rule", "carted",
     "model=@activity\nposition=2\nevent_kind=add_to_cart\npoints=12\ndaily_cap=24\n"
     "window_days=14\ndecay=exponential\ndecay_days=5",
     "name=Put into the cart", "name=加入购物车"},

    /* The way to the order is short. */
    {"stage_group", "process", "is_default=first\nallow_back=true\nallow_reopen=true",
     "name=Retail sale", "name=零售流程"},
    {"stage", "asked", "stage_group=@process\nposition=1\nprobability=20\nrotting_days=2",
     "name=Asked", "name=咨询"},
    {"stage", "offered",
     "stage_group=@process\nposition=2\nprobability=50\nforecast_category=best_case\n"
     "rotting_days=3",
     "name=Offer sent", "name=已报价"},
    {"stage", "ordered",
     "stage_group=@process\nposition=3\nprobability=90\nforecast_category=commit\nrotting_days=1",
     "name=Order placed", "name=已下单待付款"},
    {"stage", "won",
     "stage_group=@process\nposition=4\noutcome=won\nprobability=100\nforecast_category=closed",
     "name=Paid", "name=已付款"},
    {"stage", "lost",
     "stage_group=@process\nposition=5\noutcome=lost\nprobability=0\nforecast_category=omitted",
     "name=Lost", "name=未成交"},

    /* Customers who stop buying. */
    {"alert_rule", "silent",
     "kind=silence\ngap_factor=2\nminimum_purchase_days=3\nfloor_days=14\nseverity=warning\n"
     "position=1",
     "name=Retail: twice the usual gap\nmessage=A regular has not bought for twice the usual time",
     "name=零售：超过购买周期两倍\nmessage=老客超过购买周期两倍未下单"},
    {"alert_rule", "gone",
     "kind=silence\nabsolute_days=120\nseverity=info\nposition=2",
     "name=Retail: no order for 120 days\nmessage=No order for 120 days: send an offer",
     "name=零售：120天未下单\nmessage=120天未下单，建议发放优惠"},
    {"alert_rule", "champion_falls",
     "kind=move\nfrom_segments=[\"champions\",\"loyal\"]\n"
     "to_segments=[\"at_risk\",\"cannot_lose\",\"hibernating\"]\nseverity=critical\nposition=3",
     "name=Retail: one of the best is leaving\nmessage=One of the best customers is leaving",
     "name=零售：重要客户正在流失\nmessage=重要客户正在流失"},
};

const struct pack pack_retail = {
    .name = "retail",
    .summary_en = "shops and brands that sell to consumers",
    .summary_zh = "零售与电商",
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
};
