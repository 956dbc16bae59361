// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/zip_member.hpp"

#include <zip.h>

#include <memory>

namespace earshot::files {

packed::packed(std::string_view bytes, bounds const& within) : size_(bytes.size()), within_(within) {
    zip_error_t error;
    zip_error_init(&error);
    auto* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source) zip_ = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (source && !zip_) zip_source_free(source);
    zip_error_fini(&error);
    if (!zip_) throw refused{file_refusal::damaged};
    auto const members = zip_get_num_entries(zip_, 0);
    if (members < 0 || static_cast<std::uint64_t>(members) > within.members) {
        zip_discard(zip_);
        throw refused{file_refusal::huge};
    }
}

packed::~packed() { zip_discard(zip_); }

std::optional<std::string> packed::read(char const* name) {
    zip_stat_t found;
    if (zip_stat(zip_, name, 0, &found) != 0) return std::nullopt;
    if ((found.valid & ZIP_STAT_ENCRYPTION_METHOD) && found.encryption_method != ZIP_EM_NONE)
        throw refused{file_refusal::locked};
    std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> const member(zip_fopen(zip_, name, 0), zip_fclose);
    if (!member) throw refused{file_refusal::damaged};
    std::string out;
    char some[64 * 1024];
    for (;;) {
        auto const n = zip_fread(member.get(), some, sizeof some);
        if (n < 0) throw refused{file_refusal::damaged};
        if (n == 0) return out;
        unpacked_ += static_cast<std::uint64_t>(n);
        // A text of one letter packs a thousandfold; a small one may.
        bool const bomb = unpacked_ > 1024 * 1024 && unpacked_ / within_.unpacked_ratio > size_;
        if (unpacked_ > within_.unpacked || bomb) throw refused{file_refusal::huge};
        out.append(some, static_cast<std::size_t>(n));
    }
}

}  // namespace earshot::files
