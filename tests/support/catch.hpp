// SPDX-License-Identifier: Apache-2.0
// Catch2 is version 2 in Debian 12 and version 3 elsewhere; every test includes this and nothing of Catch2 itself.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
