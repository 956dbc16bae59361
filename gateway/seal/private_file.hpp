// SPDX-License-Identifier: Apache-2.0
// Small files that hold secrets: read only when nobody else may, written durably, and replaced so that the old bytes are
// overwritten (as far as the file system lets go of them).
#pragma once

#include "gateway/domain/result.hpp"

#include <string>
#include <string_view>

namespace earshot::seal {

// Whole content. errc::not_found, errc::forbidden (unreadable, or others may touch it; a
// systemd credential may be readable by its group), errc::malformed (longer than
// `most`, or not a regular file); the reason is in `why` and holds nothing of the content.
result<std::string> read_private_file(std::string const& path, std::size_t most, std::string& why);
// Makes the file, mode 0600, durable on return. errc::conflict when there is one.
result<void> create_private_file(std::string const& path, std::string_view text, std::string& why);
// Puts another content in its place in one step: after a crash one of the two is there, whole. The old bytes are
// overwritten behind it.
result<void> replace_private_file(std::string const& path, std::string_view text, std::string& why);

}  // namespace earshot::seal
