// The kinds of mail of the sample. Each function adds all of its kind to `post`.
#pragma once

#include <vector>

#include "sample/delivery.h"

namespace backstamp::sample {

// Conversations among colleagues and with partners, with quotations.
void add_conversations(Random& random, const World& world, Post& post);
// Invoices, price lists, minutes: letters with a PDF or CSV file.
void add_documents(Random& random, const World& world, Post& post);
// Newsletters on all days, from senders that authenticate.
void add_newsletters(Random& random, const World& world, Post& post);
// Machines: tickets, stations, door, backup; and invitations to meetings.
void add_notices(Random& random, const World& world, Post& post);
// Unwanted but harmless, found by the filter.
void add_spam(Random& random, const World& world, Post& post);

struct Attack {
  std::vector<Delivery> copies;
  std::size_t reported = 0;  // index of a copy that its recipient has opened in the inbox
};

// One lure in the last two days, in at most 30 mailboxes. No two copies are alike: greeting, host
// and path of the link, padding, sender, subject and sending host differ.
Attack make_attack(Random& random, const World& world);

}  // namespace backstamp::sample
