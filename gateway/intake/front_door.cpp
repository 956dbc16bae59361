// SPDX-License-Identifier: Apache-2.0
#include "gateway/intake/front_door.hpp"

#include "gateway/net/await_answer.hpp"
#include "gateway/sealed/forms.hpp"

namespace earshot {
namespace {

// Long enough for a slow disk, short enough that a provider which waits 15 s still gets our "busy".
constexpr std::chrono::milliseconds commit_deadline{10'000};
constexpr std::chrono::milliseconds read_deadline{5'000};

dedupe_tag dedupe_of(seal::keyring const& keys, std::string_view channel, std::string_view key) {
    return {seal::tag(keys.dedupe, {"in", channel, key})};
}

std::shared_ptr<answer_slot<storage::accepted>> start_accept(
    storage::store& store,
    storage::journal_entry entry,
    net::any_io_executor net,
    std::shared_ptr<completions> home
) {
    auto slot = std::make_shared<answer_slot<storage::accepted>>(net);
    store.accept_async(std::move(entry), answer_to<storage::accepted>(slot, std::move(home)));
    return slot;
}

}  // namespace

front_door::front_door(parts p) : p_(std::move(p)), home_(std::make_shared<completions>(p_.net)) {}

net::awaitable<result<receipt>> front_door::journal(storage::journal_entry entry, std::string channel) {
    if (!open_) {
        p_.watch(channel, answer::busy, {});
        co_return make_error_code(errc::busy);
    }
    auto const began = std::chrono::steady_clock::now();
    auto slot = start_accept(p_.store, std::move(entry), p_.net, home_);
    auto written = co_await answer_slot<storage::accepted>::wait(slot, commit_deadline);
    auto const took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
    if (!written) {
        // A commit whose answer is late may still be on disk: the sender repeats it and the dedupe tag settles it.
        bool const broken = written.error() == make_error_code(errc::broken);
        p_.watch(channel, broken ? answer::broken : answer::busy, took);
        co_return make_error_code(broken ? errc::broken : errc::busy);
    }
    p_.watch(channel, written->repeated ? answer::repeated : answer::fresh, took);
    co_return receipt{written->repeated};
}

net::awaitable<result<receipt>> front_door::accept(inbound message) {
    storage::journal_entry entry;
    entry.from = storage::journal_entry::origin::reporter;
    entry.channel = message.channel;
    entry.dedupe = dedupe_of(p_.keys, message.channel, message.dedupe_key);
    auto sender = p_.addresses.at_the_door(message.channel, message.sender, message.reply_to);
    entry.sender = sender.tag;
    entry.sealed_sender = std::move(sender.sealed);
    if (!message.route.empty()) entry.route = p_.addresses.route_of(message.route);
    entry.sealed_body = sealed::close_journal_body(p_.keys, entry.dedupe, message.content.reveal(), p_.random);
    entry.received = message.received;
    auto outcome = co_await journal(std::move(entry), std::move(message.channel));
    co_return outcome;
}

net::awaitable<result<receipt>> front_door::report(delivery_report report) {
    sealed::delivery_note note;
    note.what = {seal::tag(p_.keys.provider, {report.channel, report.provider_ref})};
    note.state = report.state;
    note.opted_out = report.opted_out;
    storage::journal_entry entry;
    entry.from = storage::journal_entry::origin::report;
    entry.channel = report.channel;
    // The same report twice is one report; another state of the same message is another.
    entry.dedupe = dedupe_of(p_.keys, report.channel, "report:" + report.provider_ref + ":" + name(report.state));
    entry.received = p_.now();
    std::string const plain = sealed::to_json(note);
    entry.sealed_body = sealed::close_journal_body(p_.keys, entry.dedupe, plain, p_.random);
    auto outcome = co_await journal(std::move(entry), std::move(report.channel));
    co_return outcome;
}

net::awaitable<result<bool>> front_door::route_known(std::string token) {
    auto const tag = p_.addresses.route_of(token);
    auto work = [this, tag]() -> result<bool> {
        auto who = p_.addresses.follow_route(tag, p_.now());
        if (!who) return {boost::system::in_place_error, who.error()};
        return who->has_value();
    };
    auto slot = run_elsewhere<bool>(p_.reads, p_.net, home_, std::move(work));
    auto answer = co_await answer_slot<bool>::wait(slot, read_deadline);
    co_return answer;
}

net::awaitable<result<std::vector<backlog_item>>> front_door::backlog(
    std::string channel,
    address sender,
    message_seq after
) {
    using items = std::vector<backlog_item>;
    auto const tag = p_.addresses.tag_of(channel, sender);
    auto work = [this, tag, after]() -> result<items> {
        auto who = p_.addresses.current(tag);
        if (!who) return who.error();
        if (!*who) return items{};
        return p_.backlog(**who, after);
    };
    auto slot = run_elsewhere<items>(p_.reads, p_.net, home_, std::move(work));
    auto answer = co_await answer_slot<items>::wait(slot, read_deadline);
    co_return answer;
}

}  // namespace earshot
