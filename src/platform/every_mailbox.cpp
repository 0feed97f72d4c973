#include "platform/every_mailbox.h"

#include <algorithm>

namespace backstamp::platform {

bool EveryMailbox::has(const Text& address) const { return store_of(address).has_value(); }

Result<const Mailboxes*> EveryMailbox::store_of(const Text& address) const {
  const auto found =
      std::ranges::find_if(stores_, [&](const Mailboxes* store) { return store->has(address); });
  if (found != stores_.end()) return *found;
  return fail(Fault::not_found, "no mailbox is known for " + address.str());
}

Result<std::vector<Place>> EveryMailbox::find(const Text& address,
                                              const message::NetworkMessageId& message,
                                              const Hint& hint) const {
  return TRY(store_of(address))->find(address, message, hint);
}

Result<Bytes> EveryMailbox::read(const Place& place) const {
  return TRY(store_of(place.address))->read(place);
}

Result<void> EveryMailbox::remove(const Place& place) const {
  return TRY(store_of(place.address))->remove(place);
}

Result<Place> EveryMailbox::restore(const Place& place, std::string_view bytes) const {
  return TRY(store_of(place.address))->restore(place, bytes);
}

Result<std::vector<Place>> EveryMailbox::maybe_restored(const Place& place,
                                                        std::string_view bytes) const {
  return TRY(store_of(place.address))->maybe_restored(place, bytes);
}

Result<bool> EveryMailbox::present(const Place& place) const {
  return TRY(store_of(place.address))->present(place);
}

}  // namespace backstamp::platform
