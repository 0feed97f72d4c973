# One folder = one namespace = one library. A room is declared in one line:
#
#   room(verdict LAYER 2 USES base http message LINKS re2)
#
# LAYER and USES are the include rule, which tools/check_layers holds the sources to.
# LINKS names imported targets or libraries that only this room's .cpp files see.
# Beside foo.cpp lie foo_test.cpp (one test program a room), foo_bench.cpp, foo_fuzz.cpp.
set(ROOM_TESTS "" CACHE INTERNAL "")

function(room name)
  cmake_parse_arguments(ARG "" "LAYER" "USES;LINKS" ${ARGN})
  set(folder ${PROJECT_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  set(tests ${sources})
  set(benches ${sources})
  set(fuzzers ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")

  if(NOT sources)
    add_library(${name} INTERFACE)  # declared, not yet built
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC ${ARG_USES} PRIVATE ${ARG_LINKS})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/standard_library.h)

  if(tests AND BACKSTAMP_TESTS)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} ${ARG_LINKS} GTest::gmock GTest::gtest_main)
    target_precompile_headers(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/cmake/standard_library.h
                              <gtest/gtest.h> <gmock/gmock.h>)
    target_compile_definitions(${name}_test PRIVATE
      TESTDATA="${folder}/testdata" SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data"
      CONTENT="${PROJECT_SOURCE_DIR}/content")
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
  if(benches AND BACKSTAMP_BENCHES)
    add_executable(${name}_bench ${benches})
    target_link_libraries(${name}_bench PRIVATE ${name} ${ARG_LINKS} benchmark::benchmark_main)
  endif()
  if(BACKSTAMP_FUZZERS)
    foreach(fuzzer ${fuzzers})
      get_filename_component(program ${fuzzer} NAME_WE)
      add_executable(${program} ${fuzzer})
      target_link_libraries(${program} PRIVATE ${name} ${ARG_LINKS})
      target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
