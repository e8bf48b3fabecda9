// One alert of the book, unpacked: its columns are its episode, and `life` is what the next look needs besides them.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "engine/ports/alert_book.h"
#include "resources/alert/episode.h"

namespace jada {

struct Entry {
  AlertRecord record{};
  Episode episode{};
  std::set<Address> told{};  ///< the channels that heard of it since it began
  std::string node{};        ///< who told of it first: the same for as long as it lasts
};

/// Of the column: what is no state is as if it were over.
AlertState state_of(const AlertRecord&);
/// It fired, and is not over.
bool is_open(AlertState);

/// The first 12 hex digits of a digest over the three.
std::string alert_id(std::string_view rule, std::string_view subject, std::string_view diagnosis);

/// Of a `life` that is damaged the columns still tell how it stands.
Entry read_entry(AlertRecord);
/// The record with the episode in it; the revision stays.
AlertRecord to_record(const Entry&);
/// Nothing to write: equal but for the revision.
bool is_same(const AlertRecord&, const AlertRecord&);

}  // namespace jada
