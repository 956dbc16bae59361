// SPDX-License-Identifier: Apache-2.0
// The only composition root: owns every part in construction order, starts them, drains them, stops them.
#pragma once

#include "gateway/config/settings.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/log/log.hpp"
#include "gateway/seal/key_file.hpp"

#include <memory>
#include <string>
#include <vector>

namespace earshot {

class app {
public:
    // Opens files, keys and listeners. Mistakes that the configuration could not know of (a port in use, a key that does
    // not fit) are added to `mistakes`, and null is returned.
    static std::unique_ptr<app> build(config::settings settings, log::logger& logger,
                                      seal::passphrase_fn const& passphrase,
                                      std::vector<config::mistake>& mistakes);
    ~app();

    // Runs until SIGTERM or SIGINT, then drains: nothing that was acknowledged is lost. SIGHUP reloads the flow.
    // 0: stopped as asked; 1: the store broke, and the next start recovers from the journal.
    int run();

private:
    struct parts;
    explicit app(std::unique_ptr<parts> p);
    std::unique_ptr<parts> parts_;
};

}  // namespace earshot
