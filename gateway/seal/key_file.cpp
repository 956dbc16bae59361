// SPDX-License-Identifier: Apache-2.0
#include "gateway/seal/key_file.hpp"

#include "gateway/domain/private_text.hpp"
#include "gateway/seal/private_file.hpp"

#include <sodium.h>

#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace earshot::seal {

namespace {

constexpr std::size_t longest = 4096;
constexpr std::string_view guarded_mark = "earshot-key argon2id ";
constexpr std::string_view place = "key file";
// Two to three times what libsodium takes for a login; the start waits for it once.
constexpr unsigned long long passes_now = 4;
constexpr std::size_t memory_now = std::size_t{64} << 20;
constexpr std::size_t most_memory = std::size_t{4} << 30;

std::string hex_of(std::span<std::uint8_t const> bytes) {
    std::string out(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
    out.pop_back();
    return out;
}

std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view hex) {
    std::vector<std::uint8_t> out(hex.size() / 2);
    std::size_t length = 0;
    char const* end = nullptr;
    if (hex.empty() || sodium_hex2bin(out.data(), out.size(), hex.data(), hex.size(), nullptr, &length, &end) != 0 ||
        end != hex.data() + hex.size() || length * 2 != hex.size())
        return std::nullopt;
    return out;
}

std::optional<key> key_of(std::string_view hex) {
    if (hex.size() != 2 * key_size) return std::nullopt;
    auto bytes = bytes_of(hex);
    if (!bytes) return std::nullopt;
    auto made = key::from_bytes(*bytes);
    sodium_memzero(bytes->data(), bytes->size());
    return std::move(*made);
}

// Takes one line off; nothing when it does not end with a newline.
std::optional<std::string_view> line_of(std::string_view& text) {
    auto const end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto const line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<tag_keys> tags_of(std::string_view hex) {
    constexpr std::size_t one = 2 * key_size;
    if (hex.size() != 5 * one) return std::nullopt;
    std::array<std::optional<key>, 5> keys;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        keys[i] = key_of(hex.substr(i * one, one));
        if (!keys[i]) return std::nullopt;
    }
    return tag_keys{std::move(*keys[0]), std::move(*keys[1]), std::move(*keys[2]), std::move(*keys[3]), std::move(*keys[4])};
}

std::optional<master_keys> keys_of(std::string_view text) {
    constexpr std::string_view previous = "previous ";
    constexpr std::string_view tags = "tags ";
    auto line = line_of(text);
    auto current = line ? key_of(*line) : std::nullopt;
    if (!current) return std::nullopt;
    master_keys keys{std::move(*current), std::nullopt, std::nullopt};
    while (!text.empty()) {
        line = line_of(text);
        if (!line) return std::nullopt;
        if (line->starts_with(previous) && !keys.previous) {
            keys.previous = key_of(line->substr(previous.size()));
            if (!keys.previous) return std::nullopt;
        } else if (line->starts_with(tags) && !keys.tags) {
            keys.tags = tags_of(line->substr(tags.size()));
            if (!keys.tags) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    return keys;
}

template <class Number>
bool number(std::string_view text, Number& into) {
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), into);
    return failed == std::errc() && end == text.data() + text.size();
}

std::string_view word_of(std::string_view& text) {
    auto const end = text.find(' ');
    auto const word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return word;
}

}  // namespace

