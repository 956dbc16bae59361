// SPDX-License-Identifier: Apache-2.0
// The only place where anything is acknowledged: seals what an adapter verified and waits until it is on disk. From here
// on nobody sees the address.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/domain/clock.hpp"
#include "gateway/net/completions.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace earshot {

class front_door final : public intake {
public:
    // Reads what a person's open conversation shows; runs on `reads`, off the net thread.
    using backlog_reader = std::function<std::vector<backlog_item>(alias who, message_seq after)>;
    enum class answer : std::uint8_t { fresh, repeated, busy, broken };
    // Told of every answer and how long it took, for metrics.
    using observer = std::function<void(std::string const& channel, answer what, std::chrono::microseconds took)>;

    struct parts {
        net::any_io_executor net;
        net::any_io_executor reads;
        vault& addresses;
        storage::store& store;
        seal::keyring const& keys;
        random_fn random;
        clock_fn now;
        backlog_reader backlog;
        observer watch;
    };
    explicit front_door(parts p);

    net::awaitable<result<receipt>> accept(inbound message) override;
    net::awaitable<result<receipt>> report(delivery_report report) override;
    net::awaitable<result<bool>> route_known(std::string token) override;
    net::awaitable<result<std::vector<backlog_item>>> backlog(std::string channel, address sender,
                                                              message_seq after) override;

    // Nothing is accepted any more: everybody is told "busy".
    void close() noexcept { open_ = false; }

private:
    net::awaitable<result<receipt>> journal(storage::journal_entry entry, std::string channel);

    parts p_;
    std::shared_ptr<completions> home_;
    bool open_{true};
};

}  // namespace earshot
