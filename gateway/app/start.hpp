// SPDX-License-Identifier: Apache-2.0
// The steps of starting, each of which can tell what is wrong: files and keys, the flow, the channels, the listeners.
// `earshot check` runs the same steps.
#pragma once

#include "adapters/channel.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/net/http_server.hpp"
#include "gateway/pipeline/flow_shelf.hpp"
#include "gateway/seal/key_file.hpp"
#include "gateway/vault/vault.hpp"
#include "storage/store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace earshot {

using complaint = std::function<void(std::string message)>;

struct opened_data {
    std::unique_ptr<seal::key_file> master;
    std::unique_ptr<seal::keyring> keys;
    std::unique_ptr<vault> addresses;
    std::unique_ptr<storage::store> store;
};

// Keys, vault and store of the configured folder. Nothing on a mistake, which was told to `wrong`. `passphrase` is asked
// when a key file needs one.
std::optional<opened_data> open_data(config::settings const& settings, clock_fn now, random_fn random,
                                     seal::passphrase_fn const& passphrase, complaint const& wrong);

// Reads, lints and offers the flow file. False: the shelf is as it was, `findings` says why.
bool offer_flow_file(flow_shelf& shelf, std::string const& file, std::vector<flow::finding>& findings);

// Every configured channel; mistakes go to the sections. False on any.
bool make_channels(config::settings& settings, channel_services const& services,
                   std::map<std::string, std::unique_ptr<channel>>& into);

bool listen_on(net::any_io_executor executor, std::string const& side, config::listener const& where,
               net::http_router& routes, std::function<void(std::string_view)> on_fault,
               std::vector<std::unique_ptr<net::http_server>>& into, complaint const& wrong);

// The socket of the administrator's commands: nobody but this user and root.
bool listen_for_shell(net::any_io_executor executor, std::string const& path, net::http_router& routes,
                      std::function<void(std::string_view)> on_fault,
                      std::vector<std::unique_ptr<net::http_server>>& into, complaint const& wrong);

// Helplines and emergency numbers that redaction leaves in a text.
std::vector<std::string> kept_numbers();

}  // namespace earshot