result<key_file::guard> key_file::derive(
    std::string const& passphrase,
    unsigned long long passes,
    std::size_t memory,
    std::string salt
) {
    std::array<std::uint8_t, key_size> raw{};
    if (salt.size() != crypto_pwhash_SALTBYTES ||
        crypto_pwhash(raw.data(), raw.size(), passphrase.data(), passphrase.size(),
                      reinterpret_cast<std::uint8_t const*>(salt.data()), passes, memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return make_error_code(errc::unavailable);
    auto under = key::from_bytes(raw);
    sodium_memzero(raw.data(), raw.size());
    return guard{passes, memory, std::move(salt), std::move(*under)};
}

std::string key_file::written(master_keys const& keys, guard const* under, random_fn const& random) {
    std::string text = hex_of(keys.current.bytes()) + "\n";
    if (keys.previous) text += "previous " + hex_of(keys.previous->bytes()) + "\n";
    if (keys.tags) {
        text += "tags ";
        for (auto const* k : {&keys.tags->dedupe, &keys.tags->provider, &keys.tags->codes, &keys.tags->records,
                              &keys.tags->sessions})
            text += hex_of(k->bytes());
        text += "\n";
    }
    if (!under) return text;
    auto const sealed = close(under->under, text, place, random);
    wipe(text);
    auto const* salt = reinterpret_cast<std::uint8_t const*>(under->salt.data());
    return std::string(guarded_mark) + std::to_string(under->passes) + " " + std::to_string(under->memory) + " " +
           hex_of({salt, under->salt.size()}) + " " + hex_of(sealed) + "\n";
}

result<key_file> key_file::open(std::string const& path, passphrase_fn const& passphrase, std::string& why) {
    auto text = read_private_file(path, longest, why);
    if (!text) return text.error();
    auto const malformed = [&] {
        why = path + ": not a key: 64 hexadecimal digits and a newline are expected";
        wipe(*text);
        return make_error_code(errc::malformed);
    };
    if (!text->starts_with(guarded_mark)) {
        auto keys = keys_of(*text);
        if (!keys) return malformed();
        wipe(*text);
        return key_file(path, std::move(*keys), std::nullopt);
    }
    std::string_view rest(*text);
    rest.remove_prefix(guarded_mark.size());
    if (!rest.ends_with('\n')) return malformed();
    rest.remove_suffix(1);
    unsigned long long passes = 0;
    std::size_t memory = 0;
    if (!number(word_of(rest), passes) || !number(word_of(rest), memory) || memory > most_memory) return malformed();
    auto const salt = bytes_of(word_of(rest));
    auto const sealed = bytes_of(rest);
    if (!salt || !sealed) return malformed();
    auto words = passphrase ? passphrase(path) : std::string();
    if (words.empty()) {
        why = path + ": needs its passphrase";
        return make_error_code(errc::unauthentic);
    }
    auto under = derive(words, passes, memory, std::string(salt->begin(), salt->end()));
    wipe(words);
    if (!under) return malformed();
    auto plain = seal::open(under->under, *sealed, place);
    if (!plain) {
        why = path + ": the passphrase does not open it";
        return make_error_code(errc::unauthentic);
    }
    auto keys = keys_of(*plain);
    wipe(*plain);
    if (!keys) return malformed();
    return key_file(path, std::move(*keys), std::move(*under));
}

result<void> key_file::create(
    std::string const& path,
    std::string const& passphrase,
    random_fn const& random,
    std::string& why
) {
    master_keys const keys{key::generate(random), std::nullopt, std::nullopt};
    std::optional<guard> under;
    if (!passphrase.empty()) {
        std::string salt(crypto_pwhash_SALTBYTES, '\0');
        random(std::span<std::uint8_t>(reinterpret_cast<std::uint8_t*>(salt.data()), salt.size()));
        auto made = derive(passphrase, passes_now, memory_now, std::move(salt));
        if (!made) {
            why = path + ": there is not enough memory for the passphrase";
            return made.error();
        }
        under = std::move(*made);
    }
    auto text = written(keys, under ? &*under : nullptr, random);
    auto const made = create_private_file(path, text, why);
    wipe(text);
    return made;
}

result<void> key_file::put(random_fn const& random, std::string& why) {
    auto text = written(keys_, guard_ ? &*guard_ : nullptr, random);
    auto const done = replace_private_file(path_, text, why);
    wipe(text);
    return done;
}

result<void> key_file::begin_change(random_fn const& random, std::string& why) {
    if (keys_.previous) {
        why = path_ + ": a change is under way";
        return errc::conflict;
    }
    bool const first = !keys_.tags;
    if (first) keys_.tags = keyring(keys_).take_tags();
    keys_.previous = std::exchange(keys_.current, key::generate(random));
    auto const done = put(random, why);
    if (done) return {};
    keys_.current = std::move(*keys_.previous);
    keys_.previous.reset();
    if (first) keys_.tags.reset();
    return done;
}

result<void> key_file::end_change(random_fn const& random, std::string& why) {
    auto old = std::exchange(keys_.previous, std::nullopt);
    auto const done = put(random, why);
    if (!done) keys_.previous = std::move(old);
    return done;
}

}  // namespace earshot::seal
