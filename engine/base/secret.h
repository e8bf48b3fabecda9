// Text that must not be seen: it has a type of its own, so that it cannot be printed, compared or logged by accident.
#pragma once

#include <string>
#include <string_view>

namespace jada {

/// Wiped when it goes. There is no way to a stream, to fmt or to JSON but reveal(), whose callers are few and read as
/// what they are. One owner; a copy is made by name.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  Secret copy() const { return Secret(text_); }
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }

  /// Valid as long as this lives. For the request that carries it, the file it is kept in, the standard output of
  /// `token get`: nothing else.
  const std::string& reveal() const { return text_; }

  /// `sha256:` and 16 hex digits: tells two secrets apart without telling either. Empty of an empty one.
  std::string fingerprint() const;

  friend bool operator==(const Secret& a, const Secret& b) { return a.text_ == b.text_; }

 private:
  std::string text_{};
};

/// Overwrites the text, also what lies beyond its end up to its capacity, and empties it.
void wipe(std::string& text);

/// Appends; what growing would leave behind in freed memory is wiped.
void append_wiping(std::string& text, std::string_view more);

}  // namespace jada
