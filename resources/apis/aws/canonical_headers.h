// Headers as a signature of AWS covers them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "resources/apis/aws/canonical_request.h"

namespace jada {

/// Names in lower case and sorted; of several of one name the values in their order, `,` between; blanks at the ends
/// gone and those inside one space. What is added must outlive this.
class CanonicalHeaders {
 public:
  /// The host and the request's own.
  explicit CanonicalHeaders(const AwsRequest&);
  void add(std::string_view name, std::string_view value) { lines_.emplace_back(name, value); }
  /// Before names() and append_to().
  void sort();

  /// `content-type;host;x-amz-date`
  std::string names() const;
  /// A line each.
  void append_to(std::string& text) const;
  /// At least as many bytes as append_to() appends.
  std::size_t size() const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> lines_{};
};

}  // namespace jada
