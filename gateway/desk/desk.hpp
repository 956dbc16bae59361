// SPDX-License-Identifier: Apache-2.0
// The operators' side: API under /api/v1 (gateway/desk/openapi.json), live events, and the console's files at `/`.
//
// Requests come in on the net thread; everything that reads the store, opens a case or derives a key runs on the pool.
// Bounds: `max_waiting` requests on their way to the pool and `max_streams` event streams, then 503 with Retry-After.
// Every error is application/problem+json (RFC 9457) with a detail that says what to do. Every act leaves an audit row
// of codes, never of content.
#pragma once

#include "gateway/desk/address_door.hpp"
#include "gateway/desk/case_book.hpp"
#include "gateway/domain/clock.hpp"
#include "gateway/net/http.hpp"
#include "gateway/seal/seal.hpp"
#include "storage/store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace earshot::desk {

struct options {
    bool secure_cookie{true};         // the console is served over https, by us or by a proxy
    std::string origin;               // "https://desk.example"; empty: whatever Host says
    std::chrono::seconds lease{600};  // how long a claim holds without a heartbeat
    std::chrono::seconds session_idle{1800};
    std::chrono::seconds session_longest{43200};
    std::chrono::seconds glass_answer{1800};  // a request for an address lapses without an answer
    std::chrono::seconds glass_open{900};     // and an allowed one when it was not opened
    std::size_t glass_most{20};               // requests that wait at once
    std::size_t max_streams{200};
    std::size_t max_waiting{256};
    std::chrono::milliseconds answer_deadline{15000};  // for work on the pool
    std::chrono::milliseconds heartbeat{15000};        // of an event stream
};

// A console file by name ("index.html"); empty: no such file.
using asset_source = std::function<std::string_view(std::string_view name)>;

struct parts {
    storage::store& store;
    case_book& book;
    desk_actions& actions;
    address_door& addresses;
    seal::key const& session_key;  // for the keyed hash of session tokens
    clock_fn now;
    random_fn random;
    net::any_io_executor net;
    net::any_io_executor pool;
    asset_source assets;
    std::function<void()> keys_changed;  // the helpline's keys in the store are others now; on the pool
    struct options options;
};

class desk {
public:
    explicit desk(parts p);  // keep what it refers to alive until the pool has been joined
    ~desk();
    desk(desk const&) = delete;
    desk& operator=(desk const&) = delete;

    // Adds `/` and `/api/v1/`. Net thread, once.
    void add_routes(net::http_router& router);
    // Ends every event stream soon; new ones are refused. Net thread.
    void close();
    std::size_t streams() const noexcept;

private:
    struct state;
    static net::awaitable<net::http_reply> answer(std::shared_ptr<state> s, net::http_request request);
    static net::awaitable<net::http_reply> show_page(std::shared_ptr<state> s, net::http_request request);

    std::shared_ptr<state> state_;
};

// The OpenAPI 3.1 document of the API.
std::string_view openapi_document() noexcept;

}  // namespace earshot::desk
