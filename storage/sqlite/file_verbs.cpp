// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

std::vector<int> sqlite_store::file_numbers(conversation_id id) {
    return read([&](connection& c) {
        std::vector<int> all;
        auto q = c.use("SELECT number FROM file WHERE conversation = ? ORDER BY number", id);
        while (q.next()) q.into(all.emplace_back());
        return all;
    });
}

std::optional<file_row> sqlite_store::file(conversation_id id, int number) {
    return read([&](connection& c) -> std::optional<file_row> {
        auto q = c.use("SELECT number, bytes_sealed, for_helpline FROM file WHERE conversation = ? AND number = ?", id,
                       number);
        if (!q.next()) return std::nullopt;
        file_row r;
        q.into(r.number, r.sealed_bytes, r.for_helpline);
        return r;
    });
}

}  // namespace earshot::storage
