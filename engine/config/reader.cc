#include "engine/config/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/config/document.h"
#include "engine/config/guess.h"
#include "engine/config/redact.h"

namespace jada {
namespace {

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whoever keeps a secret where none may stand is told so without it being told further.
bool sounds_secret(std::string_view key) {
  const std::string name = lower(key);
  constexpr std::string_view kWords[] = {"secret", "password", "token", "key", "credential"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return name.find(word) != name.npos; });
}

}  // namespace

Reader::Reader(Document& document, const Address& address) : document_(&document), address_(address) {
  const Block* block = document.block(address);
  assert(block != nullptr);
  table_ = &block->table;
  at_ = block->at;
}

Reader::Reader(std::string kind) : address_{.kind = std::move(kind), .name = {}} {}

Reader::Reader(Reader& parent, const Table* nested, Spot at, std::string_view key)
    : document_(parent.document_),
      table_(nested),
      at_(at),
      address_(parent.address_),
      prefix_(parent.prefix_ + std::string(key) + "."),
      parent_(&parent),
      silent_(parent.silent_) {}

Reader::Reader(Document* document, const Block* other, Address address)
    : document_(document),
      table_(other == nullptr ? nullptr : &other->table),
      at_(other == nullptr ? Spot{} : other->at),
      address_(std::move(address)),
      silent_(true) {}

Reader::~Reader() { report_unknown(); }

Reader& Reader::root() {
  Reader* reader = this;
  while (reader->parent_ != nullptr) reader = reader->parent_;
  return *reader;
}

const Value* Reader::look(KeyDoc doc) {
  accept(doc.name);
  if (document_ != nullptr) return table_ == nullptr ? nullptr : find(*table_, doc.name);
  doc.name = prefix_ + doc.name;
  root().described_.push_back(std::move(doc));
  return nullptr;
}

bool Reader::has(std::string_view key) const { return table_ != nullptr && find(*table_, key) != nullptr; }

bool Reader::says(std::string_view key, std::string_view text) const {
  const Value* value = table_ == nullptr ? nullptr : find(*table_, key);
  return value != nullptr && value->text() != nullptr && *value->text() == text;
}

bool Reader::is_empty(std::string_view key) const {
  const Value* value = table_ == nullptr ? nullptr : find(*table_, key);
  return value == nullptr || (value->array() != nullptr && value->array()->empty());
}

bool Reader::retired() const { return document_ != nullptr && document_->retired; }

std::vector<std::string> Reader::file_names() const {
  std::vector<std::string> names;
  if (document_ == nullptr) return names;
  for (const InputFile& file : document_->files) names.push_back(file.shown);
  return names;
}

Position Reader::position(Spot at) const { return document_ == nullptr ? Position{} : document_->position(at); }

void Reader::accept(std::string_view key) {
  if (!holds(known_, key)) known_.emplace_back(key);
}

Reader Reader::table(std::string_view key, std::string_view doc) {
  const Value* value = look({.name = std::string(key), .type = "table", .doc = std::string(doc)});
  const Table* nested = value == nullptr ? nullptr : value->table();
  if (value != nullptr && nested == nullptr) wrong(key, *value, kind_name(*value), "a table");
  return Reader(*this, nested, value == nullptr ? at_ : value->at, key);
}

void Reader::tables(std::string_view key, std::string_view doc,
                    const std::function<void(const std::string&, Reader&)>& read) {
  Reader all = table(key, doc);
  if (document_ == nullptr) {
    Reader any(all, nullptr, at_, "*");
    read("*", any);
  }
  if (all.table_ == nullptr) return;
  for (const Member& member : *all.table_) {
    Reader one = all.table(member.key, "");
    read(member.key, one);
  }
}

Reader Reader::block(const Address& address) const {
  const Block* block = document_ == nullptr ? nullptr : document_->block(address);
  return Reader(document_, block, address);
}

void Reader::report(Spot at, std::size_t length, std::string message, std::string hint) {
  if (document_ == nullptr || silent_) return;
  document_->fault(at, static_cast<int>(length), std::move(message), std::move(hint));
}

void Reader::fault(std::string_view key, std::string message, std::string hint) {
  if (message.find(header()) == std::string::npos) message = header() + ": " + message;
  const auto is_key = [&](const Member& member) { return member.key == key; };
  if (table_ != nullptr) {
    const auto member = std::find_if(table_->begin(), table_->end(), is_key);
    if (member != table_->end()) return report(member->key_at, width(key), std::move(message), std::move(hint));
  }
  report(at_, prefix_.empty() ? header().size() : 1, std::move(message), std::move(hint));
}

std::string Reader::header() const {
  return address_.name.empty() ? fmt::format("[{}]", address_.kind)
                               : fmt::format("[{}.{}]", address_.kind, address_.name);
}

std::string Reader::named(std::string_view key) const { return fmt::format("`{}{}` in {}", prefix_, key, header()); }

void Reader::missing(std::string_view key, std::string_view doc) {
  if (document_ == nullptr || table_ == nullptr) return;  // what a table that is not there would need is no fault
  fault(key, fmt::format("{} needs `{}{}`", header(), prefix_, key), fmt::format("add `{} = …`: {}", key, doc));
}

void Reader::wrong(std::string_view key, const Value& value, std::string_view is, std::string_view wanted,
                   std::string hint) {
  const bool plain = value.text() != nullptr && value.text()->find_first_of("\"\\'\n") == std::string::npos;
  const std::size_t length = plain ? width(*value.text()) + 2 : 1;
  report(value.at, length, fmt::format("{} is {}, not {}", named(key), is, wanted), std::move(hint));
}

void Reader::report_unknown() const {
  if (document_ == nullptr || table_ == nullptr || silent_) return;
  for (const Member& member : *table_) {
    if (holds(known_, member.key)) continue;
    const std::vector<std::string_view> known(known_.begin(), known_.end());
    const auto guess = likely(member.key, known);
    std::string hint = guess ? did_you_mean(*guess) : fmt::format("known keys: {}", join(known_, ", "));
    const bool is_dotted_name = !guess && prefix_.empty() && !address_.name.empty() && member.value.table() != nullptr;
    if (is_dotted_name && is_resource_name(member.key))
      hint = fmt::format("a name has no dots: write [{}-{}]; {}", to_string(address_), member.key, hint);
    document_->fault(member.key_at, static_cast<int>(width(member.key)),
                     fmt::format("unknown key {}", named(printable(member.key))), std::move(hint));
    if ((guess && holds(secrets_, *guess)) || sounds_secret(member.key)) hide_values(document_->faults.back());
  }
}

}  // namespace jada
