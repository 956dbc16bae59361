// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/accounts.hpp"

#include "gateway/desk/login_proof.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/seal/seal.hpp"

#include <algorithm>
#include <array>

namespace earshot::desk {

bool is_login(std::string_view text) noexcept {
    auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return text.size() >= 2 && text.size() <= 64 && plain(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return plain(c) || c == '.' || c == '-' || c == '_' || c == '@'; });
}

bool is_role(std::string_view text) noexcept {
    return role_named(text) != 0;
}

std::string make_password(random_fn const& random) {
    static constexpr char symbols[] = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's base32
    std::array<std::uint8_t, 20> bytes{};
    random(bytes);
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0 && i % 5 == 0) out += '-';
        out += symbols[bytes[i] & 31];
    }
    return out;
}

result<operator_id> add_account(storage::store& store, std::string login, std::string display, std::string role,
                                std::string_view password, instant at, operator_id made_by) {
    if (!is_login(login) || !is_role(role) || password.size() < shortest_password || display.empty())
        return make_error_code(errc::malformed);
    storage::operator_row row;
    row.login = std::move(login);
    row.display = std::move(display);
    row.role = std::move(role);
    auto proof = login_proof(row.login, password);
    row.password = seal::hash_password(proof);
    wipe(proof);
    row.created = at;
    row.made_by = made_by;
    return store.add_operator(std::move(row));
}

bool is_last_admin(storage::store& store, operator_id who) {
    bool is_one = false;
    for (auto const& o : store.operators()) {
        if (o.role != "admin" || o.disabled) continue;
        if (o.id == who)
            is_one = true;
        else
            return false;
    }
    return is_one;
}

}  // namespace earshot::desk
