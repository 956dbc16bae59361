// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/load_gate.hpp"

#include "adapters/email/digest.hpp"

#include <cstring>

namespace earshot::email {

load_gate::load_gate(load_limits limits, random_fn const& random) : limits_(limits) {
    random(key_);
}

std::uint64_t load_gate::tag(std::string_view peer) const {
    auto const mac = hmac_sha256(key_, peer);
    std::uint64_t out = 0;
    std::memcpy(&out, mac.data(), sizeof out);
    return out;
}

load_gate::share::share(load_gate& gate, std::string_view peer, bool counted) : gate_(gate), counted_(counted) {
    ++gate_.sessions_;
    if (!counted_) return;
    peer_ = gate_.tag(peer);
    welcome_ = ++gate_.peers_[peer_] <= gate_.limits_.sessions_a_peer;
}

load_gate::share::~share() {
    gate_.bytes_ -= held_;
    --gate_.sessions_;
    if (!counted_) return;
    auto const it = gate_.peers_.find(peer_);
    if (--it->second == 0) gate_.peers_.erase(it);
}

bool load_gate::share::hold(std::size_t bytes) noexcept {
    gate_.bytes_ = gate_.bytes_ - held_ + bytes;
    held_ = bytes;
    return gate_.bytes_ <= gate_.limits_.bytes;
}

}  // namespace earshot::email
