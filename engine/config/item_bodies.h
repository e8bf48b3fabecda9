// The texts of a compiled item set, in blobs of kBodiesPerBlob.
#pragma once

#include <cstdint>
#include <string>

#include "engine/config/item_set.h"

namespace jada {

/// The name says which set the texts belong to, so that they can never be taken for those of another one.
std::string bodies_blob(const Address& block, Digest set, std::size_t n);

std::size_t bodies_blob_count(std::size_t items);

/// The texts of blob `n` of a set that has bodies.
std::string encode_bodies(const ItemSet&, std::size_t n);

}  // namespace jada
