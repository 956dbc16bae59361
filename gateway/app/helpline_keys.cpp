// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/helpline_keys.hpp"

#include <fstream>
#include <iterator>

namespace earshot {

result<std::string> read_helpline_file(std::string const& file, std::string& why) {
    constexpr char const* advice = "; it must be a JWK Set of the helpline's public keys, EC on P-256";
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        why = file + " cannot be read: name the file with the helpline's public keys, or leave keys.helpline_file out";
        return make_error_code(errc::malformed);
    }
    std::string text(std::istreambuf_iterator<char>(in), {});
    seal::helpline all;
    std::string found;
    bool const read = all.add_set(text, found).has_value();
    if (read && all.empty())
        found = "there is no key in it";
    else if (read && !all.close("trial", "trial", "text/plain"))
        found = "a key in it cannot be sealed to";
    if (found.empty()) return text;
    why = file + ": " + found + advice;
    return make_error_code(errc::malformed);
}

bool helpline_keys::read_file(std::string const& file, std::string& why) {
    if (file.empty()) return true;
    auto text = read_helpline_file(file, why);
    if (!text) return false;
    configured_ = std::move(*text);
    return true;
}

bool helpline_keys::refresh() {
    auto all = std::make_shared<seal::helpline>();
    std::string why;
    bool good = true;
    for (auto const& key : store_.helpline_keys())
        if (!key.retired && !all->add(key.public_key, why)) good = false;
    if (!configured_.empty() && !all->add_set(configured_, why)) good = false;
    std::lock_guard const hold(mutex_);
    now_ = all->empty() ? nullptr : std::move(all);
    return good;
}

std::shared_ptr<seal::helpline const> helpline_keys::current() const {
    std::lock_guard const hold(mutex_);
    return now_;
}

}  // namespace earshot
