// SPDX-License-Identifier: Apache-2.0
#include "gateway/config/settings.hpp"

#include "gateway/config/secret_file.hpp"

#include <algorithm>
#include <filesystem>

namespace earshot::config {
namespace {

using namespace std::chrono_literals;

constexpr auto day = 24h;

bool is_listen(std::string_view text) {
    if (text.starts_with("unix:")) return text.size() > 6 && text[5] == '/';
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    auto const host = text.substr(0, colon);
    if (host.find(':') != std::string_view::npos && (host.front() != '[' || host.back() != ']')) return false;
    auto const port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5) return false;
    int number = 0;
    for (char const c : port) {
        if (c < '0' || c > '9') return false;
        number = number * 10 + (c - '0');
    }
    return number <= 65535;
}

bool is_base_url(std::string_view text) {
    auto rest = text;
    if (rest.starts_with("https://"))
        rest.remove_prefix(8);
    else if (rest.starts_with("http://"))
        rest.remove_prefix(7);
    else
        return false;
    if (rest.empty()) return false;
    return std::all_of(rest.begin(), rest.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == ':' || c == '[' || c == ']';
    });
}

listener read_listener(section& s, std::string const& address, bool with_url, bool with_tls) {
    listener l;
    l.listen = s.text_or("listen", address);
    if (!is_listen(l.listen))
        s.wrong("listen", "must be HOST:PORT, [IPV6]:PORT or unix:/PATH, such as \"" + address + "\"");
    if (with_url) {
        l.url = s.text_or("url", "http://" + address);
        if (!is_base_url(l.url))
            s.wrong("url",
                    "must be http:// or https:// with a host and no path and no slash at the end, as the "
                    "world outside writes it");
    }
    if (with_tls) {
        l.tls_certificate = s.path_or("tls_certificate", "");
        l.tls_key = s.path_or("tls_key", "");
        if (l.tls_certificate.empty() != l.tls_key.empty())
            s.wrong(l.tls_key.empty() ? "tls_key" : "tls_certificate",
                    "is missing: TLS needs both tls_certificate and tls_key");
    }
    return l;
}

// A key file: named, or a systemd credential, or at its usual place. Its mode is checked by whoever reads it.
std::string key_file(section& s, std::string const& name, std::string const& credentials_folder,
                     std::string const& fallback) {
    auto file = s.path_or(name + "_file", "");
    if (!file.empty()) return file;
    auto const credential = credentials_folder + "/keys." + name;
    std::error_code ignored;  // what cannot be looked at is not there
    if (!credentials_folder.empty() && std::filesystem::exists(credential, ignored)) return credential;
    return fallback;
}

// A period that must not be zero: "0 s" would delete what has just come in.
std::chrono::seconds period(section& s, std::string_view key, std::chrono::seconds fallback) {
    auto const value = s.duration_or(key, fallback);
    if (value > 0s) return value;
    s.wrong(key, "must be longer than nothing");
    return fallback;
}

desk_settings read_desk(section& s) {
    desk_settings d;
    d.at = read_listener(s, "127.0.0.1:8081", true, true);
    d.secure_cookie = s.flag_or("secure_cookie", true);
    if (!d.secure_cookie && d.at.url.starts_with("https://"))
        s.wrong("secure_cookie", "must stay true when the desk is served over https");
    d.lease = period(s, "lease", 10min);
    d.session_idle = period(s, "session_idle", 30min);
    d.session_longest = period(s, "session_longest", 12h);
    d.glass_answer = period(s, "glass_answer", 30min);
    d.glass_open = period(s, "glass_open", 15min);
    d.glass_most = static_cast<int>(s.integer_or("glass_most", 20, 1, 1000));
    return d;
}

