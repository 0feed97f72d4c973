# Builds the files of content/ into the program: one .incbin a file and a table of names.
function(embed_content target)
  set(root ${PROJECT_SOURCE_DIR}/content)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${root} ${root}/*.json ${root}/*.tsv ${root}/*.txt
       ${root}/*.yml)
  list(SORT files)
  set(data "")
  set(names "")
  set(entries "")
  set(paths "")
  set(number 0)
  foreach(file ${files})
    string(APPEND data "__asm__(\".section .rodata\\n.global content_${number}\\ncontent_${number}:\\n.incbin \\\"${root}/${file}\\\"\\n.global content_${number}_end\\ncontent_${number}_end:\\n.byte 0\\n.previous\\n\");\n")
    string(APPEND names "extern \"C\" const char content_${number}[], content_${number}_end[];\n")
    string(APPEND entries "    {\"${file}\", {content_${number}, content_${number}_end}},\n")
    list(APPEND paths ${root}/${file})
    math(EXPR number "${number} + 1")
  endforeach()
  set(source ${PROJECT_BINARY_DIR}/content_files.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT [=[
#include "base/content.h"

@names@
@data@
namespace backstamp {
namespace {

struct File {
  std::string_view path;
  std::string_view bytes;
};

const std::vector<File>& files() {
  static const std::vector<File> all = {
@entries@  };
  return all;
}

}  // namespace

std::optional<std::string_view> content_file(std::string_view path) {
  for (const File& file : files()) {
    if (file.path == path) return file.bytes;
  }
  return std::nullopt;
}

std::vector<std::string_view> content_files(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (const File& file : files()) {
    if (file.path.starts_with(prefix)) paths.push_back(file.path);
  }
  return paths;
}

}  // namespace backstamp
]=] @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${paths}" SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
