// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/conversation_file.hpp"

namespace earshot {

char const* name(enum phase p) noexcept {
    switch (p) {
        case phase::fresh: return "fresh";
        case phase::asking: return "asking";
        case phase::danger: return "danger";
        case phase::human: return "human";
        case phase::done: return "done";
        case phase::stopped: return "stopped";
        case phase::erased: return "erased";
    }
    return "unknown";
}

instant coarse(instant at, std::chrono::seconds step) noexcept {
    auto const unit = std::chrono::duration_cast<std::chrono::milliseconds>(step).count();
    if (unit <= 0) return at;
    auto const ms = at.time_since_epoch().count();
    return instant(std::chrono::milliseconds(ms - ms % unit));
}

open_conversation conversation_file::begin(alias who, std::string const& channel, medium how, instant at) const {
    auto flow = flows_.current();
    auto key = sealed::conversation_key::make(random_);
    storage::conversation_row row;
    row.who = who;
    row.channel = channel;
    row.wrapped_key = sealed::conversation_key::wrap(keys_, who, key, random_);
    row.opened = coarse(at, rounding_);
    auto state = flow::open(*flow, how, at);
    return {std::move(row), std::move(key), std::move(state), {}, std::move(flow)};
}

result<open_conversation> conversation_file::open(storage::conversation_row row) const {
    auto key = sealed::conversation_key::unwrap(keys_, row.who, row.wrapped_key);
    if (!key) return make_error_code(errc::broken);
    auto kept = sealed::open_state(*key, row.who, row.sealed_state);
    if (!kept) return make_error_code(errc::broken);
    auto state = flow::from_json(kept->conversation_json);
    wipe(kept->conversation_json);
    if (!state) return make_error_code(errc::broken);
    auto flow = flows_.find(state->flow, state->flow_version);
    if (!flow) return make_error_code(errc::unsupported);
    auto knows = redact::case_knowledge::from_json(kept->knowledge_json);
    wipe(kept->knowledge_json);
    return open_conversation{std::move(row), std::move(*key), std::move(*state), std::move(knows), std::move(flow)};
}

message_seq conversation_file::append(
    open_conversation& c,
    storage::step_commit& into,
    std::string author,
    sealed::thread_text text,
    instant at,
    operator_id by
) const {
    ++c.row.last_seq.value;
    storage::message_row message;
    message.seq = c.row.last_seq;
    message.author = std::move(author);
    message.at = coarse(at, rounding_);
    message.by = by;
    text.at = at;
    if (auto const to = c.sealed() && c.row.filed_as ? helpline_() : nullptr) {
        auto jwe = sealed::close_message(*to, *c.row.filed_as, {message.seq, message.author, message.at, text});
        if (!jwe) throw boost::system::system_error(jwe.error(), "sealing to the helpline");
        message.sealed_text = std::move(*jwe);
        message.for_helpline = true;
        if (c.state.how == medium::chat && (message.author == "gateway" || message.author == "operator"))
            message.reporter_copy = sealed::close_copy(c.key, c.row.who, message.seq, text, random_);
    } else {
        message.sealed_text = sealed::close_text(c.key, c.row.who, message.seq, text, random_);
    }
    into.messages.push_back(std::move(message));
    return c.row.last_seq;
}

void conversation_file::put(open_conversation const& c, storage::step_commit& into) const {
    auto row = c.row;
    row.sealed_state =
        sealed::close_state(c.key, row.who, {flow::to_json(c.state), c.knows.to_json()}, random_);
    row.phase = name(c.state.phase);
    row.flow_version = c.state.flow_version;
    row.wake_at = c.state.wake_at;
    row.last_heard = coarse(c.state.last_heard, rounding_);
    into.conversation = std::move(row);
}

}  // namespace earshot
