// SPDX-License-Identifier: Apache-2.0
// The way out: due items are claimed, unsealed at this last hop, handed to their channel and settled. At least once, with
// the item's id as the idempotency key; items of one conversation leave one at a time, in order. A channel's items are
// claimed when it may send them, not before; what is claimed together is unsealed together, and what has ended within a
// few milliseconds is settled together, so that many share a commit and a change of threads.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/domain/clock.hpp"
#include "gateway/net/completions.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/task_group.hpp"
#include "gateway/outbox/schedule.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/sealed/forms.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace earshot {

class outbox {
public:
    // Told of every try. `dead`: it was the last one. `reason`: a code, fit for logs.
    using observer = std::function<void(send_outcome::verdict verdict, bool dead, std::string const& channel,
                                        std::string const& reason)>;

    struct parts {
        net::any_io_executor net;
        net::any_io_executor reads;  // the vault is read there: it may wait for a commit
        storage::store& store;
        vault& addresses;
        seal::keyring const& keys;
        std::vector<std::string> channels;  // by name
        std::function<channel*(std::string const& name)> channel_named;
        random_fn random;
        clock_fn now;
        std::size_t max_in_flight{64};
        std::chrono::seconds tag_kept{86400};  // the keyed hash of a forgotten sender
        observer watch;
    };
    explicit outbox(parts p);

    // Until cancelled; then what is under way is finished or given up within the group's grace.
    net::awaitable<void> run();

    // Something may be due. From any thread.
    void changed();

    std::size_t in_flight() const noexcept { return in_flight_; }

private:
    // What is needed to send an item, and only then known.
    struct revealed {
        address to;
        sealed::parcel parcel;
    };

    storage::store::claim_order next_claim();
    std::chrono::milliseconds until_next_place() const;
    net::awaitable<void> handle_all(std::vector<storage::outbox_row> claimed);
    result<revealed> reveal(storage::outbox_row const& row);
    net::awaitable<void> handle(storage::outbox_row row, result<revealed> known);
    net::awaitable<storage::store::settlement> deliver(storage::outbox_row row, result<revealed> known);
    net::awaitable<bool> wait_for_place(std::string name);
    net::awaitable<storage::store::settlement> forget(storage::outbox_row row);
    net::awaitable<void> settle_what_ended();
    net::awaitable<void> settle(std::vector<storage::store::settlement> done);
    storage::store::settlement not_opened(storage::outbox_row const& row, boost::system::error_code why);
    storage::store::settlement verdict(storage::outbox_row const& row, send_outcome const& outcome);
    double jitter() const;

    parts p_;
    std::shared_ptr<completions> home_;
    net::task_group group_;
    net::task_group settling_;
    net::wake_up wake_;
    net::wake_up ended_;
    std::map<std::string, pace> paces_;
    std::vector<storage::store::settlement> done_;  // ended, not settled yet
    bool stopping_{};   // nothing new is sent
    bool all_ended_{};  // nothing is on its way any more
    std::size_t in_flight_{};
};

}  // namespace earshot
