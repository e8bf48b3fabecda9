// Numbers, texts and columns as bytes of this machine, and back without trusting them.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace jada {

class ByteWriter {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  void number(T value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(std::string_view text) {
    number<std::uint64_t>(text.size());
    bytes_.append(text);
  }
  template <class T>
  void column(const std::vector<T>& values) {
    text({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_{};
};

/// What is not there reads as zero or empty and makes the whole no longer intact; nothing is read outside of the bytes.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T> T number() {
    T value{};
    const auto bytes = take(sizeof value);
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  /// Lives as long as the bytes.
  std::string_view text() { return take(number<std::uint64_t>()); }

  template <class T>
  std::vector<T> column() {
    const auto bytes = text();
    if (bytes.size() % sizeof(T) != 0) intact_ = false;
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
  }
  /// How many things follow: never more than there are bytes left, so that it is safe to reserve.
  std::size_t count() {
    const auto count = number<std::uint64_t>();
    if (count <= rest_.size()) return count;
    intact_ = false;
    return 0;
  }
  void spoil() { intact_ = false; }
  bool intact() const { return intact_; }
  bool finished() const { return intact_ && rest_.empty(); }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      intact_ = false;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool intact_ = true;
};

}  // namespace jada
