// SPDX-License-Identifier: Apache-2.0
// The way out: due items are claimed, unsealed at this last hop, handed to their channel and settled. At least once, with
// the item's id as the idempotency key; items of one conversation leave one at a time, in order.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/domain/clock.hpp"
#include "gateway/net/completions.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/task_group.hpp"
#include "gateway/outbox/schedule.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
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
    net::awaitable<void> handle(storage::outbox_row row);
    net::awaitable<storage::store::settlement> deliver(storage::outbox_row row);
    net::awaitable<storage::store::settlement> forget(storage::outbox_row row);
    net::awaitable<void> settle(storage::store::settlement done);
    storage::store::settlement verdict(storage::outbox_row const& row, send_outcome const& outcome);
    double jitter() const;

    parts p_;
    std::shared_ptr<completions> home_;
    net::task_group group_;
    net::wake_up wake_;
    std::map<std::string, pace> paces_;
    std::set<outbox_id> reserved_;  // claimed once, put back until their sending time
    std::size_t in_flight_{};
};

}  // namespace earshot
