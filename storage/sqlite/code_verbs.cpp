// SPDX-License-Identifier: Apache-2.0
// Codes of reporters: from the quick hash to the slow one.
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

std::vector<quick_code> sqlite_store::quick_codes(std::size_t limit) {
    return read([&](connection& c) {
        std::vector<quick_code> rows;
        auto const most = static_cast<std::int64_t>(limit);
        auto q = c.use("SELECT id, code FROM conversation WHERE code IS NOT NULL LIMIT ?", most);
        while (q.next()) {
            auto& r = rows.emplace_back();
            q.into(r.id, r.quick);
        }
        return rows;
    });
}

// Beside the conversation's version: a step under way has nothing to do with it, and does not write the code.
result<void> sqlite_store::harden_code(quick_code which, slow_code_tag slow) {
    return write<void>([which, slow](connection& c, batch_notes& notes) -> result<void> {
        if (c.run("UPDATE conversation SET code = NULL, code_slow = ? WHERE id = ? AND code = ?", slow, which.id,
                  which.quick) > 0)
            notes.destroyed = true;
        return {};
    });
}

}  // namespace earshot::storage
