// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/options.hpp"

#include <algorithm>
#include <ostream>

namespace earshot::cli {

std::optional<std::string> take_option(std::vector<std::string>& args, std::string const& name, bool& missing) {
    missing = false;
    auto const with_value = "--" + name + "=";
    for (auto it = args.begin(); it != args.end(); ++it) {
        if (it->starts_with(with_value)) {
            auto value = it->substr(with_value.size());
            args.erase(it);
            missing = value.empty();
            return value;
        }
        if (*it == "--" + name) {
            if (std::next(it) == args.end()) {
                missing = true;
                return std::nullopt;
            }
            auto value = *std::next(it);
            args.erase(it, it + 2);
            return value;
        }
    }
    return std::nullopt;
}

bool take_flag(std::vector<std::string>& args, std::string const& name) {
    auto const it = std::ranges::find(args, "--" + name);
    if (it == args.end()) return false;
    args.erase(it);
    return true;
}

std::optional<std::string> take_config(std::vector<std::string>& args) {
    bool missing = false;
    auto file = take_option(args, "config", missing);
    if (missing) return std::nullopt;
    return file.value_or("/etc/earshot/earshot.toml");
}

void print(std::vector<config::mistake> const& mistakes, std::ostream& err) {
    for (auto const& m : mistakes) err << config::str(m) << "\n";
}

}  // namespace earshot::cli
