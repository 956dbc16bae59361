// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/private_memory.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace earshot::cli {

void keep_memory_private() {
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    rlimit const none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::umask(0077);
}

}  // namespace earshot::cli
