// SPDX-License-Identifier: Apache-2.0
// Gives up everything that a file could abuse, for good: no file system, no network, no other program, no new rights.
#pragma once

#include "gateway/files/kinds.hpp"

namespace earshot::files {

enum class locked : std::uint8_t { yes, no };

// To be called before a byte of the file is read. `no`: the kernel would not, and the caller must end.
// What is not on the list ends the process (SIGSYS). Opening a file does too, but for kinds whose library looks for fonts,
// tables or a second part of the file by itself and goes on without: there it is answered EACCES.
locked lock_down(kind what) noexcept;

}  // namespace earshot::files
