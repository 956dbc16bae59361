// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/audit_chain.hpp"

#include <openssl/evp.h>

#include <filesystem>
#include <stdexcept>

namespace earshot::storage {

std::string chained(std::string const& before, audit_row const& row) {
    std::string text;
    for (auto const& part : {before, std::to_string(row.number), std::to_string(row.at.time_since_epoch().count()),
                             std::to_string(row.who.value), row.action, row.about, row.detail}) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not to be had");
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 15];
    }
    return hex;
}

void append_audit(connection& c, audit_row row) {
    std::string before;
    row.number = 0;
    {
        auto q = c.use("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1");
        if (q.next()) q.into(row.number, before);
    }
    ++row.number;
    row.hash = chained(before, row);
    c.run("INSERT INTO audit (number, at, operator, action, about, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
          row.number, row.at, row.who, row.action, row.about, row.detail, row.hash);
}

namespace {

// Of a copy that an older version made there is none.
audit_mark anchor_of(connection& c) {
    audit_mark anchor;
    {
        auto known = c.use("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit_anchor'");
        if (!known.next()) return anchor;
    }
    auto q = c.use("SELECT number, hash FROM audit_anchor");
    if (q.next()) q.into(anchor.number, anchor.hash);
    return anchor;
}

}  // namespace

audit_state walk_audit(connection& c, audit_mark const& expected) {
    audit_state state;
    state.newest = state.anchor = anchor_of(c);
    state.expected_found =
        expected.number == 0 || (expected.number == state.anchor.number && expected.hash == state.anchor.hash);
    auto q = c.use("SELECT number, at, operator, action, about, detail, hash FROM audit ORDER BY number");
    while (q.next()) {
        audit_row r;
        q.into(r.number, r.at, r.who, r.action, r.about, r.detail, r.hash);
        if (r.number != state.newest.number + 1 || r.hash != chained(state.newest.hash, r)) {
            state.wrong_at = state.newest.number + 1;
            return state;
        }
        ++state.rows;
        state.newest = {r.number, r.hash};
        if (r.number == expected.number) state.expected_found = r.hash == expected.hash;
    }
    state.intact = true;
    return state;
}

result<audit_state> check_audit(std::string const& file, audit_mark const& expected, std::string& why) {
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown)) {
        why = file + ": there is no database";
        return errc::not_found;
    }
    try {
        connection c(file, SQLite::OPEN_READONLY, "");
        c.db().setBusyTimeout(5000);
        return walk_audit(c, expected);
    } catch (SQLite::Exception const& e) {
        why = file + ": " + e.getErrorStr();
        return errc::broken;
    }
}

}  // namespace earshot::storage
