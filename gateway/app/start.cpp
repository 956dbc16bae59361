// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/start.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace earshot {
namespace {

constexpr char browser_headers_policy[] = "no-referrer";

std::unique_ptr<seal::key_file> read_key(std::string const& file, char const* what,
                                         seal::passphrase_fn const& passphrase, complaint const& wrong) {
    std::string why;
    auto key = seal::key_file::open(file, passphrase, why);
    if (key) return std::make_unique<seal::key_file>(std::move(*key));
    wrong(std::string("the ") + what + " key cannot be used: " + why + " ('earshot key new' makes new keys for a new folder)");
    return nullptr;
}

}  // namespace

std::optional<opened_data> open_data(
    config::settings const& settings,
    clock_fn now,
    random_fn random,
    seal::passphrase_fn const& passphrase,
    complaint const& wrong
) {
    seal::initialise();
    std::error_code ec;
    std::filesystem::create_directories(settings.data.dir, ec);
    if (ec) {
        wrong("data.dir cannot be made: " + settings.data.dir + ": " + ec.message());
        return std::nullopt;
    }
    auto master = read_key(settings.keys.master_file, "master", passphrase, wrong);
    auto const addresses_key = master ? read_key(settings.keys.vault_file, "vault", passphrase, wrong) : nullptr;
    if (!master || !addresses_key) return std::nullopt;

    opened_data data;
    data.keys = master->ring();
    data.master = std::move(master);
    std::string why;
    auto addresses = vault::open(settings.data.vault, seal::key::from_bytes(addresses_key->current().bytes()).value(), random, why);
    if (!addresses) {
        wrong("the vault cannot be opened: " + why);
        return std::nullopt;
    }
    data.addresses = std::move(*addresses);
    storage::sqlite_options options;
    options.file = settings.data.database;
    options.max_waiting = settings.limits.store_waiting;
    options.ballast = settings.limits.spare_disk;
    options.rounding = settings.record.time_rounding;
    auto store = storage::open_sqlite(options, std::move(now), why);
    if (!store) {
        wrong("the database cannot be opened: " + why);
        return std::nullopt;
    }
    data.store = std::move(*store);
    return data;
}

bool offer_flow_file(flow_shelf& shelf, std::string const& file, std::vector<flow::finding>& findings) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        findings.push_back({0, true, "file", "the flow cannot be read: give flow.file the path of a flow, such as flows/hate-incident.toml"});
        return false;
    }
    std::string const text(std::istreambuf_iterator<char>(in), {});
    return shelf.offer(text, file, findings);
}

bool make_channels(
    config::settings& settings,
    channel_services const& services,
    std::map<std::string, std::unique_ptr<channel>>& into
) {
    bool good = true;
    for (auto& [name, section] : settings.channels) {
        auto const kind = section->text("kind");
        channel_kind const* found = nullptr;
        std::string known;
        for (auto const& k : channel_kinds()) {
            if (k.kind == kind) found = &k;
            known += (known.empty() ? "" : ", ") + std::string(k.kind);
        }
        if (!found) {
            if (!kind.empty()) section->wrong("kind", "unknown kind \"" + kind + "\": this build knows " + known);
            good = false;
            continue;
        }
        auto made = found->make(name, *section, services);
        if (!made || !section->good()) good = false;
        else into[name] = std::move(made);
    }
    return good;
}

bool listen_on(
    net::any_io_executor executor,
    std::string const& side,
    config::listener const& where,
    net::http_router& routes,
    std::function<void(std::string_view)> on_fault,
    std::vector<std::unique_ptr<net::http_server>>& into,
    complaint const& wrong
) {
    auto const address = net::listen_address::parse(where.listen);
    if (!address) {
        wrong("[" + side + "] listen = \"" + where.listen + "\" is not an address: write 127.0.0.1:8080 or unix:/path");
        return false;
    }
    net::server_options options;
    options.tls.certificate_file = where.tls_certificate;
    options.tls.key_file = where.tls_key;
    options.on_fault = std::move(on_fault);
    options.headers = {{"Referrer-Policy", browser_headers_policy}, {"X-Content-Type-Options", "nosniff"}};
    std::string why;
    auto server = net::http_server::listen(std::move(executor), *address, routes, std::move(options), why);
    if (!server) {
        wrong("[" + side + "] cannot listen on " + where.listen + ": " + why);
        return false;
    }
    into.push_back(std::move(*server));
    return true;
}

bool listen_for_shell(
    net::any_io_executor executor,
    std::string const& path,
    net::http_router& routes,
    std::function<void(std::string_view)> on_fault,
    std::vector<std::unique_ptr<net::http_server>>& into,
    complaint const& wrong
) {
    net::listen_address where;
    where.unix_path = path;
    where.unix_mode = 0600;
    net::server_options options;
    options.max_connections = 8;
    options.on_fault = std::move(on_fault);
    std::string why;
    auto server = net::http_server::listen(std::move(executor), where, routes, std::move(options), why);
    if (!server) {
        wrong("data.dir: the socket for commands cannot be made: " + why);
        return false;
    }
    into.push_back(std::move(*server));
    return true;
}

std::vector<std::string> kept_numbers() {
    return {"999", "112", "101", "105", "111", "18000", "18001", "116123", "85258", "61016",
            "08001381625", "08001111", "08009995428", "08081689111", "0800555111"};
}

}  // namespace earshot
