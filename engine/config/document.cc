#include "engine/config/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/utf8.h"
#include "engine/config/blocks.h"
#include "engine/config/compiled.h"
#include "engine/config/entry_scan.h"
#include "engine/config/include.h"

namespace jada {
namespace {

constexpr std::size_t kLargestKept = 1u << 20;  // bytes of a text
constexpr std::size_t kWidestSnippet = 1000;    // bytes; the rest of such a line would only bury the message

std::vector<std::size_t> beginnings(std::string_view text) {
  std::vector<std::size_t> begins{text.size() - without_mark(text).size()};
  for (auto newline = text.find('\n'); newline != std::string_view::npos; newline = text.find('\n', newline + 1)) {
    begins.push_back(newline + 1);
  }
  return begins;
}

// Empty when it is not fit to be shown.
std::string snippet(Document& document, Spot at) {
  if (at.line == 0 || at.file >= document.files.size()) return {};
  const std::string_view text = document.text(at.file);
  document.line_begins.resize(document.texts.size());
  auto& begins = document.line_begins[at.file];
  if (begins.empty()) begins = beginnings(text);
  if (at.line > begins.size()) return {};
  const std::size_t begin = begins[at.line - 1];
  auto line = text.substr(begin, at.line == begins.size() ? text.npos : begins[at.line] - 1 - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > kWidestSnippet || valid_utf8(line) != line.size()) return {};
  return std::string(line);
}

std::string reason(const std::string& shown, const Error& error) {
  if (error.code == Code::missing) return shown + ": no such file";
  if (error.code == Code::denied) return shown + ": no permission to read it";
  return error.message;
}

void check_version(Document& document, std::uint32_t file, const Table& root) {
  const Value* version = find(root, "version");
  const auto* number = version == nullptr ? nullptr : std::get_if<std::int64_t>(&version->held);
  if (version != nullptr && (number == nullptr || *number != 1)) {
    return document.fault(version->at, 1, "`version` must be 1", "this program reads version 1 only");
  }
  if (version == nullptr && file == 0) {
    document.fault({file, 1, 1}, 1, "`version = 1` is missing", "begin the file with `version = 1`");
  }
}

void parse_document(Document& document) {
  auto main = read_toml(document, 0);
  if (!main) return;
  document.release_text(0);
  check_version(document, 0, *main);
  const auto included = read_includes(document, *main);
  collect_blocks(document, std::move(*main));
  for (const std::uint32_t file : included) {
    auto root = read_toml(document, file);
    if (!root) continue;
    document.release_text(file);
    check_version(document, file, *root);
    refuse_include(document, *root);
    collect_blocks(document, std::move(*root));
  }
  order_blocks(document);
}

}  // namespace

const Block* Document::block(const Address& address) const {
  const auto at = std::lower_bound(blocks.begin(), blocks.end(), address,
                                   [](const Block& block, const Address& wanted) { return block.address < wanted; });
  return at == blocks.end() || at->address != address ? nullptr : &*at;
}

Position Document::position(Spot spot) const {
  if (spot.line == 0) return {};
  const std::string shown = spot.file < files.size() ? files[spot.file].shown : path;
  return {shown, static_cast<int>(spot.line), static_cast<int>(spot.column)};
}

void Document::fault(Spot at, int length, std::string message, std::string hint, std::vector<Spot> also) {
  Diagnostic diagnostic{.message = std::move(message), .at = position(at), .length = length, .hint = std::move(hint)};
  diagnostic.snippet = snippet(*this, at);
  for (const Spot other : also) diagnostic.also.push_back(position(other));
  faults.push_back(std::move(diagnostic));
}

const std::string& Document::text(std::uint32_t file) {
  texts.resize(files.size());
  std::string& text = texts[file];
  if (!text.empty() || reading == nullptr) return text;
  auto again = reading->read(files[file].path, size_limit);
  if (again && digest_of(*again, seed) == files[file].digest) text = std::move(*again);
  return text;
}

void Document::release_text(std::uint32_t file) {
  if (texts[file].size() > kLargestKept) std::string().swap(texts[file]);
}

std::optional<std::uint32_t> Document::read_input(const std::string& wanted, const std::string& shown, Spot at) {
  const auto known = std::find_if(files.begin(), files.end(), [&](const InputFile& f) { return f.path == wanted; });
  if (known != files.end()) return static_cast<std::uint32_t>(known - files.begin());
  auto text = reading->read(wanted, size_limit);
  if (!text) {
    incomplete = true;
    const bool is_main = files.empty() && text.error().code == Code::missing;
    fault(at, 1, reason(shown, text.error()), is_main ? "`jada-reconcile init` writes one" : "");
    return std::nullopt;
  }
  files.push_back({wanted, shown, text->size(), digest_of(*text, seed)});
  texts.push_back(std::move(*text));
  return static_cast<std::uint32_t>(files.size() - 1);
}

Document load_document(const LoadOptions& options, const Files& files) {
  Document document{.path = options.path};
  document.seed = options.seed;
  document.variable = options.variable;
  document.reading = &files;
  document.kinds = options.kinds;
  document.size_limit = options.size_limit;
  const std::string main = std::filesystem::absolute(options.path).lexically_normal();
  if (options.compiled != nullptr && take_compiled(document, main, *options.compiled)) return document;
  if (!document.read_input(main, options.path, {})) return document;
  document.sha256 = sha256_hex(document.texts[0]);
  parse_document(document);
  return document;
}

}  // namespace jada
