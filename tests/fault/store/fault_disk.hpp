// SPDX-License-Identifier: Apache-2.0
// A file layer for SQLite that lies between it and the disk, and can fail a chosen operation, be full, or lose at a
// chosen operation everything that was not yet synced. It keeps its own picture of what a disk would hold after a power
// cut.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace fault {

class disk {
public:
    // Registers the layer under `name` for the life of the object.
    explicit disk(std::string name);
    disk(disk const&) = delete;
    disk& operator=(disk const&) = delete;
    ~disk();

    std::string const& name() const noexcept { return name_; }

    // The n-th write, sync or cut of a file from now on fails with an I/O error; those after it work again.
    void fail_at(std::int64_t n);
    // At the n-th the power goes: what was synced stays, of the rest a random part; everything after fails.
    void cut_power_at(std::int64_t n, std::uint64_t seed);
    void full(bool yes);

    // Operations since fail_at or cut_power_at.
    std::int64_t operations() const;
    bool happened() const;
    // What the disk holds after the power cut, written under `folder`.
    void write_what_is_left(std::string const& folder) const;

    enum class answer { go_on, fail, full };
    answer write(std::string const& file, std::int64_t at, std::string bytes);
    answer sync(std::string const& file);
    answer truncate(std::string const& file, std::int64_t size);
    void removed(std::string const& file);

private:
    struct change {
        std::int64_t at{};
        std::string bytes;
        bool cut{};  // to the size `at`
    };
    struct picture {
        std::string safe;
        std::vector<change> loose;
    };
    static void apply(std::string& image, change const& c);
    answer count();
    void lose();

    std::string name_;
    mutable std::mutex mutex_;
    std::map<std::string, picture> files_;
    std::int64_t done_{};
    std::int64_t fail_at_{};
    std::int64_t cut_at_{};
    std::uint64_t seed_{};
    bool dead_{};
    bool failed_{};
    bool full_{};
};

}  // namespace fault
