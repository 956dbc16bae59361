// SPDX-License-Identifier: Apache-2.0
// The settings of the whole daemon, checked. Every key is explained in config/earshot.example.toml.
#pragma once

#include "gateway/config/file.hpp"
#include "gateway/config/section.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace earshot::config {

// One HTTP listener. `listen`: "127.0.0.1:8080", "[::1]:8080" or "unix:/run/earshot/public"; shape checked here, the
// address itself when it is bound.
struct listener {
    std::string listen;
    std::string url;              // as the world sees it, http(s)://host[:port], without a slash at the end
    std::string tls_certificate;  // PEM chain; empty: plain, behind a proxy
    std::string tls_key;
};

struct data_settings {
    std::string dir;
    std::string database;  // DIR/earshot.db
    std::string vault;     // DIR/vault.db
};

struct key_settings {
    std::string master_file;  // 32 bytes, see `earshot key new`
    std::string vault_file;
    std::string helpline_file;  // JWKS with the helpline's public keys; empty: records are not sealed to any
};

struct desk_settings {
    listener at;
    bool secure_cookie{true};
    std::chrono::seconds lease{};  // how long a claim of a case holds without a sign of life
    std::chrono::seconds session_idle{};
    std::chrono::seconds session_longest{};
    std::chrono::seconds glass_answer{};  // break-glass: how long a request waits for a second person
    std::chrono::seconds glass_open{};    // and, allowed, for who asked
    int glass_most{};                     // requests that wait at once
};

struct retention_settings {
    std::chrono::seconds address{};      // after the last contact, when contact was agreed
    std::chrono::seconds longest_address{};  // the same, whatever happens with the case
    std::chrono::seconds abandoned{};        // what became no case, after the last word
    std::chrono::seconds closed_case{};  // words of a closed case
    std::chrono::seconds coded{};        // then: a count of cases under their codes
    std::chrono::seconds audit{};        // entries of the audit log
    std::chrono::seconds backup{};       // a backup opens for this long
    std::chrono::seconds stop_tag{};     // keyed hash of a forgotten sender, for abuse control
};

struct limit_settings {
    std::size_t store_waiting{};  // commands that wait for the database; more is answered "come again"
    std::uint64_t spare_disk{};   // bytes kept free beside the database, for ending what is under way on a full disk
    int desk_streams{};
    int reports_a_day{};    // begun by one sender; further messages are held for a person
    int answers_an_hour{};  // to one person; what is beyond is kept and not answered, unless they are in need
    int wrong_codes_an_hour{};   // of one sender; beyond it a code is not looked up, and they are told to wait
    int wrong_codes_a_minute{};  // the same, of one channel
};

struct file_settings {
    std::string worker;                 // path of earshot-file-worker; empty: beside the program
    std::size_t workers{2};             // at once
    std::chrono::seconds deadline{20};  // for one file
};

struct record_settings {
    std::chrono::seconds time_rounding{};  // times in records and in the database are cut to this
};

struct log_settings {
    std::string level;  // debug info warning error
};

struct settings {
    data_settings data;
    key_settings keys;
    listener public_side;
    desk_settings desk;
    listener ops;
    log_settings log;
    std::string flow_file;
    retention_settings retention;
    limit_settings limits;
    file_settings files;
    record_settings record;
    // [channel.NAME] in the order of the file. Whoever makes the channels reads them, then calls source->finish().
    std::vector<std::pair<std::string, section*>> channels;
    // Owns the sections; null when the file could not be parsed at all.
    std::unique_ptr<file> source;
};

// Reads the file. Mistakes are added to `mistakes`, which must outlive the settings; when there are any the settings
// must not be used. Unknown keys of all tables but the channels have been reported on return.
settings load_settings(std::string const& path, std::vector<mistake>& mistakes);
// The same, with $CREDENTIALS_DIRECTORY given.
settings load_settings(std::string const& path, std::vector<mistake>& mistakes, std::string const& credentials_folder);

}  // namespace earshot::config
