// SPDX-License-Identifier: Apache-2.0
// A copy of the file, made by the writer a few pages at a time between its batches (SQLite online backup API), so that
// no other connection has to read the file for long.
#pragma once

#include "storage/sqlite/connection.hpp"

#include <SQLiteCpp/Backup.h>

#include <future>
#include <memory>
#include <string>

namespace earshot::storage {

class backup_run {
public:
    explicit backup_run(std::string file) : file_(std::move(file)) {}

    std::future<result<void>> done() { return done_.get_future(); }
    // True: it has ended, one way or the other.
    bool step(connection& from);
    void end(boost::system::error_code failure);

private:
    bool begin(connection& from);
    bool keep();

    std::string file_;
    std::promise<result<void>> done_;
    std::unique_ptr<SQLite::Database> to_;
    std::unique_ptr<SQLite::Backup> backup_;
};

}  // namespace earshot::storage
