// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/sessions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace earshot::desk {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr char digits[] = "0123456789abcdef";

std::string hex(std::span<std::uint8_t const> bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (auto b : bytes) {
        out += digits[b >> 4];
        out += digits[b & 15];
    }
    return out;
}

// "<start in ms>.<64 hex>": the start is part of what is hashed, so that it cannot be moved, and the absolute expiry
// needs no column of its own.
std::optional<instant> started(std::string_view token) {
    auto const dot = token.find('.');
    if (dot == std::string_view::npos || token.size() - dot - 1 != token_bytes * 2) return std::nullopt;
    std::int64_t ms = 0;
    auto const [end, ec] = std::from_chars(token.data(), token.data() + dot, ms);
    if (ec != std::errc{} || end != token.data() + dot) return std::nullopt;
    return instant(std::chrono::milliseconds(ms));
}

}  // namespace

std::string random_hex(random_fn const& random, std::size_t bytes) {
    std::array<std::uint8_t, 64> all{};
    auto const some = std::span(all).first(std::min(bytes, all.size()));
    random(some);
    return hex(some);
}

std::string sessions::hash_of(std::string_view token) const {
    auto const tag = seal::tag(key_, {"desk session", token});
    return hex(tag);
}

std::optional<session> sessions::find(std::string_view token, instant now) {
    auto const start = started(token);
    if (!start || now >= *start + how_.session_longest) return std::nullopt;
    session out;
    out.token_hash = hash_of(token);
    auto const row = store_.session(out.token_hash, now);
    if (!row || row->expires <= now) return std::nullopt;
    auto who = store_.operator_by_id(row->who);
    if (!who || who->disabled) return std::nullopt;
    out.who = std::move(*who);
    out.csrf = row->csrf;
    out.expires = row->expires;
    auto const until = std::min(now + how_.session_idle, *start + how_.session_longest);
    // A write for each request would cost an fsync for each. When the store is busy the old expiry stands.
    if (until - row->expires >= std::chrono::minutes(1) && store_.extend_session(out.token_hash, until))
        out.expires = until;
    return out;
}

bool sessions::runs(std::string const& token_hash, instant now) {
    auto const row = store_.session(token_hash, now);
    return row && row->expires > now;
}

result<fresh_session> sessions::open(operator_id who, instant now) {
    auto const token = std::to_string(now.time_since_epoch().count()) + "." + random_hex(random_, token_bytes);
    storage::session_row row;
    row.token_hash = hash_of(token);
    row.who = who;
    row.csrf = random_hex(random_, 16);
    row.expires = now + std::min(how_.session_idle, how_.session_longest);
    fresh_session out{std::string(cookie_name) + "=" + token + attributes(), row.csrf, row.expires};
    auto const added = store_.add_session(std::move(row));
    if (!added) return added.error();
    return out;
}

result<void> sessions::end(std::string const& token_hash) {
    return store_.end_session(token_hash);
}

result<void> sessions::end_all_of(operator_id who) {
    return store_.end_sessions_of(who);
}

std::string sessions::attributes() const {
    return how_.secure_cookie ? "; Path=/; HttpOnly; SameSite=Strict; Secure" : "; Path=/; HttpOnly; SameSite=Strict";
}

std::string sessions::clearing_cookie() const {
    return std::string(cookie_name) + "=" + attributes() + "; Max-Age=0";
}

}  // namespace earshot::desk
