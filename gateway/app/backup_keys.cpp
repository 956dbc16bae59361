// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/backup_keys.hpp"

#include "gateway/domain/private_text.hpp"
#include "gateway/seal/private_file.hpp"

#include <boost/json.hpp>

#include <filesystem>

namespace earshot {
namespace {

namespace json = boost::json;

constexpr std::string_view place = "backup keys";
constexpr std::size_t longest = std::size_t{1} << 30;

template <class Bytes>
std::string hex_of(Bytes const& bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (auto const b : bytes) {
        out += digits[b >> 4];
        out += digits[b & 15];
    }
    return out;
}

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<blob> bytes_of(std::string_view hex) {
    blob out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        int const high = digit(hex[i]);
        int const low = digit(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return hex.size() % 2 == 0 ? std::optional(std::move(out)) : std::nullopt;
}

std::string_view view(json::value const& v) {
    auto const& s = v.as_string();
    return {s.data(), s.size()};
}

// Throws what boost::json throws for another shape.
std::optional<backup_keys> parsed(std::string_view text) {
    backup_keys out;
    auto const all = json::parse(json::string_view(text.data(), text.size()));
    for (auto const& one : all.at("contents").as_array()) {
        auto bytes = bytes_of(view(one.at("key")));
        auto key = bytes ? seal::key::from_bytes(*bytes) : result<seal::key>(errc::malformed);
        if (!key) return std::nullopt;
        out.contents.push_back({std::string(view(one.at("name"))), std::move(*key),
                                instant(std::chrono::milliseconds(one.at("made").as_int64()))});
    }
    for (auto const& one : all.at("conversations").as_array()) {
        auto const who = alias::parse(view(one.at(0)));
        auto wrapped = bytes_of(view(one.at(1)));
        if (!who || !wrapped) return std::nullopt;
        out.conversations.push_back({*who, std::move(*wrapped)});
    }
    for (auto const& one : all.at("erased").as_array()) {
        auto const who = alias::parse(view(one));
        if (!who) return std::nullopt;
        out.erased.push_back(*who);
    }
    return out;
}

}  // namespace

std::string keys_file(std::string const& keys_folder) { return keys_folder + "/earshot-backup.keys"; }
std::string vault_copy(std::string const& keys_folder) { return keys_folder + "/earshot-backup.vault"; }

result<backup_keys> read_backup_keys(std::string const& keys_folder, seal::key const& under, std::string& why) {
    auto const path = keys_file(keys_folder);
    auto sealed = seal::read_private_file(path, longest, why);
    if (!sealed) return sealed.error();
    auto const* bytes = reinterpret_cast<std::uint8_t const*>(sealed->data());
    auto plain = seal::open(under, {bytes, sealed->size()}, place);
    if (!plain) {
        why = path + ": belongs to another master key, or was changed";
        return plain.error();
    }
    std::optional<backup_keys> keys;
    try {
        keys = parsed(*plain);
    } catch (boost::system::system_error const&) {
        keys.reset();
    } catch (std::out_of_range const&) {
        keys.reset();
    }
    wipe(*plain);
    if (keys) return std::move(*keys);
    why = path + ": of another version";
    return errc::malformed;
}

result<void> write_backup_keys(
    std::string const& keys_folder,
    backup_keys const& keys,
    seal::key const& under,
    random_fn const& random,
    std::string& why
) {
    json::array contents, conversations, erased;
    for (auto const& c : keys.contents)
        contents.push_back(
            json::object{{"name", c.name}, {"key", hex_of(c.key.bytes())}, {"made", c.made.time_since_epoch().count()}});
    for (auto const& c : keys.conversations) conversations.push_back(json::array{c.who.str(), hex_of(c.wrapped)});
    for (auto const& who : keys.erased) erased.push_back(json::string(who.str()));
    auto plain = json::serialize(json::object{{"v", 1},
                                              {"contents", std::move(contents)},
                                              {"conversations", std::move(conversations)},
                                              {"erased", std::move(erased)}});
    auto const sealed = seal::close(under, plain, place, random);
    wipe(plain);
    std::string_view const bytes(reinterpret_cast<char const*>(sealed.data()), sealed.size());
    auto const path = keys_file(keys_folder);
    std::error_code unknown;
    if (std::filesystem::exists(path, unknown)) return seal::replace_private_file(path, bytes, why);
    return seal::create_private_file(path, bytes, why);
}

}  // namespace earshot
