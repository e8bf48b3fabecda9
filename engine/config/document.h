// desired.toml with its includes and sources, read: blocks by address, faults, and what the next run can reuse.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/diagnostic.h"
#include "engine/config/item_set.h"
#include "engine/config/value.h"
#include "engine/ports/files.h"
#include "engine/ports/store.h"

namespace jada {

/// One file that was read.
struct InputFile {
  std::string path;   ///< absolute
  std::string shown;  ///< as diagnostics and plans name it: as given, or relative to the main file's folder
  std::uint64_t size = 0;
  Digest digest = 0;
};

/// One pattern of `include`.
struct Include {
  std::string written;                 ///< as it stands
  std::string pattern;                 ///< absolute
  std::vector<std::string> matched{};  ///< in order
};

/// One [kind.name].
struct Block {
  Address address;
  Spot at{};
  Table table{};
};

/// A document is filled by `load_document`, read through Readers, and asked for its faults at the end.
struct Document {
  std::string path;                    ///< as given (`desired.toml`)
  std::string sha256{};                ///< of the main file's bytes; empty when it could not be read
  std::vector<InputFile> files{};      ///< the main file first, then includes and sources in the order met
  std::vector<Block> blocks{};         ///< ascending by address; [controller] and [guard] have an empty name
  std::map<Address, ItemSet> items{};  ///< compiled sets, by block: left here by Reader::items, or found in the state
  /// Entries that are not in the block's table `entries` because they were read without the TOML parser: in file order,
  /// standing where their header begins, keys distinct, also from those of the table; bodies hold all attributes.
  /// Reader::items takes them.
  std::map<Address, ItemTexts> scanned{};
  std::vector<Diagnostic> faults{};
  bool incomplete = false;  ///< a file could not be read or parsed: an address that is not here may well be declared
  bool from_cache = false;
  bool retired = false;  ///< blocks that are gone from the file, read again to carry out their on_remove

  std::uint64_t seed = 0;
  std::function<std::optional<std::string>(const std::string&)> variable{};  ///< environment lookup
  const Files* reading = nullptr;
  std::vector<std::string_view> kinds{};  ///< as in LoadOptions
  std::vector<Include> includes{};
  std::size_t size_limit = 512u << 20;                  ///< bytes of one file
  std::vector<std::string> texts{};                     ///< of `files`, as read; empty where not kept
  std::vector<std::vector<std::size_t>> line_begins{};  ///< of `texts`, found when a snippet is first asked for

  const Block* block(const Address&) const;
  Position position(Spot) const;
  /// Reads one more file the document depends on (once: the same path again is the same index). None, with a fault at
  /// `at`, when it cannot be read. Index into `files` and `texts`; a later call may move `texts`.
  std::optional<std::uint32_t> read_input(const std::string& path, const std::string& shown, Spot at);
  /// The text of a file; read again where it is not kept, empty when it has other bytes by now.
  const std::string& text(std::uint32_t file);
  /// What was made of a large text takes as much again: it is not kept. Small ones stay.
  void release_text(std::uint32_t file);
  /// Adds a fault with its snippet. Spots with line 0 are nowhere.
  void fault(Spot at, int length, std::string message, std::string hint = {}, std::vector<Spot> also = {});
};

struct LoadOptions {
  std::string path;                       ///< of the main file
  std::vector<std::string_view> kinds{};  ///< known top-level tables
  std::function<std::optional<std::string>(const std::string&)> variable{};
  const StateView* compiled = nullptr;  ///< where a compiled form may lie; none: always parse
  std::uint64_t seed = 0;
  std::size_t size_limit = 512u << 20;  ///< bytes of one file
};

/// Never fails: what is wrong is in `faults` (a file that cannot be read too). Unknown kinds, a wrong `version`, equal
/// addresses in two files and TOML errors are found here; keys inside blocks by the Readers.
Document load_document(const LoadOptions&, const Files&);

/// The blobs to store so that the next load of the same bytes needs no parse; `known` tells which are there already.
/// Nothing when the document came from there, or has faults.
Batch compiled_form(const Document&, const StateView& known);

}  // namespace jada
