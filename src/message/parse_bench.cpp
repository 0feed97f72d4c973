// How fast parse() reads mail: one made here, and real mail from a folder in BACKSTAMP_BENCH_MAIL,
// beside GMime alone on the same mail.
#include <benchmark/benchmark.h>
#include <gmime/gmime.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "message/network_message_id.h"
#include "message/parse.h"

namespace backstamp::message {
namespace {

std::string made_message() {
  std::string html = "<html><body>";
  for (int i = 0; i < 40; ++i) {
    html += "<p>Dear customer, your parcel number " + std::to_string(i * 7919) +
            " waits for you at the counter. <a href=\"https://parcels.example/t?n=" +
            std::to_string(i % 5) + "\">Follow it</a></p>\n";
  }
  return "Received: from mail.parcels.example (mail.parcels.example [203.0.113.9])\n\tby "
         "mx.example.com (Postfix) with ESMTPS; Tue, 24 Nov 2026 03:53:03 +0000\n"
         "Authentication-Results: mx.example.com; spf=pass; dkim=pass; dmarc=pass\n"
         "From: Parcels <info@parcels.example>\nTo: Ann Example <ann@example.com>\n"
         "Subject: =?utf-8?q?Your_parcel_=E2=9C=93?=\nMessage-ID: <1@parcels.example>\n"
         "Date: Tue, 24 Nov 2026 03:53:00 +0000\nContent-Type: text/html; charset=utf-8\n\n" +
         html + "</body></html>\n";
}

std::vector<std::string> real_messages() {
  std::vector<std::string> messages;
  const char* const folder = std::getenv("BACKSTAMP_BENCH_MAIL");
  if (folder == nullptr) return messages;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    if (auto bytes = read_file(entry.path(), 64ull << 20)) messages.push_back(std::move(*bytes));
  }
  return messages;
}

void run(benchmark::State& state, const std::vector<std::string>& messages, auto read) {
  if (messages.empty()) return state.SkipWithError("set BACKSTAMP_BENCH_MAIL to a folder of mail");
  std::int64_t bytes = 0;
  std::int64_t count = 0;
  for (auto _ : state) {
    for (const std::string& message : messages) {
      benchmark::DoNotOptimize(read(message));
      bytes += static_cast<std::int64_t>(message.size());
      ++count;
    }
  }
  state.SetItemsProcessed(count);
  state.SetBytesProcessed(bytes);
}

void parse_made(benchmark::State& state) {
  run(state, {made_message()}, [](const std::string& bytes) { return parse(bytes, {}); });
}
BENCHMARK(parse_made);

void parse_real(benchmark::State& state) {
  run(state, real_messages(), [](const std::string& bytes) { return parse(bytes, {}); });
}
BENCHMARK(parse_real)->Unit(benchmark::kMillisecond);

// The bound: GMime alone takes each message apart; nothing is decoded and nothing is found out.
void gmime_alone(const std::string& bytes) {
  GMimeStream* const stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
  GMimeParser* const parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* const message = g_mime_parser_construct_message(parser, nullptr);
  benchmark::DoNotOptimize(message);
  if (message != nullptr) g_object_unref(message);
  g_object_unref(parser);
  g_object_unref(stream);
}

void gmime_real(benchmark::State& state) {
  g_mime_init();
  run(state, real_messages(), [](const std::string& bytes) {
    gmime_alone(bytes);
    return 0;
  });
}
BENCHMARK(gmime_real)->Unit(benchmark::kMillisecond);

void id_of_real(benchmark::State& state) {
  run(state, real_messages(), [](const std::string& bytes) { return network_message_id(bytes); });
}
BENCHMARK(id_of_real)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace backstamp::message
