// SPDX-License-Identifier: Apache-2.0
// The Desk with what only the app can give it: keys to open cases and the road into the journal.
#pragma once

#include "gateway/app/helpline_keys.hpp"
#include "gateway/app/opened_addresses.hpp"
#include "gateway/app/opened_cases.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/desk/desk.hpp"
#include "gateway/net/http.hpp"

#include <memory>

namespace earshot {

class desk_side {
public:
    struct parts {
        config::settings const& settings;
        storage::store& store;
        vault& addresses;
        seal::keyring const& keys;
        net::http_router& routes;
        helpline_keys& helpline;
        opened_addresses::medium_of_channel medium;
        net::any_io_executor net;
        net::any_io_executor pool;
        clock_fn now;
        random_fn random;
    };
    explicit desk_side(parts p);

    void close() { desk_.close(); }
    std::size_t streams() const noexcept { return desk_.streams(); }

private:
    opened_cases book_;
    journalled_acts acts_;
    opened_addresses door_;
    desk::desk desk_;
};

}  // namespace earshot
