// SPDX-License-Identifier: Apache-2.0
// One text as the scanners see it: shadow, words, digits, cue phrases, and the work they may still spend on it.
#pragma once

#include "gateway/redact/digits.hpp"
#include "gateway/redact/finding.hpp"
#include "gateway/redact/redact.hpp"
#include "gateway/redact/token.hpp"
#include "gateway/redact/words.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::redact {

// Limits of one text (design of redaction, section 3.2). Beyond one of them the text is held for a person.
namespace bounds {
inline constexpr std::size_t text = 1U << 20;  // bytes
inline constexpr std::size_t candidate = 256;  // bytes
inline constexpr std::size_t masks = 10'000;
inline constexpr std::size_t tokens = 400'000;
inline constexpr std::uint64_t work_base = 200'000;  // steps
inline constexpr std::uint64_t work_per_byte = 64;
}  // namespace bounds

// Counts steps instead of time, so that the same text always has the same outcome.
class work_budget {
public:
    explicit work_budget(std::size_t bytes) : left_(bounds::work_base + bounds::work_per_byte * bytes) {}
    bool spend(std::uint64_t steps) noexcept {
        if (steps > left_) {
            left_ = 0;
            return false;
        }
        left_ -= steps;
        return true;
    }
    bool empty() const noexcept { return left_ == 0; }

private:
    std::uint64_t left_;
};

struct cue_hit {
    std::size_t first{};  // token
    std::size_t next{};   // first token after the phrase
    cue what{};
};

struct scene {
    shadow const& text;
    word_lists const& lists;
    token_list const& tokens;
    std::vector<digit> const& digits;
    std::vector<cue_hit> const& cues;
    work_budget& work;

    std::string_view low() const noexcept { return text.lower(); }
    std::string_view as_written() const noexcept { return text.text(); }
    // A word of one of these classes among the `before` words that precede byte `at`, or the `after` that follow it.
    bool near(word_classes wanted, std::size_t at, std::size_t before, std::size_t after = 0) const noexcept;
    // A cue phrase of this kind that ends at most `reach` words before byte `at`.
    bool cued(cue what, std::size_t at, std::size_t reach) const noexcept;
};

std::vector<cue_hit> cues_of(token_list const& tokens, word_lists const& lists, work_budget& work);

using findings = std::vector<finding>;
class undisguised;

// Scanners: each appends what it finds.
void find_numbers(scene const& s, std::vector<std::string> const& keep, findings& out);
void find_contacts(scene const& s, undisguised const& signs, findings& out);  // e-mail, URL, handle
void find_network(scene const& s, undisguised const& signs, findings& out);   // IP, MAC
void find_codes(scene const& s, findings& out);  // NINO, IBAN, driving licence, vehicle plates, machine-readable zones
void find_postcodes(scene const& s, findings& out);
void find_addresses(scene const& s, findings& out);
void find_references(scene const& s, findings& out);     // papers, crime references, memberships, secrets
void find_organisations(scene const& s, findings& out);  // the reporter's school, employer, place of worship
void find_coordinates(scene const& s, findings& out);
// Ages and dates of birth; above the case worker's level all dates and times. `at_ms`: when the message came, or 0.
void find_dates(scene const& s, level who, std::int64_t at_ms, findings& out);

// True if the figures are a helpline's or an emergency number.
bool kept_number(std::string_view figures, std::vector<std::string> const& keep) noexcept;

}  // namespace earshot::redact