retention_settings read_retention(section& s) {
    retention_settings r;
    r.address = period(s, "address", 30 * day);
    r.longest_address = period(s, "longest_address", 365 * day);
    r.abandoned = period(s, "abandoned", 24h);
    r.closed_case = period(s, "closed_case", 365 * day);
    r.coded = period(s, "coded", 6 * 366 * day);
    r.audit = period(s, "audit", 6 * 366 * day);
    r.backup = period(s, "backup", 35 * day);
    r.stop_tag = period(s, "stop_tag", 24h);
    return r;
}

limit_settings read_limits(section& s) {
    limit_settings l;
    l.store_waiting = static_cast<std::size_t>(s.integer_or("store_waiting", 4096, 64, 1'000'000));
    l.spare_disk = static_cast<std::uint64_t>(s.integer_or("spare_disk_mb", 16, 0, 100'000)) << 20;
    l.desk_streams = static_cast<int>(s.integer_or("desk_streams", 200, 1, 10'000));
    l.reports_a_day = static_cast<int>(s.integer_or("reports_a_day", 20, 1, 1000));
    l.answers_an_hour = static_cast<int>(s.integer_or("answers_an_hour", 60, 1, 10'000));
    l.wrong_codes_an_hour = static_cast<int>(s.integer_or("wrong_codes_an_hour", 5, 1, 1000));
    l.wrong_codes_a_minute = static_cast<int>(s.integer_or("wrong_codes_a_minute", 60, 1, 10'000));
    return l;
}

}  // namespace

settings load_settings(std::string const& path, std::vector<mistake>& mistakes) {
    return load_settings(path, mistakes, credentials_directory());
}

settings load_settings(std::string const& path, std::vector<mistake>& mistakes, std::string const& credentials_folder) {
    settings all;
    auto loaded = file::load(path, mistakes, credentials_folder);
    if (!loaded) return all;
    all.source = std::move(*loaded);
    auto& from = *all.source;

    auto& data = from.table("data");
    all.data.dir = data.path("dir");
    all.data.database = all.data.dir + "/earshot.db";
    all.data.vault = all.data.dir + "/vault.db";

    auto& keys = from.table("keys");
    all.keys.master_file = key_file(keys, "master", credentials_folder, all.data.dir + "/master.key");
    all.keys.vault_file = key_file(keys, "vault", credentials_folder, all.data.dir + "/vault.key");
    all.keys.helpline_file = keys.path_or("helpline_file", "");
    if (all.keys.master_file == all.keys.vault_file)
        keys.wrong("vault_file", "must be another file than master_file: who has one key must not have the other");

    all.public_side = read_listener(from.table("public"), "127.0.0.1:8080", true, true);
    all.desk = read_desk(from.table("desk"));
    all.ops = read_listener(from.table("ops"), "127.0.0.1:9464", false, false);

    auto& log = from.table("log");
    all.log.level = log.text_or("level", "info");
    if (all.log.level != "debug" && all.log.level != "info" && all.log.level != "warning" && all.log.level != "error")
        log.wrong("level", "must be one of debug, info, warning, error");

    all.flow_file = from.table("flow").path("file");
    all.retention = read_retention(from.table("retention"));
    all.limits = read_limits(from.table("limits"));

    auto& files = from.table("files");
    all.files.worker = files.path_or("worker", "");
    all.files.workers = static_cast<std::size_t>(files.integer_or("workers", 2, 1, 16));
    all.files.deadline = period(files, "deadline", 20s);
    if (all.files.deadline > 120s) files.wrong("deadline", "must be at most \"120 s\": people wait for the answer");

    auto& record = from.table("record");
    all.record.time_rounding = record.duration_or("time_rounding", 15min);
    if (all.record.time_rounding > day) record.wrong("time_rounding", "must be at most \"24 h\"");

    all.channels = from.tables_of("channel");
    from.finish("channel");
    if (all.channels.empty())
        mistakes.push_back({path, 0, "has no channel: add at least one [channel.NAME] with its kind"});
    return all;
}

}  // namespace earshot::config
