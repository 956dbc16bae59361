// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/helpline_keys.hpp"

#include <fstream>
#include <iterator>

namespace earshot {

bool helpline_keys::read_file(std::string const& file, std::string& why) {
    if (file.empty()) return true;
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        why = file + " cannot be read";
        return false;
    }
    configured_.assign(std::istreambuf_iterator<char>(in), {});
    seal::helpline all;
    if (all.add_set(configured_, why) && !all.empty()) return true;
    why = file + ": " + (why.empty() ? "there is no key in it" : why);
    return false;
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
