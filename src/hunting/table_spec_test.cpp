#include "hunting/table_spec.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/content.h"

namespace backstamp::hunting {
namespace {

std::string column(const std::string& name, const std::string& rest = "") {
  return R"({"name":")" + name + R"(","type":"string","stored":"String","meaning":"M.")" + rest +
         "},";
}

std::string spec(const std::string& columns, const std::string& more = "") {
  const std::string ours = R"(,"ours":true)";
  std::string all =
      column("Timestamp") + columns + column("IngestedAt", ours) + column("IngestBatch", ours);
  all.pop_back();
  return R"({"name":"T","meaning":"M.","partition_by":"x","order_by":["Timestamp"],)" + more +
         R"("indexes":["I Timestamp TYPE minmax"],"examples":[],"columns":[)" + all + "]}";
}

TEST(TableSpecTest, ReadsADescription) {
  const auto table = parse_table_spec(spec(column("Subject")));
  ASSERT_TRUE(table) << table.error().what;
  EXPECT_EQ(table->columns.size(), 4u);
  EXPECT_EQ(table->column("Subject")->stored, "String");
  EXPECT_EQ(table->column("Nothing"), nullptr);
}

TEST(TableSpecTest, SaysWhatIsWrong) {
  struct Case {
    std::string json, says;
  };
  const Case cases[] = {
      {"{", "is not JSON"},
      {"[]", "is not an object"},
      {"{}", "name is missing"},
      {spec("", R"("colour":1,)"), "unknown key colour"},
      {spec(column("a b")), "columns[1] (a b): name must be letters and digits"},
      {spec(column("Timestamp")), "Timestamp comes twice"},
      {spec(column("A", R"(,"ours":true)") + column("B")), "B must stand before ours"},
      {spec(column("A", R"(,"ours":1)")), "ours must be true or false"},
      {spec(R"({"name":"A","type":"text","stored":"String","meaning":"M."},)"),
       "unknown type text"},
      {spec(R"({"name":"A","type":"int","stored":"","meaning":"M."},)"), "stored must be"},
      {spec(R"({"name":"A","type":"int","stored":"Int32","meaning":"no end"},)"), "a sentence"},
      {spec("7,"), "columns[1]: is not an object"},
      {spec("", R"("derived":{"from":"U","where":"1","columns":{"Key":"1"}},)"),
       "T: derived: there is no column Key"},
      {spec("", R"("derived":{"from":"U","columns":{}},)"), "T: derived: where is missing"},
  };
  for (const Case& wrong : cases) {
    const auto table = parse_table_spec(wrong.json);
    ASSERT_FALSE(table) << wrong.json;
    EXPECT_EQ(table.error().fault, Fault::invalid);
    EXPECT_NE(table.error().what.find(wrong.says), std::string::npos) << table.error().what;
  }
}

TEST(TableSpecTest, EveryFileOfContentIsSoundAndNamedAsItsTable) {
  const auto paths = content_files("tables/");
  ASSERT_EQ(paths.size(), table_specs().size());
  for (const std::string_view path : paths) {
    const auto table = parse_table_spec(*content_file(path));
    ASSERT_TRUE(table) << path << ": " << table.error().what;
    EXPECT_EQ(path, "tables/" + table->name + ".json");
    EXPECT_TRUE(table->internal || !table->examples.empty()) << table->name;
    EXPECT_TRUE(!table->derived || table_spec(table->derived->from) != nullptr) << table->name;
    for (const TableExample& example : table->examples) {
      EXPECT_NE(example.kql.find(table->name), std::string::npos) << example.kql;
    }
  }
  EXPECT_NE(table_spec("EmailEvents"), nullptr);
  EXPECT_EQ(table_spec("Nothing"), nullptr);
}

}  // namespace
}  // namespace backstamp::hunting
