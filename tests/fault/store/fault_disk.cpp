// SPDX-License-Identifier: Apache-2.0
#include "tests/fault/store/fault_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <stdexcept>

namespace fault {

namespace {

struct file {
    sqlite3_file base;
    disk* of;
    std::string* path;
    sqlite3_file* real;  // lies behind this struct
};

file* mine(sqlite3_file* f) {
    return reinterpret_cast<file*>(f);
}
sqlite3_file* real(sqlite3_file* f) {
    return mine(f)->real;
}
sqlite3_vfs* under(sqlite3_vfs*) {
    return sqlite3_vfs_find("unix");
}

int code_of(disk::answer a, int error) {
    if (a == disk::answer::full) return SQLITE_FULL;
    return a == disk::answer::fail ? error : SQLITE_OK;
}

sqlite3_io_methods const methods = {
    2,
    [](sqlite3_file* f) {
        int const code = real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
        delete mine(f)->path;
        return code;
    },
    [](sqlite3_file* f, void* out, int n, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), out, n, at); },
    [](sqlite3_file* f, void const* data, int n, sqlite3_int64 at) {
        auto const said = mine(f)->of->write(*mine(f)->path, at,
                                             std::string(static_cast<char const*>(data), static_cast<std::size_t>(n)));
        if (int const code = code_of(said, SQLITE_IOERR_WRITE)) return code;
        return real(f)->pMethods->xWrite(real(f), data, n, at);
    },
    [](sqlite3_file* f, sqlite3_int64 size) {
        if (int const code = code_of(mine(f)->of->truncate(*mine(f)->path, size), SQLITE_IOERR_TRUNCATE)) return code;
        return real(f)->pMethods->xTruncate(real(f), size);
    },
    // The picture is what counts: the real disk need not be bothered.
    [](sqlite3_file* f, int) { return code_of(mine(f)->of->sync(*mine(f)->path), SQLITE_IOERR_FSYNC); },
    [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
    [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); },
    [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
    [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
    [](sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); },
    [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
    [](sqlite3_file*) { return 0; },  // a disk that promises nothing
    [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
    },
    [](sqlite3_file* f, int offset, int n, int flags) {
        return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
    },
    [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
    [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
    nullptr,
    nullptr,
};

int open(sqlite3_vfs* vfs, char const* path, sqlite3_file* f, int flags, int* out) {
    auto* made = mine(f);
    made->base.pMethods = nullptr;
    made->of = static_cast<disk*>(vfs->pAppData);
    made->real = reinterpret_cast<sqlite3_file*>(made + 1);
    int const code = under(vfs)->xOpen(under(vfs), path, made->real, flags, out);
    if (code != SQLITE_OK) return code;
    made->path = std::make_unique<std::string>(path ? path : "").release();
    made->base.pMethods = &methods;
    return code;
}

int remove(sqlite3_vfs* vfs, char const* path, int sync) {
    static_cast<disk*>(vfs->pAppData)->removed(path);
    return under(vfs)->xDelete(under(vfs), path, sync);
}

// SQLite keeps the pointer; unregistered in the destructor.
std::map<std::string, std::unique_ptr<sqlite3_vfs>>& registered() {
    static std::map<std::string, std::unique_ptr<sqlite3_vfs>> all;
    return all;
}

}  // namespace

disk::disk(std::string name) : name_(std::move(name)) {
    auto* base = sqlite3_vfs_find("unix");
    if (!base) throw std::runtime_error("no unix file layer");
    auto vfs = std::make_unique<sqlite3_vfs>(*base);
    vfs->szOsFile = static_cast<int>(sizeof(file)) + base->szOsFile;
    vfs->zName = name_.c_str();
    vfs->pAppData = this;
    vfs->pNext = nullptr;
    vfs->xOpen = open;
    vfs->xDelete = remove;
    sqlite3_vfs_register(vfs.get(), 0);
    registered()[name_] = std::move(vfs);
}

disk::~disk() {
    sqlite3_vfs_unregister(registered()[name_].get());
    registered().erase(name_);
}

void disk::fail_at(std::int64_t n) {
    std::lock_guard const lock(mutex_);
    done_ = 0;
    fail_at_ = n;
    failed_ = false;
}

void disk::cut_power_at(std::int64_t n, std::uint64_t seed) {
    std::lock_guard const lock(mutex_);
    done_ = 0;
    cut_at_ = n;
    seed_ = seed;
}

void disk::full(bool yes) {
    std::lock_guard const lock(mutex_);
    full_ = yes;
}

std::int64_t disk::operations() const {
    std::lock_guard const lock(mutex_);
    return done_;
}

bool disk::happened() const {
    std::lock_guard const lock(mutex_);
    return dead_ || failed_;
}

disk::answer disk::count() {
    if (dead_) return answer::fail;
    ++done_;
    if (done_ == fail_at_) {
        failed_ = true;
        return answer::fail;
    }
    if (done_ == cut_at_) {
        lose();
        dead_ = true;
        return answer::fail;
    }
    return answer::go_on;
}

void disk::apply(std::string& image, change const& c) {
    auto const at = static_cast<std::size_t>(c.at);
    if (c.cut) {
        image.resize(std::min(image.size(), at));
        return;
    }
    if (image.size() < at + c.bytes.size()) image.resize(at + c.bytes.size(), '\0');
    image.replace(at, c.bytes.size(), c.bytes);
}

// Of what was not synced, any sectors of 512 bytes may have reached the disk, in any order.
void disk::lose() {
    std::mt19937_64 dice(seed_);
    for (auto& [path, p] : files_) {
        std::vector<change> torn;
        for (auto const& c : p.loose) {
            if (c.cut) {
                if (dice() % 2) torn.push_back(c);
                continue;
            }
            for (std::size_t at = 0; at < c.bytes.size(); at += 512)
                if (dice() % 2) torn.push_back({c.at + static_cast<std::int64_t>(at), c.bytes.substr(at, 512), false});
        }
        std::shuffle(torn.begin(), torn.end(), dice);
        for (auto const& c : torn) apply(p.safe, c);
        p.loose.clear();
    }
}

disk::answer disk::write(std::string const& file, std::int64_t at, std::string bytes) {
    std::lock_guard const lock(mutex_);
    if (full_) return answer::full;
    if (dead_) return answer::fail;
    files_[file].loose.push_back({at, std::move(bytes), false});
    auto const said = count();
    if (said == answer::fail && !dead_) files_[file].loose.pop_back();
    return said;
}

disk::answer disk::sync(std::string const& file) {
    std::lock_guard const lock(mutex_);
    auto const said = count();
    if (said != answer::go_on) return said;
    auto& p = files_[file];
    for (auto const& c : p.loose) apply(p.safe, c);
    p.loose.clear();
    return said;
}

disk::answer disk::truncate(std::string const& file, std::int64_t size) {
    std::lock_guard const lock(mutex_);
    auto const said = count();
    if (said == answer::go_on) files_[file].loose.push_back({size, {}, true});
    return said;
}

void disk::removed(std::string const& file) {
    std::lock_guard const lock(mutex_);
    if (!dead_) files_.erase(file);
}

void disk::write_what_is_left(std::string const& folder) const {
    std::lock_guard const lock(mutex_);
    for (auto const& [path, p] : files_)
        std::ofstream(folder + "/" + std::filesystem::path(path).filename().string(), std::ios::binary) << p.safe;
}

}  // namespace fault
