// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/connection.hpp"

#include "storage/store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace earshot::storage {

void statement_use::fixed(std::array<std::uint8_t, 16>& v) {
    auto const column = s_->getColumn(column_++);
    if (column.getBytes() != static_cast<int>(v.size()))
        throw SQLite::Exception("a tag of the wrong size", SQLITE_CORRUPT);
    auto const* data = static_cast<std::uint8_t const*>(column.getBlob());
    std::copy_n(data, v.size(), v.begin());
}

SQLite::Statement& connection::prepared(char const* sql) {
    auto const found = statements_.find(sql);
    if (found != statements_.end()) return found->second;
    return statements_.emplace(std::piecewise_construct, std::forward_as_tuple(sql), std::forward_as_tuple(db_, sql))
        .first->second;
}

errc meaning_of(SQLite::Exception const& e) noexcept {
    switch (e.getErrorCode()) {
        case SQLITE_FULL:
        case SQLITE_BUSY: return errc::busy;
        case SQLITE_CONSTRAINT: return errc::conflict;
        default: return errc::broken;
    }
}

std::string sqlite_version() {
    return sqlite3_libversion();
}

}  // namespace earshot::storage
