// SPDX-License-Identifier: Apache-2.0
// What is left of cases when their time is over, and the figures of a quarter.
#include "storage/sqlite/sqlite_store.hpp"

namespace earshot::storage {

std::vector<coded_row> sqlite_store::coded_in(quarter when) {
    return read([&](connection& c) {
        std::vector<coded_row> found;
        auto q = c.use(
            "SELECT channel_kind, language, kind, level, area, strands, completeness, outcome, sum(cases) FROM ("
            "SELECT channel_kind, language, kind, level, area, strands, completeness, outcome, cases FROM coded "
            "WHERE quarter = ? UNION ALL "
            "SELECT channel_kind, language, kind, level, area, strands, completeness, outcome, 1 FROM cases "
            "WHERE opened >= ? AND opened < ? AND status <> 'withdrawn') "
            "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
            when.number, when.start(), when.next().start());
        while (q.next()) {
            auto& r = found.emplace_back();
            q.into(r.channel_kind, r.language, r.kind, r.level, r.area, r.strands, r.completeness, r.outcome, r.cases);
        }
        return found;
    });
}

result<std::size_t> sqlite_store::end_coded_before(quarter oldest) {
    return write<std::size_t>([oldest](connection& c, batch_notes& notes) -> result<std::size_t> {
        auto const gone = c.run("DELETE FROM coded WHERE quarter < ?", oldest.number);
        notes.destroyed = notes.destroyed || gone > 0;
        return static_cast<std::size_t>(gone);
    });
}

result<std::size_t> sqlite_store::drop_withdrawn_before(instant oldest) {
    return write<std::size_t>([oldest](connection& c, batch_notes&) -> result<std::size_t> {
        return static_cast<std::size_t>(c.run("DELETE FROM cases WHERE status = 'withdrawn' AND updated < ?", oldest));
    });
}

}  // namespace earshot::storage
