// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/backup.hpp"

#include "gateway/app/backup_keys.hpp"
#include "gateway/seal/sealed_file.hpp"
#include "storage/copy.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <set>

namespace earshot {
namespace {

namespace fs = std::filesystem;

// Removed when it goes, whatever happened.
class passing_file {
public:
    explicit passing_file(std::string path) : path_(std::move(path)) { remove(); }
    passing_file(passing_file const&) = delete;
    passing_file& operator=(passing_file const&) = delete;
    ~passing_file() { remove(); }
    std::string const& path() const noexcept { return path_; }

private:
    void remove() const {
        std::error_code gone;
        for (auto const* end : {"", "-wal", "-shm", "-journal", ".lock"}) fs::remove(path_ + end, gone);
    }
    std::string path_;
};

std::string name_of(instant now, random_fn const& random) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::time_t const t = seconds;
    std::tm parts{};
    ::gmtime_r(&t, &parts);
    std::array<char, 32> stamp{};
    std::strftime(stamp.data(), stamp.size(), "%Y%m%dT%H%M%SZ", &parts);
    alias one;
    random(one.value);
    return std::string("earshot-") + stamp.data() + "-" + one.str().substr(0, 8) + ".content";
}

result<void> prepare_folder(std::string const& path, std::string& why) {
    std::error_code failed;
    bool const fresh = fs::create_directories(path, failed);
    if (!failed && fresh) fs::permissions(path, fs::perms::owner_all, failed);
    if (!failed) return {};
    why = path + ": " + failed.message();
    return errc::unavailable;
}

result<void> put_in_place(std::string const& from, std::string const& to, std::string& why) {
    std::error_code failed;
    fs::rename(from, to, failed);
    if (!failed) return {};
    why = to + ": " + failed.message();
    return errc::unavailable;
}

}  // namespace

result<backup_made> make_backup(
    storage::store& store,
    vault& addresses,
    seal::key const& under,
    backup_order const& order,
    instant now,
    random_fn const& random,
    std::string& why
) {
    for (auto const& folder : {order.content_folder, order.keys_folder})
        if (auto good = prepare_folder(folder, why); !good) return good.error();
    storage::audit_row row;
    row.at = now;
    row.action = "backup";
    row.detail = "command-line";
    if (auto noted = store.audit(std::move(row)); !noted) return noted.error();
    backup_made made;
    auto kept = read_backup_keys(order.keys_folder, under, why);
    if (!kept && kept.error() == make_error_code(errc::unauthentic)) made.older_lost = true;
    else if (!kept && kept.error() != make_error_code(errc::not_found)) return kept.error();

    passing_file const copy(order.data_folder + "/backup.tmp");
    if (auto copied = store.backup(copy.path()); !copied) {
        why = "the database could not be copied";
        return copied.error();
    }
    auto taken = storage::take_keys_out(copy.path(), why);
    if (!taken) return taken.error();
    made.conversations = taken->keys.size();

    backup_keys fresh;
    if (kept)
        for (auto& one : kept->contents) {
            if (now - one.made < order.kept) {
                fresh.contents.push_back(std::move(one));
                continue;
            }
            std::error_code gone;
            if (fs::remove(order.content_folder + "/" + one.name, gone)) ++made.expired;
        }
    fresh.contents.push_back({name_of(now, random), seal::key::generate(random), now});
    fresh.conversations = std::move(taken->keys);
    fresh.erased = std::move(taken->erased);
    made.content = order.content_folder + "/" + fresh.contents.back().name;
    if (auto sealed = seal::seal_file(fresh.contents.back().key, copy.path(), made.content, why); !sealed)
        return sealed.error();

    passing_file const vault_plain(order.data_folder + "/backup-vault.tmp");
    passing_file const vault_sealed(vault_copy(order.keys_folder) + ".new");
    if (auto copied = addresses.copy_to(vault_plain.path()); !copied) {
        why = "the vault could not be copied";
        return copied.error();
    }
    auto const vault_under = under.derive("vault");
    auto sealed = seal::seal_file(vault_under, vault_plain.path(), vault_sealed.path(), why);
    if (sealed) sealed = put_in_place(vault_sealed.path(), vault_copy(order.keys_folder), why);
    // The keys last: until then the folder is the one of the backup before.
    if (sealed) sealed = write_backup_keys(order.keys_folder, fresh, under, random, why);
    if (!sealed) {
        std::error_code gone;
        fs::remove(made.content, gone);
        return sealed.error();
    }
    return made;
}

result<restored> restore_backup(
    seal::key const& under,
    seal::key const& vault_key,
    restore_order const& order,
    random_fn const& random,
    std::string& why
) {
    std::error_code unknown;
    if (!order.replace && (fs::exists(order.database, unknown) || fs::exists(order.vault, unknown))) {
        why = "there is a database or a vault already: --replace puts the backup in their place";
        return errc::conflict;
    }
    auto keys = read_backup_keys(order.keys_folder, under, why);
    if (!keys) return keys.error();
    auto const name = fs::path(order.content).filename().string();
    auto const content = std::ranges::find_if(keys->contents, [&](auto const& c) { return c.name == name; });
    if (content == keys->contents.end()) {
        why = name + ": its key is not among the keys: it is too old, or of another gateway";
        return errc::not_found;
    }
    std::set<alias> erased(keys->erased.begin(), keys->erased.end());
    restored out;
    if (auto since = storage::erased_in(order.database)) {
        erased.insert(since->begin(), since->end());
        out.ledger_read = true;
    }

    passing_file const store(order.database + ".restoring");
    passing_file const addresses(order.vault + ".restoring");
    if (auto opened = seal::open_file(content->key, order.content, store.path(), why); !opened) return opened.error();
    auto const put = storage::put_keys_back(store.path(), keys->conversations, erased, why);
    if (!put) return put.error();
    out.opened = put->opened;
    out.erased = put->erased;

    auto const vault_under = under.derive("vault");
    if (auto opened = seal::open_file(vault_under, vault_copy(order.keys_folder), addresses.path(), why); !opened)
        return opened.error();
    {
        auto opened = vault::open(addresses.path(), seal::key::from_bytes(vault_key.bytes()).value(), random, why);
        if (!opened) return opened.error();
        for (auto const& who : erased)
            if (auto gone = (*opened)->forget(who, std::nullopt); !gone) return gone.error();
    }
    for (auto const& path : {order.database, order.vault})
        for (auto const* end : {"-wal", "-shm"}) fs::remove(path + end, unknown);
    if (auto placed = put_in_place(store.path(), order.database, why); !placed) return placed.error();
    if (auto placed = put_in_place(addresses.path(), order.vault, why); !placed) return placed.error();
    return out;
}

}  // namespace earshot
