/* What people call fields in spreadsheets. */
#include "service/import_map.h"

/* Aliases are folded; targets are tried in order, the first that the entity has is it. */
struct synonym {
    const char *aliases;
    const char *targets;
};

/* clang-format off */
static const struct synonym synonyms[] = {
    {"fullname|contactname|leadname|customername|realname|personname|clientname|buyername|名字|联系人|联系人姓名|客户姓名|真实姓名|会员姓名|收货人|称呼", "name,account.name"},
    {"lastname|familyname|姓氏", "surname"},
    {"firstname|forename", "given_name"},
    {"sex", "gender"},
    {"company|companyname|organisation|organization|org|employer|business|firm|公司名称|公司名|企业|企业名称|单位|单位名称|所在公司|工作单位", "company,name,account.name"},
    {"account|accountname|customer|client|客户名|客户名称|客户", "account.name,name,company"},
    {"customerid|customerno|customernumber|custid|clientid|accountid|userid|memberid|buyerid|客户id|客户编号|客户号|会员id|会员号|会员编号|用户id|买家id", "account.external_id,external_id"},
    {"mobile|mobilephone|mobileno|mobilenumber|cell|cellphone|cellular|手机号|手机号码|移动电话|联系手机|手机|会员手机", "mobile,phone,account.phone"},
    {"phone|tel|telephone|telno|phoneno|phonenumber|contactnumber|contactphone|电话号码|联系电话|固定电话|固话|座机|联系方式|电话|收货人电话", "phone,mobile,account.phone"},
    {"mail|email|emailaddress|mailbox|邮件|电子邮件|电子邮箱|邮箱地址|邮箱", "email,account.email"},
    {"wechatid|weixin|wx|wxid|微信号|微信id|微信", "wechat,account.wechat"},
    {"qqnumber|qq号|qq号码", "qq"},
    {"url|web|site|homepage|webpage|网址|官网|公司网址", "website"},
    {"jobtitle|position|job|role|职位|岗位|头衔", "title"},
    {"dept|所属部门", "department"},
    {"state|region|省|所在省|省市", "province"},
    {"town|市|所在城市|所在地", "city"},
    {"county|区|县", "district"},
    {"street|streetaddress|addr|fulladdress|详细地址|联系地址|公司地址|通讯地址", "address"},
    {"zip|zipcode|postalcode|邮政编码", "postcode"},
    {"nation|国家地区", "country"},
    {"sector|所属行业|行业类别", "industry"},
    {"uscc|taxid|taxnumber|vat|vatnumber|creditcode|税号|信用代码|社会信用代码|营业执照号|纳税人识别号", "registration_number"},
    {"leadsource|utmsource|origin|来源|线索渠道|获客来源|客户来源", "source"},
    {"utmcampaign|活动|活动名称", "campaign"},
    {"utmterm|keywords|搜索词", "keyword"},
    {"ownername|salesrep|salesperson|assignedto|rep|seller|销售|销售员|负责人姓名|业务员|跟进人|所属销售", "owner"},
    {"remark|remarks|note|notes|comment|comments|memo|message|requirement|备注信息|留言|需求|说明|备注", "description"},
    {"budgetamount|预算金额", "budget"},
    {"amt|total|totalamount|ordertotal|orderamount|totalprice|grandtotal|price|value|revenue|sales|金额|总金额|总价|订单金额|应付金额|成交金额|消费金额|商机金额", "amount"},
    {"paid|paidamount|payment|amountpaid|实付|实付金额|实收金额|支付金额", "paid_amount,amount"},
    {"refund|refundamount|退款|退款总额", "refunded_amount"},
    {"discountamount|优惠|折扣金额", "discount"},
    {"freight|postage|shippingfee|邮费", "shipping"},
    {"date|time|datetime|timestamp|orderdate|ordertime|purchasedate|invoicedate|transactiondate|placedat|purchasedat|日期|时间|订单日期|下单日期|订单时间|订单创建时间|购买时间|购买日期|交易时间|成交时间|消费时间", "placed_at,at"},
    {"paymentdate|paymenttime|paidtime|支付时间|付款日期", "paid_at"},
    {"orderid|orderno|ordernumber|ordersn|invoice|invoiceno|invoicenumber|transactionid|订单编号|订单号码|单号|交易号|流水号", "number,order.number"},
    {"quantity|qty|items|itemcount|units|count|数量|商品数量|件", "quantity,item_count"},
    {"unitprice|单价金额", "unit_price"},
    {"productname|product|item|goods|商品|商品名称|产品", "product.name,name"},
    {"productcode|productid|sku|stockcode|itemcode|商品编码|商品编号|货号|产品编号", "product.code,code"},
    {"currencycode|货币|币别", "currency"},
    {"stage|阶段", "stage"},
    {"closedate|expectedclosedate|预计成交日期|预计签单日期", "close_on,expected_close_on,closes_on"},
    {"recid|recordid|externalid|extid|外部id|外部编号|源id|记录编号", "external_id"},
    {"leadid|线索id|线索编号", "lead.external_id,external_id"},
    {"contactid|联系人id", "contact.external_id,external_id"},
    {"login|username|账号|用户名", "login,owner"},
};
/* clang-format on */

static bool alias_has(const char *aliases, struct text folded)
{
    struct text all = crm__text_of(aliases);
    for (size_t from = 0; from < all.size;) {
        size_t end = crm__text_find(all, TEXT("|"), from);
        if (end == SIZE_MAX)
            end = all.size;
        if (crm__text_equal(crm__text_slice(all, from, end), folded))
            return true;
        from = end + 1;
    }
    return false;
}

const char *crm__import_synonym(struct text folded, size_t *from)
{
    for (; *from < sizeof synonyms / sizeof *synonyms; ++*from) {
        if (alias_has(synonyms[*from].aliases, folded))
            return synonyms[(*from)++].targets;
    }
    return NULL;
}

/* "手机号（必填）", "Mobile-Phone *" and "mobile_phone" differ in nothing that matters. */
void crm__import_fold(struct buffer *folded, struct text name)
{
    struct buffer lower;
    crm__buffer_init(&lower, folded->env);
    crm__buffer_fold(&lower, crm__text_trim(name));
    folded->failed |= lower.failed;
    struct text text = crm__buffer_view(&lower);
    for (size_t offset = 0; offset < text.size;) {
        uint32_t letter = crm__utf8_next(text, &offset);
        if ((letter == '(' || letter == '[' || letter == 0x3010) && folded->size)
            break;
        bool is_mark = crm__code_point_is_space(letter) || letter == '_' || letter == '-' ||
                       letter == '.' || letter == '*' || letter == ':' || letter == '/' ||
                       letter == '#' || letter == '\'' || letter == '"';
        if (!is_mark)
            crm__buffer_code_point(folded, letter);
    }
    crm__buffer_free(&lower);
}
