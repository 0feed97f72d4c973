# Warnings are errors; ccache and mold are used where they are installed.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                    -Wcast-qual -Wformat=2 -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # These report false positives inside g++ 12's own library.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
                      -Wno-stringop-overflow -Wno-stringop-overread -fpch-preprocess)
else()
  add_compile_options(-Wno-missing-designated-field-initializers)
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(BACKSTAMP_SANITIZE)
  add_compile_options(-fsanitize=${BACKSTAMP_SANITIZE})
  add_link_options(-fsanitize=${BACKSTAMP_SANITIZE})
endif()
if(BACKSTAMP_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

include_directories(${PROJECT_SOURCE_DIR}/src)
add_compile_definitions(BACKSTAMP_VERSION="${PROJECT_VERSION}" BOOST_ASIO_DISABLE_CONCEPTS)
