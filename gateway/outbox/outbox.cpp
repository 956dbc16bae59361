// SPDX-License-Identifier: Apache-2.0
#include "gateway/outbox/outbox.hpp"

#include "gateway/net/await_answer.hpp"
#include "gateway/sealed/forms.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace earshot {
namespace {

using namespace std::chrono_literals;
using storage::outbox_row;
using settlement = storage::store::settlement;

constexpr std::chrono::milliseconds store_deadline{10'000};
constexpr std::chrono::milliseconds vault_deadline{10'000};
constexpr std::chrono::milliseconds longest_wait{1'000};
constexpr std::chrono::milliseconds busy_wait{1'000};
// What falls due within this time shares one claim and its commit, and what ends within it one settlement.
constexpr std::chrono::milliseconds claims_apart{10};
constexpr std::chrono::milliseconds settled_apart{5};
// Items are claimed so long before their channel may send them.
constexpr std::chrono::milliseconds claimed_ahead{50};
// One that does not open may have been claimed just before its key was changed: it is read again, but not for ever.
constexpr int opened_at_most = 3;

using rows = std::vector<outbox_row>;

std::shared_ptr<answer_slot<rows>> start_claim(
    storage::store& store,
    storage::store::claim_order wanted,
    net::any_io_executor net,
    std::shared_ptr<completions> home
) {
    auto slot = std::make_shared<answer_slot<rows>>(net);
    store.claim_due_async(std::move(wanted), answer_to<rows>(slot, std::move(home)));
    return slot;
}

std::shared_ptr<answer_slot<void>> start_settle(
    storage::store& store,
    std::vector<settlement> done,
    net::any_io_executor net,
    std::shared_ptr<completions> home
) {
    auto slot = std::make_shared<answer_slot<void>>(net);
    store.settle_async(std::move(done), answer_to<void>(slot, std::move(home)));
    return slot;
}

// Not sent for now: due again at once, or later.
settlement put_back(instant due) {
    settlement done;
    done.state = "pending";
    done.due = due;
    return done;
}

}  // namespace

outbox::outbox(parts p)
    : p_(std::move(p)),
      home_(std::make_shared<completions>(p_.net)),
      group_(p_.net),
      settling_(p_.net),
      wake_(p_.net),
      ended_(p_.net) {}

void outbox::changed() {
    home_->deliver([this] { wake_.notify(); });
}

storage::store::claim_order outbox::next_claim() {
    storage::store::claim_order wanted;
    wanted.now = p_.now();
    wanted.limit = p_.max_in_flight - in_flight_;
    for (auto const& [name, rate] : paces_)
        wanted.at_most[name] = rate.places(wanted.now, wanted.now + claimed_ahead, wanted.limit);
    return wanted;
}

std::chrono::milliseconds outbox::until_next_place() const {
    auto wait = longest_wait;
    auto const now = p_.now();
    for (auto const& [name, rate] : paces_)
        if (auto const closed = rate.next(now) - claimed_ahead - now; closed > 0ms) wait = std::min(wait, closed + 1ms);
    return wait;
}

net::awaitable<void> outbox::run() {
    co_await net::asio::this_coro::throw_if_cancelled(false);
    auto const stopping = co_await net::asio::this_coro::cancellation_state;
    for (auto const& name : p_.channels)
        if (auto* const channel = p_.channel_named(name)) paces_.try_emplace(name, channel->traits().per_second);
    settling_.spawn(settle_what_ended());
    net::asio::steady_timer apart(p_.net);
    while (stopping.cancelled() == net::asio::cancellation_type::none) {
        std::size_t claimed = 0;
        if (in_flight_ < p_.max_in_flight) {
            boost::system::error_code ignored;
            co_await apart.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
            apart.expires_after(claims_apart);
            auto slot = start_claim(p_.store, next_claim(), p_.net, home_);
            auto due = co_await answer_slot<rows>::wait(slot, store_deadline);
            if (due && !due->empty()) {
                claimed = due->size();
                in_flight_ += claimed;
                group_.spawn(handle_all(std::move(*due)));
            }
        }
        if (claimed == 0) {
            auto const at_most = until_next_place();
            co_await wake_.wait(at_most);
        }
    }
    // What is on its way may arrive: to break it off would only mean to send it twice.
    stopping_ = true;
    co_await group_.join(5s);
    all_ended_ = true;
    ended_.notify();
    co_await settling_.join(5s);
}

// One change of threads for all that were claimed together.
net::awaitable<void> outbox::handle_all(rows claimed) {
    using all = std::vector<result<revealed>>;
    auto work = [this, claimed]() -> result<all> {
        all known;
        for (auto const& row : claimed)
            known.push_back(row.kind == "forget" ? result<revealed>(errc::not_found) : reveal(row));
        return known;
    };
    auto slot = run_elsewhere<all>(p_.reads, p_.net, home_, std::move(work));
    auto known = co_await answer_slot<all>::wait(slot, vault_deadline);
    for (std::size_t i = 0; i < claimed.size(); ++i) {
        auto row = std::move(claimed[i]);
        auto one = known ? std::move((*known)[i]) : result<revealed>(known.error());
        group_.spawn(handle(std::move(row), std::move(one)));
    }
}

result<outbox::revealed> outbox::reveal(outbox_row const& row) {
    auto parcel = sealed::open_parcel(p_.keys, row.who, row.seq, row.sealed_body);
    if (!parcel) return parcel.error();
    auto to = p_.addresses.reveal(row.who);
    if (!to) return to.error();
    return revealed{std::move(*to), std::move(*parcel)};
}

net::awaitable<void> outbox::handle(outbox_row row, result<revealed> known) {
    co_await net::asio::this_coro::throw_if_cancelled(false);  // it is settled in any case
    auto const id = row.id;
    settlement done;
    if (row.kind == "forget") {
        done = co_await forget(std::move(row));
    } else {
        done = co_await deliver(std::move(row), std::move(known));
    }
    done.id = id;
    done_.push_back(std::move(done));
    ended_.notify();
}

net::awaitable<settlement> outbox::forget(outbox_row row) {
    // To the hour: the vault's file must not tell when a conversation ended.
    auto const until = std::chrono::ceil<std::chrono::hours>(p_.now() + p_.tag_kept);
    auto work = [this, who = row.who, until]() { return p_.addresses.forget(who, until); };
    auto slot = run_elsewhere<void>(p_.reads, p_.net, home_, std::move(work));
    auto const gone = co_await answer_slot<void>::wait(slot, vault_deadline);
    if (!gone && gone.error() != make_error_code(errc::not_found)) co_return put_back(p_.now() + busy_wait);
    settlement done;
    done.state = "sent";
    done.wipe = true;
    co_return done;
}

// Until the channel may send the next message. False: we are being stopped.
net::awaitable<bool> outbox::wait_for_place(std::string name) {
    auto const rate = paces_.find(name);
    if (rate != paces_.end()) {
        auto const now = p_.now();
        if (auto const at = rate->second.reserve(now); at > now) {
            net::asio::steady_timer timer(p_.net, at - now);
            boost::system::error_code ignored;
            co_await timer.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
        }
    }
    co_return !stopping_;
}

net::awaitable<settlement> outbox::deliver(outbox_row row, result<revealed> known) {
    auto* channel = p_.channel_named(row.channel);
    if (!channel) {
        // The channel was taken out of the configuration: kept, in case it comes back.
        p_.watch(send_outcome::verdict::retry, false, row.channel, "channel-gone");
        co_return put_back(p_.now() + 10min);
    }
    if (!known) co_return not_opened(row, known.error());
    bool const may_send = co_await wait_for_place(row.channel);
    if (!may_send) co_return put_back(p_.now());

    outbound message;
    message.id = row.id;
    message.channel = row.channel;
    message.to = std::move(known->to);
    message.text = std::move(known->parcel.text);
    message.text_id = std::move(known->parcel.text_id);
    message.choices = std::move(known->parcel.choices);
    message.several = known->parcel.several;
    message.automatic = row.automatic;
    message.seq = row.seq;
    message.reply_token = std::move(known->parcel.reply_token);
    message.return_token = std::move(known->parcel.return_token);
    message.attempt = row.attempt;
    auto const outcome = co_await channel->send(std::move(message));
    co_return verdict(row, outcome);
}

settlement outbox::not_opened(outbox_row const& row, boost::system::error_code why) {
    bool const temporary = why == make_error_code(errc::timed_out) || why == make_error_code(errc::busy);
    send_outcome outcome;
    if (why == make_error_code(errc::not_found)) {
        outcome.what = send_outcome::verdict::failed;
        outcome.reason = "address-forgotten";
        return verdict(row, outcome);
    }
    outcome.what = send_outcome::verdict::retry;
    outcome.reason = temporary ? "busy" : "does-not-open";
    if (temporary || row.attempt < opened_at_most) return verdict(row, outcome);
    // It is kept for a person to look at, and what comes behind it goes on.
    settlement done;
    done.state = "dead";
    done.reached = delivery::failed_perm;
    p_.watch(outcome.what, true, row.channel, outcome.reason);
    return done;
}

settlement outbox::verdict(outbox_row const& row, send_outcome const& outcome) {
    settlement done;
    done.reached = outcome.state;
    if (!outcome.provider_ref.empty())
        done.provider = provider_tag{seal::tag(p_.keys.provider, {row.channel, outcome.provider_ref})};
    bool dead = false;
    switch (outcome.what) {
        case send_outcome::verdict::sent:
        case send_outcome::verdict::gone:
            // Gone: the thread keeps it, and the chat asks for what it missed when the person is back.
            done.state = "sent";
            done.wipe = true;
            break;
        case send_outcome::verdict::failed:
        case send_outcome::verdict::opted_out:
            done.state = "failed";
            done.reached = delivery::failed_perm;
            done.wipe = true;
            break;
        case send_outcome::verdict::retry:
        case send_outcome::verdict::in_doubt: {
            // In doubt: it may be there already. A text twice is better than none (stated in ARCHITECTURE.md).
            auto const wait = retry_after(row.attempt, jitter(), outcome.retry_after);
            if (wait) {
                done.state = "pending";
                done.due = p_.now() + *wait;
                done.reached = delivery::queued;
            } else {
                dead = true;
                done.state = "dead";
                done.reached = delivery::failed_temp;
            }
            break;
        }
    }
    p_.watch(outcome.what, dead, row.channel, outcome.reason);
    return done;
}

net::awaitable<void> outbox::settle_what_ended() {
    co_await net::asio::this_coro::throw_if_cancelled(false);
    auto const stopping = co_await net::asio::this_coro::cancellation_state;
    net::asio::steady_timer apart(p_.net);
    while (stopping.cancelled() == net::asio::cancellation_type::none) {
        if (done_.empty()) {
            if (all_ended_) co_return;
            co_await ended_.wait(longest_wait);
            continue;
        }
        boost::system::error_code ignored;
        co_await apart.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
        apart.expires_after(settled_apart);
        auto all = std::exchange(done_, {});
        auto const count = all.size();
        co_await settle(std::move(all));
        in_flight_ -= count;
        wake_.notify();
    }
}

net::awaitable<void> outbox::settle(std::vector<settlement> done) {
    // Not settled means sent again: so this does not give up while the process runs.
    auto const stopping = co_await net::asio::this_coro::cancellation_state;
    for (;;) {
        auto slot = start_settle(p_.store, done, p_.net, home_);
        auto const written = co_await answer_slot<void>::wait(slot, store_deadline);
        if (written || written.error() == make_error_code(errc::broken)) co_return;
        if (stopping.cancelled() != net::asio::cancellation_type::none) co_return;
        co_await net::pause(busy_wait);
    }
}

double outbox::jitter() const {
    std::array<std::uint8_t, 2> bytes{};
    p_.random(bytes);
    return static_cast<double>(bytes[0] << 8 | bytes[1]) / 65536.0;
}

}  // namespace earshot
