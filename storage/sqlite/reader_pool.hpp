// SPDX-License-Identifier: Apache-2.0
// Read-only connections for the verbs that read. Each read is one short transaction; who finds all of them in use
// waits.
#pragma once

#include "storage/sqlite/connection.hpp"

#include <boost/system/system_error.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace earshot::storage {

class reader_pool {
public:
    // `latch` is told of an error after which the file cannot be trusted.
    reader_pool(std::string const& file, std::string const& vfs, std::size_t connections, std::function<bool()> healthy,
                std::function<void()> latch);

    template <class Work>
    auto read(Work const& work) {
        if (!healthy_()) throw boost::system::system_error(make_error_code(errc::broken));
        lease const mine(*this);
        try {
            mine.get().run("BEGIN");
            auto found = work(mine.get());
            mine.get().run("COMMIT");
            return found;
        } catch (SQLite::Exception const& e) {
            mine.get().db().tryExec("ROLLBACK");
            auto const meaning = meaning_of(e);
            if (meaning == errc::broken) latch_();
            throw boost::system::system_error(make_error_code(meaning));
        }
    }

private:
    class lease {
    public:
        explicit lease(reader_pool& pool) : pool_(pool), mine_(pool.take()) {}
        lease(lease const&) = delete;
        lease& operator=(lease const&) = delete;
        ~lease() { pool_.put(std::move(mine_)); }
        connection& get() const noexcept { return *mine_; }

    private:
        reader_pool& pool_;
        std::unique_ptr<connection> mine_;
    };

    std::unique_ptr<connection> take();
    void put(std::unique_ptr<connection> c);

    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<std::unique_ptr<connection>> idle_;
    std::function<bool()> healthy_;
    std::function<void()> latch_;
};

}  // namespace earshot::storage
