/* libphonenumber, the peer of phone_bench. */
#include "peers/phone_peer.h"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

int phone_peer_valid(const char *typed, const char *region)
{
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string found, e164, national, international;
    if (util.Parse(typed, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return 0;
    util.GetRegionCodeForNumber(number, &found);
    PhoneNumberUtil::PhoneNumberType type = util.GetNumberType(number);
    util.Format(number, PhoneNumberUtil::E164, &e164);
    util.Format(number, PhoneNumberUtil::NATIONAL, &national);
    util.Format(number, PhoneNumberUtil::INTERNATIONAL, &international);
    return util.IsValidNumber(number) && type != PhoneNumberUtil::UNKNOWN;
}
