// SPDX-License-Identifier: Apache-2.0
// Who is signed in. The token is only in the browser; the store has a keyed hash of it. Idle and absolute expiry.
#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/domain/result.hpp"
#include "storage/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace earshot::desk {

inline constexpr std::string_view cookie_name = "earshot_desk";

struct session {
    storage::operator_row who;
    std::string token_hash;
    std::string csrf;
    instant expires{};
};

struct fresh_session {
    std::string cookie;  // value of Set-Cookie
    std::string csrf;
    instant expires{};
};

class sessions {
public:
    sessions(storage::store& store, seal::key const& key, random_fn random, struct options const& how)
        : store_(store), key_(key), random_(std::move(random)), how_(how) {}

    // The session of this token, if it runs and its operator may work. Use moves its idle expiry, at most once a
    // minute.
    std::optional<session> find(std::string_view token, instant now);
    // Is it still there? Without moving anything.
    bool runs(std::string const& token_hash, instant now);
    result<fresh_session> open(operator_id who, instant now);
    result<void> end(std::string const& token_hash);
    result<void> end_all_of(operator_id who);
    std::string clearing_cookie() const;

private:
    std::string hash_of(std::string_view token) const;
    std::string attributes() const;

    storage::store& store_;
    seal::key const& key_;
    random_fn random_;
    struct options how_;
};

std::string random_hex(random_fn const& random, std::size_t bytes);

}  // namespace earshot::desk
