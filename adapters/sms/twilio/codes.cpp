// SPDX-License-Identifier: Apache-2.0
#include "adapters/sms/twilio/codes.hpp"

#include <algorithm>
#include <array>

namespace earshot::twilio {
namespace {

struct code_row {
    int code;
    fault what;
};
constexpr std::array codes{
    code_row{20003, fault::account},                                   // authentication
    code_row{20429, fault::later},                                     // too many requests
    code_row{21610, fault::opted_out}, code_row{21611, fault::later},  // queue of this sender is full
    code_row{30001, fault::later},                                     // queue overflow
    code_row{30003, fault::later},                                     // handset not reachable
    code_row{30008, fault::once_more}, code_row{30017, fault::later},  // congestion
    code_row{30410, fault::later},                                     // provider timed out
    code_row{63018, fault::later},                                     // rate of a chat channel
};

struct status_row {
    std::string_view status;
    delivery state;
};
constexpr std::array statuses{
    status_row{"accepted", delivery::queued}, status_row{"scheduled", delivery::queued},
    status_row{"queued", delivery::queued},   status_row{"sending", delivery::queued},
    status_row{"sent", delivery::sent},       status_row{"delivered", delivery::delivered},
    status_row{"read", delivery::read},       status_row{"partially_delivered", delivery::unknown},
};

}  // namespace

fault fault_of(int code) noexcept {
    auto const* const found = std::find_if(codes.begin(), codes.end(), [&](auto const& r) { return r.code == code; });
    return found == codes.end() ? fault::never : found->what;
}

std::optional<delivery> state_of(std::string_view status, int error) noexcept {
    if (status == "receiving" || status == "received") return std::nullopt;
    if (status == "undelivered" || status == "failed" || status == "canceled") {
        auto const what = fault_of(error);
        return what == fault::later || what == fault::once_more ? delivery::failed_temp : delivery::failed_perm;
    }
    for (auto const& row : statuses)
        if (row.status == status) return row.state;
    return delivery::unknown;
}

}  // namespace earshot::twilio
