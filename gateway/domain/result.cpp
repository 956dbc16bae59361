// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/result.hpp"

namespace earshot {
namespace {

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "earshot"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::malformed: return "malformed";
            case errc::unauthentic: return "not authentic";
            case errc::too_large: return "too large";
            case errc::not_found: return "not found";
            case errc::forbidden: return "not allowed";
            case errc::conflict: return "conflict";
            case errc::unsupported: return "not supported";
            case errc::busy: return "busy, try again later";
            case errc::timed_out: return "timed out";
            case errc::unavailable: return "not reachable";
            case errc::broken: return "the store cannot be trusted any more";
        }
        return "unknown";
    }
};

}  // namespace

boost::system::error_category const& earshot_category() noexcept {
    static category const instance;
    return instance;
}

}  // namespace earshot
