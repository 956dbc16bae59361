// SPDX-License-Identifier: Apache-2.0
#include "gateway/outbox/outbox.hpp"

#include "gateway/net/await_answer.hpp"
#include "gateway/sealed/forms.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace earshot {
namespace {

using namespace std::chrono_literals;
using storage::outbox_row;
using settlement = storage::store::settlement;

constexpr std::chrono::milliseconds store_deadline{10'000};
constexpr std::chrono::milliseconds vault_deadline{10'000};
constexpr std::chrono::milliseconds longest_wait{1'000};
constexpr std::chrono::milliseconds busy_wait{1'000};
// A claim looks over everything that waits: what falls due within this time shares one claim and its commit.
constexpr std::chrono::milliseconds claims_apart{10};

using rows = std::vector<outbox_row>;

std::shared_ptr<answer_slot<rows>> start_claim(
    storage::store& store,
    instant now,
    std::size_t limit,
    net::any_io_executor net,
    std::shared_ptr<completions> home
) {
    auto slot = std::make_shared<answer_slot<rows>>(net);
    store.claim_due_async(now, limit, answer_to<rows>(slot, std::move(home)));
    return slot;
}

std::shared_ptr<answer_slot<void>> start_settle(
    storage::store& store,
    settlement done,
    net::any_io_executor net,
    std::shared_ptr<completions> home
) {
    auto slot = std::make_shared<answer_slot<void>>(net);
    std::vector<settlement> one;
    one.push_back(std::move(done));
    store.settle_async(std::move(one), answer_to<void>(slot, std::move(home)));
    return slot;
}

struct revealed {
    address to;
    sealed::parcel parcel;
};

}  // namespace

outbox::outbox(parts p)
    : p_(std::move(p)),
      home_(std::make_shared<completions>(p_.net)),
      group_(p_.net),
      wake_(p_.net) {}

void outbox::changed() {
    home_->deliver([this] { wake_.notify(); });
}

net::awaitable<void> outbox::run() {
    co_await net::asio::this_coro::throw_if_cancelled(false);
    auto const stopping = co_await net::asio::this_coro::cancellation_state;
    net::asio::steady_timer apart(p_.net);
    while (stopping.cancelled() == net::asio::cancellation_type::none) {
        std::size_t claimed = 0;
        if (in_flight_ < p_.max_in_flight) {
            boost::system::error_code ignored;
            co_await apart.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
            apart.expires_after(claims_apart);
            auto slot = start_claim(p_.store, p_.now(), p_.max_in_flight - in_flight_, p_.net, home_);
            auto due = co_await answer_slot<rows>::wait(slot, store_deadline);
            if (due) {
                claimed = due->size();
                for (auto& row : *due) {
                    ++in_flight_;
                    group_.spawn(handle(std::move(row)));
                }
            }
        }
        if (claimed == 0) {
            co_await wake_.wait(longest_wait);
        }
    }
    group_.cancel();
    co_await group_.join(5s);
}

net::awaitable<void> outbox::handle(outbox_row row) {
    auto const id = row.id;
    settlement done;
    if (row.kind == "forget") {
        done = co_await forget(std::move(row));
    } else {
        done = co_await deliver(std::move(row));
    }
    done.id = id;
    co_await settle(std::move(done));
    --in_flight_;
    wake_.notify();
}

net::awaitable<settlement> outbox::forget(outbox_row row) {
    // To the hour: the vault's file must not tell when a conversation ended.
    auto const until = std::chrono::ceil<std::chrono::hours>(p_.now() + p_.tag_kept);
    auto work = [this, who = row.who, until]() { return p_.addresses.forget(who, until); };
    auto slot = run_elsewhere<void>(p_.reads, p_.net, home_, std::move(work));
    auto const gone = co_await answer_slot<void>::wait(slot, vault_deadline);
    settlement done;
    if (gone || gone.error() == make_error_code(errc::not_found)) {
        done.state = "sent";
        done.wipe = true;
        co_return done;
    }
    done.state = "pending";
    done.due = p_.now() + busy_wait;
    co_return done;
}

net::awaitable<settlement> outbox::deliver(outbox_row row) {
    settlement done;
    auto* channel = p_.channel_named(row.channel);
    if (!channel) {
        // The channel was taken out of the configuration: kept, in case it comes back.
        done.state = "pending";
        done.due = p_.now() + 10min;
        p_.watch(send_outcome::verdict::retry, false, row.channel, "channel-gone");
        co_return done;
    }
    auto const traits = channel->traits();
    if (!reserved_.erase(row.id)) {
        auto const at = paces_.try_emplace(row.channel, traits.per_second).first->second.reserve(p_.now());
        if (at > p_.now()) {
            reserved_.insert(row.id);
            done.state = "pending";
            done.due = at;
            co_return done;
        }
    }

    auto work = [this, row]() -> result<revealed> {
        auto parcel = sealed::open_parcel(p_.keys, row.who, row.seq, row.sealed_body);
        if (!parcel) return parcel.error();
        auto to = p_.addresses.reveal(row.who);
        if (!to) return to.error();
        return revealed{std::move(*to), std::move(*parcel)};
    };
    auto slot = run_elsewhere<revealed>(p_.reads, p_.net, home_, std::move(work));
    auto known = co_await answer_slot<revealed>::wait(slot, vault_deadline);
    if (!known) {
        bool const temporary = known.error() == make_error_code(errc::timed_out) ||
                               known.error() == make_error_code(errc::busy);
        send_outcome outcome;
        outcome.what = temporary ? send_outcome::verdict::retry : send_outcome::verdict::failed;
        outcome.state = temporary ? delivery::queued : delivery::failed_perm;
        outcome.reason = known.error() == make_error_code(errc::not_found) ? "address-forgotten" : "does-not-open";
        co_return verdict(row, outcome);
    }

    outbound message;
    message.id = row.id;
    message.channel = row.channel;
    message.to = std::move(known->to);
    message.text = std::move(known->parcel.text);
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

net::awaitable<void> outbox::settle(settlement done) {
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
