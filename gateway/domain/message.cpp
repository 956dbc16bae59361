// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/message.hpp"

#include <array>
#include <string_view>

namespace earshot {
namespace {

struct row {
    delivery state;
    int rank;
    bool terminal;
    char const* name;
};

constexpr std::array rows{
    row{delivery::queued, 0, false, "queued"},
    row{delivery::sent, 1, false, "sent"},
    row{delivery::delivered, 2, true, "delivered"},
    row{delivery::read, 3, true, "read"},
    row{delivery::failed_temp, 2, true, "failed_temp"},
    row{delivery::failed_perm, 2, true, "failed_perm"},
    row{delivery::unknown, 2, true, "unknown"},
};

row const& of(delivery d) noexcept { return rows[static_cast<std::size_t>(d)]; }

}  // namespace

int rank(delivery d) noexcept { return of(d).rank; }
bool terminal(delivery d) noexcept { return of(d).terminal; }
char const* name(delivery d) noexcept { return of(d).name; }

std::optional<delivery> delivery_named(std::string_view text) noexcept {
    for (auto const& r : rows)
        if (text == r.name) return r.state;
    return std::nullopt;
}

delivery advance(delivery now, delivery reported) noexcept {
    // "read" may follow "delivered": both are ends, the later one says more.
    if (terminal(now) && !(now == delivery::delivered && reported == delivery::read)) return now;
    return rank(reported) > rank(now) ? reported : now;
}

}  // namespace earshot
