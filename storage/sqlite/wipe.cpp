// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/wipe.hpp"

#include "gateway/domain/quarter.hpp"

namespace earshot::storage {

void wipe_conversation(connection& c, conversation_id id, std::optional<instant> rounded_now) {
    c.run(
        "UPDATE conversation SET wrapped_key = x'', state_sealed = x'', code = NULL, code_slow = NULL, wake_at = NULL, "
        "flow_version = '', phase = 'erased' WHERE id = ?",
        id);
    c.run("DELETE FROM message WHERE conversation = ?", id);
    c.run("DELETE FROM file WHERE conversation = ?", id);
    c.run("DELETE FROM reporter_copy WHERE conversation = ?", id);
    c.run(
        "UPDATE cases SET status = 'withdrawn', hold = '', record_sealed = x'', triage_sealed = x'', area = '', "
        "strands = '', language = '', alerts = '', score = 0, may_contact = 0, unread = 0, claimed_by = 0, "
        "lease_until = NULL, target = NULL, lease_number = lease_number + 1, updated = coalesce(?, updated) WHERE "
        "conversation = ?",
        rounded_now, id);
}

void count_and_drop_case(connection& c, conversation_id id) {
    instant opened{};
    {
        auto q = c.use("SELECT opened FROM cases WHERE conversation = ? AND status <> 'withdrawn'", id);
        if (!q.next()) return;
        q.into(opened);
    }
    c.run(
        "INSERT INTO coded (quarter, channel_kind, language, kind, level, area, strands, completeness, outcome, cases) "
        "SELECT ?, channel_kind, language, kind, level, area, strands, completeness, outcome, 1 FROM cases "
        "WHERE conversation = ? "
        "ON CONFLICT (quarter, channel_kind, language, kind, level, area, strands, completeness, outcome) "
        "DO UPDATE SET cases = cases + 1",
        quarter::of(opened).number, id);
    c.run("DELETE FROM cases WHERE conversation = ?", id);
}

}  // namespace earshot::storage
