// A real message opened with GMime: its two bodies and the few headers that a campaign changes.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace backstamp::bench {

class MailParts {
 public:
  explicit MailParts(const std::string& bytes);
  ~MailParts();

  std::string html() const;   // UTF-8; of the first HTML part, "" without one
  std::string plain() const;  // the same for text/plain
  std::string subject() const;
  // A body that was there is replaced; an empty one is left as it is.
  void set_bodies(const std::string& html, const std::string& plain);
  void set_subject(const std::string& subject);
  // From, Return-Path and the Received line that names who handed the message in.
  void set_sender(const std::string& name, const std::string& address, const std::string& host,
                  const std::string& ip);
  void set_identity(const std::string& message_id, const std::string& recipient);
  std::string bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace backstamp::bench
