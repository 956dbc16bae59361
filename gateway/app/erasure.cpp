// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/erasure.hpp"

#include "gateway/flow/flow.hpp"
#include "gateway/pipeline/code_room.hpp"
#include "gateway/pipeline/effects.hpp"

namespace earshot {

result<erasure::begun> erasure::begin(std::string_view code) {
    auto const row = find_by_code(store_, keys_, code);
    if (!row || row->wrapped_key.empty()) return make_error_code(errc::not_found);
    begun out{row->id, flow::receipt_from(fresh_code(random_))};
    auto const asked = acts_.erase_for_reporter(row->id, out.receipt);
    if (!asked) return asked.error();
    return out;
}

bool erasure::over(conversation_id which) {
    auto const row = store_.conversation(which);
    return (!row || row->wrapped_key.empty()) && store_.cut_wal().has_value();
}

}  // namespace earshot
