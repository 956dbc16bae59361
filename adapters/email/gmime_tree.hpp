// SPDX-License-Identifier: Apache-2.0
// The one place that knows GMime: parses a mail into a tree and hands out its leaves with lengths, so that a NUL cuts
// nothing. Include it in .cpp files only.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>
#include <string_view>

namespace earshot::email {

struct unref {
    void operator()(void* object) const noexcept { g_object_unref(object); }
};
template <class T>
using owned = std::unique_ptr<T, unref>;

// Null when the bytes are no mail. The tree keeps a copy of what it needs.
owned<GMimeMessage> parse_mail(std::string_view raw);

// Type and subtype in lower case: "text/plain".
std::string type_of(GMimeObject* object);
std::string parameter_of(GMimeObject* object, char const* name);
bool is_attachment(GMimeObject* object);

// The bytes of a leaf with their transfer encoding undone; an unknown encoding is taken as none.
std::string bytes_of(GMimePart* part);

}  // namespace earshot::email
