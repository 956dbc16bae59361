// SPDX-License-Identifier: Apache-2.0
// What the administrator asks of the running gateway from the shell: HTTP on a UNIX socket in the data folder, mode
// 0600, so that only the gateway's own user and root can speak to it. Bodies and answers are JSON.
#pragma once

#include "gateway/app/backup.hpp"
#include "gateway/app/erasure.hpp"
#include "gateway/app/key_change.hpp"
#include "gateway/net/completions.hpp"
#include "gateway/net/http.hpp"

#include <functional>
#include <memory>
#include <string>

namespace earshot {

// Of the data folder.
std::string control_socket(std::string const& data_folder);

class control {
public:
    struct parts {
        net::any_io_executor net;
        net::any_io_executor pool;
        std::shared_ptr<completions> home;
        erasure& wipe;
        key_change& keys;
        // Copies; nothing else waits for them.
        net::any_io_executor slow;
        // Makes a backup into the two folders; on `slow`. `why` on a failure.
        std::function<result<backup_made>(seal::key under, std::string content, std::string keys, std::string& why)> back_up;
    };
    explicit control(parts p) : p_(std::move(p)) {}

    void add_routes(net::http_router& router);

private:
    // POST /erase {"code"} -> 200 {"receipt","done"}; 404: the code leads nowhere; 503: try again.
    net::awaitable<net::http_reply> erase(net::http_request request);
    // POST /key/rotate -> 202; 409: under way already; 500: the key file cannot be written.
    net::awaitable<net::http_reply> rotate(net::http_request request);
    // POST /key/state -> 200 {"changing","moved"}
    net::awaitable<net::http_reply> key_state(net::http_request request);
    // POST /backup {"content","keys"}: two folders -> 200; 409: not while the master key is changed.
    net::awaitable<net::http_reply> backup(net::http_request request);
    net::awaitable<bool> wait_until_erased(conversation_id which);

    parts p_;
    bool backing_up_{};  // net thread
};

}  // namespace earshot
