// SPDX-License-Identifier: Apache-2.0
#include "gateway/domain/message.hpp"
#include "tests/support/catch.hpp"

using earshot::delivery;

TEST_CASE("a delivery state only moves up, and never leaves an end") {
    CHECK(advance(delivery::queued, delivery::sent) == delivery::sent);
    CHECK(advance(delivery::sent, delivery::queued) == delivery::sent);
    CHECK(advance(delivery::sent, delivery::delivered) == delivery::delivered);
    CHECK(advance(delivery::delivered, delivery::failed_perm) == delivery::delivered);
    CHECK(advance(delivery::failed_perm, delivery::delivered) == delivery::failed_perm);
    CHECK(advance(delivery::delivered, delivery::read) == delivery::read);
    CHECK(advance(delivery::read, delivery::delivered) == delivery::read);
}

TEST_CASE("delivery states are found by the names they are written with") {
    for (auto d : {delivery::queued, delivery::sent, delivery::delivered, delivery::read, delivery::failed_temp,
                   delivery::failed_perm, delivery::unknown})
        CHECK(earshot::delivery_named(name(d)) == d);
    CHECK_FALSE(earshot::delivery_named("arrived"));
}
