// Typed keys of one block of desired.toml. A kind's parse function reads it and never fails: faults are collected.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/address.h"
#include "engine/base/json.h"
#include "engine/base/time.h"
#include "engine/config/diagnostic.h"
#include "engine/config/item_rows.h"
#include "engine/config/item_set.h"
#include "engine/config/value.h"

namespace jada {

struct Block;  // engine/config/document.h
struct Document;

/// One key as `schema toml`, the documentation and completion show it.
struct KeyDoc {
  std::string name;  ///< dotted inside nested tables; `entries.*` for tables of free names
  std::string
      type;  ///< string strings integer boolean duration time percent path address addresses secret choice table items
  std::string doc{};
  bool required = false;
  std::optional<std::string> fallback{};  ///< the default, as TOML text
  std::vector<std::string> choices{};     ///< the words of a choice, the kinds of addresses (any when empty)
};

/// Where a secret stands. Never the secret itself.
struct SecretRef {
  enum class From { env, file };
  From from = From::env;
  std::string name;  ///< of the variable, or the absolute path
};

/// `10%` or `20`.
struct Limit {
  double value = 0;
  bool percent = false;
};

/// How the items of a block are read (Reader::items).
struct ItemRules {
  std::string
      key_attribute{};  ///< a declared attribute of this name must equal the entry's name, and is left out of the body
  std::vector<std::string> unique{};    ///< two entries with the same value of it are a fault naming both
  std::vector<std::string> required{};  ///< an entry without it (or with an empty string) is a fault
};

/// In *reading* mode every call looks its key up, checks its type and range, and returns the value or the fallback; a
/// fault is added to the Document. In *describing* mode (no Document) every call returns its fallback and adds a
/// KeyDoc: so keys are declared once, in parse. `doc` is one clause without a full stop.
class Reader {
 public:
  /// Reading the block `address`, which the document has.
  Reader(Document& document, const Address& address);
  /// Describing.
  explicit Reader(std::string kind);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const Address& address() const { return address_; }
  /// The block is gone from the file and asked for on_remove = "delete": nothing is desired of it any more.
  bool retired() const;

  std::string text(std::string_view key, std::string_view doc, std::string fallback);
  std::string required_text(std::string_view key, std::string_view doc);
  bool flag(std::string_view key, std::string_view doc, bool fallback);
  std::int64_t integer(std::string_view key, std::string_view doc, std::int64_t fallback, std::int64_t least,
                       std::int64_t most);
  Duration duration(std::string_view key, std::string_view doc, Duration fallback);
  Limit limit(std::string_view key, std::string_view doc, Limit fallback);
  std::optional<std::string> maybe_text(std::string_view key, std::string_view doc);
  std::optional<Time> maybe_time(std::string_view key, std::string_view doc);
  std::vector<std::string> texts(std::string_view key, std::string_view doc);

  /// `~`, `${VAR}`, `${VAR:-default}` expanded; relative to the file the block stands in; absolute and normalised.
  /// An unset variable without a default is a fault.
  std::optional<std::string> maybe_path(std::string_view key, std::string_view doc);
  std::string required_path(std::string_view key, std::string_view doc);
  /// Text with `${VAR}` expanded, nothing else.
  std::string expanded(std::string_view key, std::string_view doc, std::string fallback);

  /// `{ env = "NAME" }` or `{ file = "PATH" }`; an inline string is refused without being repeated.
  std::optional<SecretRef> maybe_secret(std::string_view key, std::string_view doc);

  /// Index of the chosen word.
  std::size_t choice(std::string_view key, std::string_view doc, std::initializer_list<std::string_view> words,
                     std::size_t fallback);

  /// The address of a declared block, as below.
  std::optional<Address> maybe_address(std::string_view key, std::string_view doc,
                                       std::initializer_list<std::string_view> kinds);
  /// Addresses of declared blocks of one of `kinds` (any when empty); a dangling one is a fault with the nearest name.
  std::vector<Address> addresses(std::string_view key, std::string_view doc,
                                 std::initializer_list<std::string_view> kinds);

  /// The keys of a nested table; its unknown keys are found when it goes.  Absent: reads as empty.
  Reader table(std::string_view key, std::string_view doc);
  /// A table of tables whose names are free; `read` gets each name and its keys, in describing mode `*`.
  void tables(std::string_view key, std::string_view doc,
              const std::function<void(const std::string& name, Reader& keys)>& read);
  bool has(std::string_view key) const;
  /// The key is there and is this text; it counts as read only once it is asked for.
  bool says(std::string_view key, std::string_view text) const;
  /// Absent, or an array without elements.
  bool is_empty(std::string_view key) const;

  /// The keys of another block, to read what it shares with this one; its faults are its own kind's to report.
  Reader block(const Address&) const;

  /// `entries` (table of tables, the name is the key) together with the rows of the file that `source` names
  /// (.csv .json .toml); every fault of either is collected. Taken from the compiled state when nothing changed.
  ItemSet items(const ItemRules& rules);

  /// A place of this document in words: where an item of items() stands.
  Position position(Spot) const;
  /// Names of the files read so far, by Spot::file.
  std::vector<std::string> file_names() const;

  /// A fault of the kind's own, at the key (at the block when the key is not there); the block is named before it.
  void fault(std::string_view key, std::string message, std::string hint = {});

  /// Marks keys as known without reading them.
  void accept(std::string_view key);

  const std::vector<KeyDoc>& described() const { return described_; }

 private:
  Reader(Reader& parent, const Table* nested, Spot at, std::string_view key);
  Reader(Document* document, const Block* other, Address address);

  Reader& root();
  const Value* look(KeyDoc);  // marks the key as known; nothing when absent or describing
  std::vector<const Value*> strings(KeyDoc);
  ItemRows declared_rows(const Value* entries);
  ItemRows rows_of_source(const std::string& path, const ItemRules&);
  std::optional<std::string> located(std::string_view key, const Value&, std::string_view text);

  // Sentences and faults.
  std::string header() const;                     // `[token.google]`
  std::string named(std::string_view key) const;  // `retry.attempts` in [sync.sheet]
  void missing(std::string_view key, std::string_view doc);
  void wrong(std::string_view key, const Value&, std::string_view is, std::string_view wanted, std::string hint = {});
  void report(Spot, std::size_t length, std::string message, std::string hint = {});
  void report_secret(Spot, std::string message, std::string hint);
  void refuse_reference(std::string_view key, const Value&, std::span<const std::string_view> kinds);
  void report_unknown() const;
  void report_items(const std::vector<ItemFault>&);

  Document* document_ = nullptr;
  const Table* table_ = nullptr;  // none: absent, reads as empty
  Spot at_{};                     // of the block, or of the nested table
  Address address_;
  std::string prefix_{};      // of nested tables: `retry.`
  Reader* parent_ = nullptr;  // its root gets the descriptions of a nested reader
  bool silent_ = false;       // another block, read again: its faults are reported elsewhere
  std::vector<std::string> known_{};
  std::vector<std::string> secrets_{};  // the known keys whose values are never shown
  std::vector<KeyDoc> described_{};
};

}  // namespace jada
