#include "engine/config/table_bytes.h"

#include <variant>

namespace jada {
namespace {

// More than any parsed file has (toml_file.cc), and few enough for the stack.
constexpr int kDeepest = 2048;

void write_value(ByteWriter& out, const Value& value);

struct HeldWriter {
  ByteWriter& out;
  void operator()(const std::string& text) const { out.text(text); }
  void operator()(std::int64_t number) const { out.number(number); }
  void operator()(double number) const { out.number(number); }
  void operator()(bool yes) const { out.number<std::uint8_t>(yes ? 1 : 0); }
  void operator()(const DateTime& time) const { out.text(time.text); }
  void operator()(const Array& array) const {
    out.number<std::uint64_t>(array.size());
    for (const Value& value : array) write_value(out, value);
  }
  void operator()(const Table& table) const { write_table(out, table); }
};

void write_value(ByteWriter& out, const Value& value) {
  write_spot(out, value.at);
  out.number(static_cast<std::uint8_t>(value.held.index()));
  std::visit(HeldWriter{out}, value.held);
}

Value read_value(ByteReader& in, int depth);

Table read_members(ByteReader& in, int depth) {
  Table table;
  if (depth > kDeepest) in.spoil();
  for (auto left = in.count(); left > 0 && in.intact(); --left) {
    Member member{std::string(in.text()), read_spot(in)};
    member.value = read_value(in, depth + 1);
    table.push_back(std::move(member));
  }
  return table;
}

Array read_array(ByteReader& in, int depth) {
  Array array;
  if (depth > kDeepest) in.spoil();
  for (auto left = in.count(); left > 0 && in.intact(); --left) array.push_back(read_value(in, depth + 1));
  return array;
}

decltype(Value::held) read_held(ByteReader& in, int depth) {
  switch (in.number<std::uint8_t>()) {
    case 0: return std::string(in.text());
    case 1: return in.number<std::int64_t>();
    case 2: return in.number<double>();
    case 3: return in.number<std::uint8_t>() != 0;
    case 4: return DateTime{std::string(in.text())};
    case 5: return read_array(in, depth);
    case 6: return read_members(in, depth);
    default: in.spoil(); return false;
  }
}

Value read_value(ByteReader& in, int depth) {
  const Spot at = read_spot(in);
  return {read_held(in, depth), at};
}

}  // namespace

void write_spot(ByteWriter& out, Spot spot) {
  out.number(spot.file);
  out.number(spot.line);
  out.number(spot.column);
}

Spot read_spot(ByteReader& in) {
  Spot spot;
  spot.file = in.number<std::uint32_t>();
  spot.line = in.number<std::uint32_t>();
  spot.column = in.number<std::uint32_t>();
  return spot;
}

void write_table(ByteWriter& out, const Table& table) {
  out.number<std::uint64_t>(table.size());
  for (const Member& member : table) {
    out.text(member.key);
    write_spot(out, member.key_at);
    write_value(out, member.value);
  }
}

Table read_table(ByteReader& in) { return read_members(in, 0); }

}  // namespace jada
