// SPDX-License-Identifier: Apache-2.0
// What a person typed, from the browser to the pipeline: checked here, then carried as a small JSON body.
#pragma once

#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::webchat {

inline constexpr std::size_t max_message_characters = 4000;  // Unicode code points, as the page counts them

enum class text_fault : std::uint8_t { none, empty, too_long, not_text };

// Line ends become \n, control characters but \n and \t are dropped, white space at both ends is cut. not_text: not
// UTF-8.
text_fault clean_text(std::string_view typed, std::string& clean);

// One message as it waits in the journal: a line of JSON, {"text":...} or {"text":...,"files":[size, ...]}, and behind the
// line the files, one after the other. A file's name and type are left in the browser.
body make_body(std::string_view clean, std::vector<std::string> const& files = {});

// errc::malformed when it is not what make_body() wrote.
result<reading> read_body(body const& content);

// 128 bits in 32 hex digits: what stands for a chat session. The server makes it, nobody can guess it.
bool is_token(std::string_view text) noexcept;
std::string fresh_token(random_fn const& random);

// RFC 9562 text form in lower case, 36 characters: a message's name, made by the browser.
bool is_uuid(std::string_view text) noexcept;

// Place and length of the first reporter's code ("K7M3Q-9TX4R", Crockford base32) in a text; length 0: none.
struct code_place {
    std::size_t start{};
    std::size_t length{};
};
code_place find_code(std::string_view text) noexcept;

}  // namespace earshot::webchat
