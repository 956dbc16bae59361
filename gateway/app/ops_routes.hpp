// SPDX-License-Identifier: Apache-2.0
// What the people who run it look at: /metrics (Prometheus), /livez, /readyz. Nothing personal is there to be had.
#pragma once

#include "gateway/net/http.hpp"

#include <functional>
#include <string>
#include <vector>

namespace earshot {

struct readiness {
    struct check {
        std::string name;    // "store", "channel:southwark-sms"
        bool good{};
        std::string advice;  // what to do when it is not
    };
    std::vector<check> checks;
};

// `metrics`: the text exposition, counted anew. `ready`: called on the net thread.
void add_ops_routes(net::http_router& router, std::function<net::awaitable<std::string>()> metrics, std::function<readiness()> ready);

}  // namespace earshot
