// The mailboxes of several stores as one: the first store that has an address answers for it.
#pragma once

#include "platform/mailboxes.h"

namespace backstamp::platform {

class EveryMailbox final : public Mailboxes {
 public:
  // In the order to be asked; they outlive this.
  explicit EveryMailbox(std::vector<const Mailboxes*> stores) : stores_(std::move(stores)) {}

  bool has(const Text& address) const override;
  Result<std::vector<Place>> find(const Text& address, const message::NetworkMessageId& message,
                                  const Hint& hint) const override;
  Result<Bytes> read(const Place& place) const override;
  Result<void> remove(const Place& place) const override;
  Result<Place> restore(const Place& place, std::string_view bytes) const override;
  Result<std::vector<Place>> maybe_restored(const Place& place,
                                            std::string_view bytes) const override;
  Result<bool> present(const Place& place) const override;

 private:
  Result<const Mailboxes*> store_of(const Text& address) const;

  const std::vector<const Mailboxes*> stores_;
};

}  // namespace backstamp::platform
