// SPDX-License-Identifier: Apache-2.0
// Server-sent events (HTML Living Standard, 9.2): what changed, by type and case, with a cursor to come back to. The
// store keeps the events, so that a browser which was away gets all it missed. Net thread only, but for changed().
#pragma once

#include "gateway/desk/service.hpp"
#include "gateway/net/async.hpp"
#include "gateway/net/completions.hpp"
#include "gateway/net/deadline.hpp"

#include <list>
#include <memory>
#include <optional>
#include <string>

namespace earshot::desk {

class event_streams : public std::enable_shared_from_this<event_streams> {
public:
    event_streams(std::shared_ptr<service> s, std::shared_ptr<completions> home)
        : service_(std::move(s)), home_(std::move(home)) {}

    // Where a stream begins. `fresh`: the browser named no cursor.
    struct start {
        event_cursor from{};
        bool fresh{};
        std::string token_hash;
    };
    // On the pool: the cursor of Last-Event-ID or ?after=, else the newest. Or 400.
    static or_reply<start> begin(service& s, call const& c);

    // The reply whose body goes on, or 503 at the bound.
    net::http_reply stream(start at);
    void changed();  // net thread
    void close();
    std::size_t size() const noexcept { return waiting_.size(); }

private:
    class place;
    net::awaitable<void> run(std::shared_ptr<place> here, start at, std::shared_ptr<net::http_stream> out);

    std::shared_ptr<service> service_;
    std::shared_ptr<completions> home_;
    std::list<net::wake_up> waiting_;  // one for each stream
    bool closed_{};
};

}  // namespace earshot::desk
