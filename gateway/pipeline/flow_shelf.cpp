// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/flow_shelf.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace earshot {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> slurp(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// Written beside and renamed, so that a crash leaves either the whole version or none.
bool keep(std::string const& path, std::string const& text) {
    std::string const part = path + ".part";
    {
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        out << text;
        if (!out.flush()) return false;
    }
    std::error_code ec;
    fs::rename(part, path, ec);
    return !ec;
}

std::string safe(std::string_view text) {
    std::string out;
    for (char c : text)
        out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ? c : '_';
    return out;
}

}  // namespace

flow_shelf::flow_shelf(std::string folder) : folder_(std::move(folder)) { fs::create_directories(folder_); }

std::string flow_shelf::path_of(std::string const& id, std::string const& version) const {
    return folder_ + "/" + safe(id) + "@" + safe(version) + ".toml";
}

bool flow_shelf::offer(std::string const& text, std::string const& file, std::vector<flow::finding>& findings) {
    auto loaded = flow::load(text, file);
    findings = std::move(loaded.findings);
    if (!loaded.flow) return false;
    auto const path = path_of(flow::id(*loaded.flow), flow::version(*loaded.flow));
    auto const kept = slurp(path);
    if (kept && *kept != text) {
        findings.push_back({0, true, "version",
                            "this flow differs from the one already in use under version " +
                                flow::version(*loaded.flow) + ": give it a new version"});
        return false;
    }
    if (!kept && !keep(path, text)) {
        findings.push_back({0, true, "version", "cannot write " + path + ": running conversations could not go on after a restart"});
        return false;
    }
    std::lock_guard const hold(mutex_);
    current_ = loaded.flow;
    known_[flow::id(*current_) + "@" + flow::version(*current_)] = current_;
    return true;
}

std::shared_ptr<flow::script const> flow_shelf::current() const {
    std::lock_guard const hold(mutex_);
    return current_;
}

std::shared_ptr<flow::script const> flow_shelf::find(std::string const& id, std::string const& version) const {
    std::lock_guard const hold(mutex_);
    auto const name = id + "@" + version;
    if (auto it = known_.find(name); it != known_.end()) return it->second;
    auto const path = path_of(id, version);
    auto const text = slurp(path);
    if (!text) return nullptr;
    auto loaded = flow::load(*text, path);
    if (loaded.flow) known_[name] = loaded.flow;
    return loaded.flow;
}

}  // namespace earshot
