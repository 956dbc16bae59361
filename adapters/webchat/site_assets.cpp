// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/site.hpp"
#include "generated/webchat_page_assets.hpp"
#include "generated/webchat_web_assets.hpp"

namespace earshot::webchat {

std::string_view built_in_asset(std::string_view name) {
    auto const page = webchat_page_asset(name);
    return page.empty() ? webchat_web_asset(name) : page;
}

}  // namespace earshot::webchat
