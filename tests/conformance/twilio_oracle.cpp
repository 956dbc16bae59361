// SPDX-License-Identifier: Apache-2.0
// Our side of the comparison with other implementations (tests/conformance/twilio): one JSON object a line on standard
// input, one verdict a line on standard output.
//   {"op":"sign","token":T,"url":U,"form":[[name,value]...]}                      -> {"signature":S}
//   {"op":"verify","tokens":[T...],"url":U,"form":[...]|null,"body":B,"signature":S} -> {"ok":true|false}
//   {"op":"segments","text":X}                                                    -> {"gsm7":bool,"units":N,"segments":N}
//   {"op":"number","raw":X,"calling_code":C}                                      -> {"phone":bool,"text":X}
#include "adapters/sms/e164.hpp"
#include "adapters/sms/twilio/signature.hpp"
#include "gateway/domain/gsm7.hpp"

#include <boost/json.hpp>

#include <iostream>

namespace json = boost::json;
using namespace earshot;

namespace {

std::string text(json::object const& from, char const* key) { return std::string(from.at(key).as_string()); }

twilio::fields form(json::value const& from) {
    twilio::fields out;
    for (auto const& pair : from.as_array())
        out.emplace_back(std::string(pair.as_array().at(0).as_string()), std::string(pair.as_array().at(1).as_string()));
    return out;
}

json::object verify(json::object const& ask) {
    auto const url = text(ask, "url");
    auto const body = text(ask, "body");
    twilio::signed_request request;
    request.url = url;
    request.body = body;
    if (!ask.at("form").is_null()) request.form = form(ask.at("form"));
    std::vector<std::string_view> tokens;
    for (auto const& token : ask.at("tokens").as_array()) tokens.emplace_back(token.as_string());
    return {{"ok", twilio::authentic(request, text(ask, "signature"), tokens)}};
}

json::object answer(json::object const& ask) {
    auto const op = text(ask, "op");
    if (op == "verify") return verify(ask);
    if (op == "sign") return {{"signature", twilio::sign(text(ask, "token"), text(ask, "url"), form(ask.at("form")))}};
    if (op == "segments") {
        auto const size = gsm7::measure(text(ask, "text"));
        return {{"gsm7", size.gsm7}, {"units", size.units}, {"segments", size.segments}};
    }
    if (op == "number") {
        auto const who = sms::normalise(text(ask, "raw"), text(ask, "calling_code"));
        return {{"phone", who.replyable()}, {"text", who.text}};
    }
    throw std::invalid_argument("unknown op " + op);
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);)
        std::cout << json::serialize(answer(json::parse(line).as_object())) << '\n';
}
