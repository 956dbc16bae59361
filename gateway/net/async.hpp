// SPDX-License-Identifier: Apache-2.0
// Asio's vocabulary for everybody who waits: what a coroutine header needs and no more.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace earshot::net {

namespace asio = boost::asio;
using boost::asio::any_io_executor;
using boost::asio::awaitable;

}  // namespace earshot::net
