// SPDX-License-Identifier: Apache-2.0
// The flow in use, and the older versions that running conversations stay on. A version that was ever used is kept as a
// file beside the database (it holds only the service's own texts), so that a restart finds it again.
#pragma once

#include "gateway/flow/flow.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace earshot {

class flow_shelf {
public:
    // `folder`: where used versions are kept; made if absent.
    explicit flow_shelf(std::string folder);

    // Lints and takes the flow as the one for new conversations. With a fatal finding nothing changes and false is
    // returned. Also fatal: another text under a version that is already in use, because running conversations would
    // change under the person.
    bool offer(std::string const& text, std::string const& file, std::vector<flow::finding>& findings);

    // Never null after one successful offer().
    std::shared_ptr<flow::script const> current() const;
    // Null when that version was never used here.
    std::shared_ptr<flow::script const> find(std::string const& id, std::string const& version) const;

private:
    std::string path_of(std::string const& id, std::string const& version) const;

    std::string folder_;
    mutable std::mutex mutex_;
    std::shared_ptr<flow::script const> current_;
    mutable std::map<std::string, std::shared_ptr<flow::script const>> known_;
};

}  // namespace earshot
