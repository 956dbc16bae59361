# SPDX-License-Identifier: Apache-2.0
# How everything is compiled. Warnings are errors in the presets (CMAKE_COMPILE_WARNING_AS_ERROR), not for packagers.
add_library(earshot_options INTERFACE)
target_compile_options(earshot_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Wno-sign-conversion  # std containers index with unsigned everywhere; -Wconversion keeps the narrowing ones
    -fstack-protector-strong)
target_compile_definitions(earshot_options INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
    BOOST_ERROR_CODE_HEADER_ONLY SPDLOG_FMT_EXTERNAL SPDLOG_COMPILED_LIB)
target_include_directories(earshot_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})

if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_definitions(earshot_options INTERFACE _GLIBCXX_ASSERTIONS _FORTIFY_SOURCE=2)
endif()

if(EARSHOT_SANITIZE)
    target_compile_options(earshot_options INTERFACE -fsanitize=${EARSHOT_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(earshot_options INTERFACE -fsanitize=${EARSHOT_SANITIZE})
endif()

find_program(EARSHOT_CCACHE ccache)
if(EARSHOT_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${EARSHOT_CCACHE})
endif()
