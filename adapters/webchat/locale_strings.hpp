// SPDX-License-Identifier: Apache-2.0
// The words of the pages, one flat JSON file a locale: translating is a content task. English is built in and says
// which keys there are; a locale that lacks one, or has one too many, is refused when the service starts.
#pragma once

#include "adapters/webchat/html.hpp"
#include "gateway/domain/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::webchat {

class locale_strings {
public:
    // `mistakes`: one line each, for the configuration's reader; empty when all is well.
    locale_strings(std::string_view english_json, std::string fallback, std::string const& dir,
                   std::vector<std::string>& mistakes);

    // By ?lang=, then Accept-Language (first listed that we have), then the fallback.
    values const& choose(std::string_view wanted, std::string_view accept_language) const;
    std::map<std::string, values, std::less<>> const& all() const noexcept { return all_; }

    // The strings that the script of the chat needs (keys "chat.*"), as JSON fit for a <script> element.
    static std::string for_script(values const& strings);

private:
    std::map<std::string, values, std::less<>> all_;
    std::string fallback_;
};

}  // namespace earshot::webchat
