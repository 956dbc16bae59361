// SPDX-License-Identifier: Apache-2.0
// Each row's hash covers its fields and the hash before it: a row that is changed, taken out or put in between shows.
// (Who can write the file can also write a whole new chain; keep the newest hash elsewhere to be safe from that.)
#pragma once

#include "storage/audit.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/store.hpp"

#include <string>

namespace earshot::storage {

// SHA-256 in hex (FIPS 180-4) over the hash before and the fields, each with its length in front.
std::string chained(std::string const& before, audit_row const& row);

// Adds the row at the end of the chain, in the transaction that is open.
void append_audit(connection& c, audit_row row);

// Reads the whole log in one transaction, row by row.
audit_state walk_audit(connection& c, audit_mark const& expected = {});

}  // namespace earshot::storage
