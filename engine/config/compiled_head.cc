#include "engine/config/compiled_head.h"

#include "engine/config/table_bytes.h"

namespace jada {
namespace {

// To be raised whenever the bytes, or what a parse makes of the same file, change.
constexpr std::uint32_t kFormat = 0x4A430002;

template <class T, class Write>
void write_all(ByteWriter& out, const std::vector<T>& all, Write write) {
  out.number<std::uint64_t>(all.size());
  for (const T& one : all) write(out, one);
}

template <class T, class Read>
std::vector<T> read_all(ByteReader& in, Read read) {
  std::vector<T> all;
  for (auto left = in.count(); left > 0 && in.intact(); --left) all.push_back(read(in));
  return all;
}

void write_text(ByteWriter& out, const std::string& text) { out.text(text); }
std::string read_text(ByteReader& in) { return std::string(in.text()); }

void write_address(ByteWriter& out, const Address& address) {
  out.text(address.kind);
  out.text(address.name);
}

Address read_address(ByteReader& in) {
  Address address;
  address.kind = in.text();
  address.name = in.text();
  return address;
}

void write_file(ByteWriter& out, const InputFile& file) {
  out.text(file.path);
  out.text(file.shown);
  out.number(file.size);
  out.number(file.digest);
}

InputFile read_file(ByteReader& in) {
  InputFile file;
  file.path = in.text();
  file.shown = in.text();
  file.size = in.number<std::uint64_t>();
  file.digest = in.number<Digest>();
  return file;
}

void write_include(ByteWriter& out, const Include& include) {
  out.text(include.written);
  out.text(include.pattern);
  write_all(out, include.matched, write_text);
}

Include read_include(ByteReader& in) {
  Include include;
  include.written = in.text();
  include.pattern = in.text();
  include.matched = read_all<std::string>(in, read_text);
  return include;
}

void write_block(ByteWriter& out, const Block& block) {
  write_address(out, block.address);
  write_spot(out, block.at);
  write_table(out, block.table);
}

Block read_block(ByteReader& in) {
  Block block;
  block.address = read_address(in);
  block.at = read_spot(in);
  block.table = read_table(in);
  return block;
}

void write_set(ByteWriter& out, const CompiledSet& set) {
  write_address(out, set.block);
  out.number(set.digest);
  out.number(set.count);
  out.text(set.source);
}

CompiledSet read_set(ByteReader& in) {
  CompiledSet set;
  set.block = read_address(in);
  set.digest = in.number<Digest>();
  set.count = in.number<std::uint64_t>();
  set.source = in.text();
  return set;
}

}  // namespace

std::string encode(const CompiledHead& head) {
  ByteWriter out;
  out.number(kFormat);
  write_all(out, head.kinds, write_text);
  out.text(head.sha256);
  write_all(out, head.files, write_file);
  write_all(out, head.includes, write_include);
  write_all(out, head.blocks, write_block);
  write_all(out, head.sets, write_set);
  return out.take();
}

std::optional<CompiledHead> decode_head(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.number<std::uint32_t>() != kFormat) return std::nullopt;
  CompiledHead head;
  head.kinds = read_all<std::string>(in, read_text);
  head.sha256 = in.text();
  head.files = read_all<InputFile>(in, read_file);
  head.includes = read_all<Include>(in, read_include);
  head.blocks = read_all<Block>(in, read_block);
  head.sets = read_all<CompiledSet>(in, read_set);
  if (!in.finished() || head.files.empty()) return std::nullopt;
  return head;
}

}  // namespace jada
