#include "verdict/engines/seat.h"

#include <algorithm>
#include <exception>

namespace backstamp::verdict {
namespace {

constexpr std::size_t waiting_max = 256;

Deadline steady_now() { return std::chrono::steady_clock::now(); }

std::string seconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline - steady_now());
  return std::to_string(left.count()) + " s";
}

}  // namespace

Seat::Seat(Member member, Patience patience)
    : engine_(std::move(member.engine)),
      time_max_(member.time_max),
      patience_(patience),
      thread_([this](std::stop_token stop) { serve(std::move(stop)); }) {}

Seat::~Seat() = default;

std::shared_ptr<Seat::Ticket> Seat::put(Work work, Deadline deadline, Rest rest) {
  auto ticket = std::make_shared<Ticket>();
  ticket->work = std::move(work);
  const Deadline now = steady_now();
  ticket->deadline = std::min(deadline, now + time_max_);
  ticket->time = std::max(std::chrono::round<Duration>(ticket->deadline - now), Duration::zero());
  const std::scoped_lock lock(mutex_);
  if (auto refused = refusal(rest)) {
    ticket->answer = std::unexpected(std::move(*refused));
  } else {
    waiting_.push_back(ticket);
    changed_.notify_all();
  }
  return ticket;
}

std::optional<Error> Seat::refusal(Rest rest) const {
  if (rest == Rest::kept && steady_now() < rest_until_) {
    return Error{Fault::unavailable, "left alone for " + seconds_until(rest_until_) + " after " +
                                         std::to_string(failures_) + " failures: " + last_failure_};
  }
  if (current_ && current_->left) {
    return Error{Fault::unavailable, "still busy with a question that had " +
                                         std::to_string(current_->time.count()) + " ms"};
  }
  if (waiting_.size() >= waiting_max) {
    return Error{Fault::unavailable,
                 "busy: " + std::to_string(waiting_.size()) + " questions wait for it"};
  }
  return std::nullopt;
}

Result<Said> Seat::await(const std::shared_ptr<Ticket>& ticket) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, ticket->deadline, [&] { return ticket->answer.has_value(); });
  const std::string time = std::to_string(ticket->time.count()) + " ms";
  const Error late{Fault::timeout, "no answer within " + time};
  if (ticket->answer) {
    const bool timed_out = !*ticket->answer && ticket->answer->error().fault == Fault::timeout;
    return timed_out ? std::unexpected(late) : std::move(*ticket->answer);
  }
  ticket->left = true;
  if (!ticket->begun) {
    std::erase(waiting_, ticket);
    return fail(Fault::timeout, "busy with earlier questions for " + time);
  }
  record(std::unexpected(late));
  return std::unexpected(late);
}

void Seat::serve(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [&] { return !waiting_.empty(); }) && !stop.stop_requested()) {
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    current_->begun = true;
    lock.unlock();
    Result<Said> answer = work_on(*current_, stop);
    lock.lock();
    if (!current_->left) {
      record(answer);
      current_->answer = std::move(answer);
    }
    current_.reset();
    changed_.notify_all();
  }
}

// Whatever an engine throws is a failure of that engine, not of the verdict.
Result<Said> Seat::work_on(const Ticket& ticket, std::stop_token stop) {
  try {
    return ticket.work(*engine_, ticket.deadline, std::move(stop));
  } catch (const std::exception& problem) {
    return fail(Fault::unavailable, std::string("it broke: ") + problem.what());
  } catch (...) {
    return fail(Fault::unavailable, "it broke");
  }
}

void Seat::record(const Result<Said>& answer) {
  // Too large a message is no fault of the engine.
  if (answer || answer.error().fault == Fault::limit) {
    failures_ = 0;
    rest_until_ = {};
    return;
  }
  ++failures_;
  last_failure_ = answer.error().what;
  if (failures_ >= patience_.failures_max) rest_until_ = steady_now() + patience_.rest;
}

}  // namespace backstamp::verdict
