# SPDX-License-Identifier: Apache-2.0
# One library a folder. What it may include is what it links: the arrows of ARCHITECTURE.md are these LINK lists.

# earshot_library(NAME [LINK ...]): all *.cpp of the calling folder (and of the folders named in DIRS).
function(earshot_library name)
    cmake_parse_arguments(arg "" "" "LINK;DIRS;SYSTEM" ${ARGN})
    set(globs ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    foreach(dir IN LISTS arg_DIRS)
        list(APPEND globs ${CMAKE_CURRENT_SOURCE_DIR}/${dir}/*.cpp)
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${globs})
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC earshot_options ${arg_LINK})
endfunction()

# earshot_test(NAME [LINK ...]): one Catch2 program from all *.cpp of the calling folder; ctest runs it as NAME.
function(earshot_test name)
    cmake_parse_arguments(arg "" "" "LINK;LABELS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE earshot_options earshot_test_support ${arg_LINK})
    target_compile_definitions(${name} PRIVATE EARSHOT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        EARSHOT_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 300)
endfunction()
