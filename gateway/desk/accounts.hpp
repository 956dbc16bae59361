// SPDX-License-Identifier: Apache-2.0
// Operators' accounts, for the API and for the command line.
#pragma once

#include "gateway/domain/clock.hpp"
#include "storage/store.hpp"

#include <string>
#include <string_view>

namespace earshot::desk {

inline constexpr std::size_t shortest_password = 12;

// Lower-case letters, digits, '.', '-', '_' and '@', 2 to 64 of them, beginning with a letter or digit.
bool is_login(std::string_view text) noexcept;
bool is_role(std::string_view text) noexcept;

// 20 symbols of 32 (100 bits), in groups of five, without letters that look alike.
std::string make_password(random_fn const& random);

// errc::conflict: the login is taken. errc::malformed: login, role or password (too short) does not fit. `made_by`: the
// administrator who makes it over the Desk; somebody else has to confirm it then (storage::operator_row).
result<operator_id> add_account(storage::store& store, std::string login, std::string display, std::string role,
                                std::string_view password, instant at, operator_id made_by = {});

// Would this change leave nobody who can manage operators?
bool is_last_admin(storage::store& store, operator_id who);

}  // namespace earshot::desk
