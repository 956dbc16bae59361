// SPDX-License-Identifier: Apache-2.0
// The master key on disk, through its changes: the key in use, the one before while its work is being moved over, and
// the keys of tags, which cannot change because what they hashed is not kept. In clear, for its owner's eyes only, or
// under a passphrase (Argon2id).
//
//   64 hex digits                        the key in use
//   previous 64 hex digits               only while a change is under way
//   tags 320 hex digits                  since the first change
// or one line: earshot-key argon2id OPS MEMORY SALT SEALED
#pragma once

#include "gateway/seal/keyring.hpp"
#include "gateway/seal/seal.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace earshot::seal {

// Asked only when the file needs one. `what`: the file, for the prompt. Empty: there is none.
using passphrase_fn = std::function<std::string(std::string const& what)>;

class key_file {
public:
    // errc::not_found, forbidden, malformed; errc::unauthentic: the passphrase does not open it. Reason in `why`.
    static result<key_file> open(std::string const& path, passphrase_fn const& passphrase, std::string& why);
    // A new key. errc::conflict when there is a file. With a passphrase: under it.
    static result<void> create(std::string const& path, std::string const& passphrase, random_fn const& random,
                               std::string& why);

    key const& current() const noexcept { return keys_.current; }
    bool changing() const noexcept { return keys_.previous.has_value(); }
    // The keyring that this file stands for.
    std::unique_ptr<keyring> ring() const { return std::make_unique<keyring>(keys_); }

    // Writes a fresh key beside the one in use, which becomes the previous one. errc::conflict: a change is under way.
    result<void> begin_change(random_fn const& random, std::string& why);
    // Nothing needs the previous key any more: it is destroyed.
    result<void> end_change(random_fn const& random, std::string& why);

private:
    struct guard {
        unsigned long long passes{};
        std::size_t memory{};
        std::string salt;
        key under;
    };
    key_file(std::string path, master_keys keys, std::optional<guard> under)
        : path_(std::move(path)), keys_(std::move(keys)), guard_(std::move(under)) {}

    static result<guard> derive(std::string const& passphrase, unsigned long long passes, std::size_t memory,
                                std::string salt);
    static std::string written(master_keys const& keys, guard const* under, random_fn const& random);
    result<void> put(random_fn const& random, std::string& why);

    std::string path_;
    master_keys keys_;
    std::optional<guard> guard_;
};

}  // namespace earshot::seal
