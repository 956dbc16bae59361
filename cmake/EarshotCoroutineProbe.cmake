# SPDX-License-Identifier: Apache-2.0
# Some compilers make wrong code of coroutines without a word. Ours is tried once, when the build is configured.
set(probe ${CMAKE_SOURCE_DIR}/tests/compile/coroutine_probe.cpp)
file(SHA256 ${probe} probe_hash)
set(probe_key "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_BUILD_TYPE} ${CMAKE_CXX_FLAGS} ${probe_hash}")
if(NOT EARSHOT_COROUTINES_TRIED STREQUAL probe_key)
    foreach(level -O0 -O2)
        unset(probe_ran CACHE)
        unset(probe_compiled CACHE)
        try_run(probe_ran probe_compiled ${CMAKE_BINARY_DIR}/coroutine_probe ${probe}
            COMPILE_DEFINITIONS ${level}
            CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
            COMPILE_OUTPUT_VARIABLE probe_words)
        if(NOT probe_compiled)
            message(FATAL_ERROR "This compiler (${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}) cannot compile "
                "the coroutines that Earshot is made of. Use clang 19: cmake --preset release, or "
                "-DCMAKE_CXX_COMPILER=clang++-19.\n${probe_words}")
        endif()
        if(NOT probe_ran EQUAL 0)
            message(FATAL_ERROR "This compiler (${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}) makes wrong code "
                "of coroutines at ${level}: probe ${probe_ran} of tests/compile/coroutine_probe.cpp failed. Messages "
                "could be lost. Use clang 19: cmake --preset release, or -DCMAKE_CXX_COMPILER=clang++-19.")
        endif()
    endforeach()
    set(EARSHOT_COROUTINES_TRIED "${probe_key}" CACHE INTERNAL "compiler and probe that were tried last")
endif()
