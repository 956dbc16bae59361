// SPDX-License-Identifier: Apache-2.0
// What may stand in a log line: numbers, truth values, names of enumerators, words of the source code, and codes. A
// text that came from a person or a provider has no way in by type; a code is checked letter by letter.
#pragma once

#include "gateway/domain/ids.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace earshot::log {

// Words of the source code: only a string literal (or another constant expression) makes one.
class literal {
public:
    template <std::size_t N>
    consteval literal(char const (&text)[N]) : text_(text, N - 1) {  // NOLINT: implicit on purpose
        for (char const c : text_)
            if (c < ' ' || c > '~' || c == '"' || c == '\\') throw "a log word must be plain ASCII without quotes";
    }
    constexpr std::string_view str() const noexcept { return text_; }

private:
    std::string_view text_;
};

// A short machine word: a channel's name, a provider's error code, an opaque id. [A-Za-z0-9._:/-]{1,64}; a space
// becomes '-'. What does not fit, and what could be a phone number (seven digits or more in a row, or in groups, with
// no letter between), becomes "-unfit-".
class code {
public:
    static code of(std::string_view text);
    std::string const& str() const noexcept { return text_; }

private:
    explicit code(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// An enumeration with names of its own: `char const* name(E)` beside it.
template <class E>
concept named_enum = std::is_enum_v<E> && requires(E e) {
    { name(e) } -> std::same_as<char const*>;
};

struct entry {
    std::string_view key;
    std::variant<std::int64_t, std::uint64_t, double, bool, std::string> value;  // the string is always safe as JSON
};

template <class T>
    requires(std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>)
entry field(literal key, T value) {
    if constexpr (std::is_signed_v<T>)
        return {key.str(), static_cast<std::int64_t>(value)};
    else
        return {key.str(), static_cast<std::uint64_t>(value)};
}
template <std::same_as<bool> T>
entry field(literal key, T value) {
    return {key.str(), value};
}
template <std::floating_point T>
entry field(literal key, T value) {
    return {key.str(), static_cast<double>(value)};
}
template <named_enum E>
entry field(literal key, E value) {
    return {key.str(), code::of(name(value)).str()};
}
inline entry field(literal key, literal value) {
    return {key.str(), std::string(value.str())};
}
inline entry field(literal key, code const& value) {
    return {key.str(), value.str()};
}
// A case's id is random and says nothing of the person; an alias has no way in.
inline entry field(literal key, case_id const& value) { return {key.str(), value.str()}; }
// In milliseconds.
inline entry field(literal key, std::chrono::milliseconds value) {
    return {key.str(), static_cast<std::int64_t>(value.count())};
}
// Category and number, never the message: some libraries put file names into it.
inline entry field(literal key, boost::system::error_code const& value) {
    return {key.str(), code::of(std::string(value.category().name()) + ":" + std::to_string(value.value())).str()};
}

// Does this type have a way into a log line?
template <class T>
concept loggable = requires(T const& value) { field("key", value); };

}  // namespace earshot::log
