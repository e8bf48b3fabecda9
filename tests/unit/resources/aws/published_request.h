// Reads a request as the published vectors write it: nearly HTTP, but raw.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "resources/apis/aws/canonical_request.h"
#include "resources/apis/form.h"

namespace jada {

inline std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

/// What is published, and the body that the request's payload looks at.
struct PublishedRequest {
  AwsRequest request{};
  std::string body{};

  explicit PublishedRequest(const std::string& text) {
    const auto end = text.find("\n\n");
    if (end != text.npos) body = text.substr(end + 2);
    std::istringstream lines(text.substr(0, end));
    std::string line;
    std::getline(lines, line);
    read_first(line);
    while (std::getline(lines, line)) read_header(line);
    request.payload = body;
  }

 private:
  void read_first(const std::string& line) {
    const auto begin = line.find(' ') + 1;
    const std::string target = line.substr(begin, line.rfind(' ') - begin);
    request.method = line.substr(0, begin - 1);
    request.path = target.substr(0, target.find('?'));
    if (request.path.size() == target.size()) return;
    std::istringstream pairs(target.substr(request.path.size() + 1));
    for (std::string pair; std::getline(pairs, pair, '&');) {
      const auto equals = std::min(pair.find('='), pair.size());
      request.query.emplace_back(percent_decoded(pair.substr(0, equals)),
                                 percent_decoded(pair.substr(std::min(equals + 1, pair.size()))));
    }
  }

  void read_header(const std::string& line) {
    if (line.starts_with(' ')) {
      request.headers.back().second += "\n" + line;
      return;
    }
    const auto colon = line.find(':');
    const std::string name = line.substr(0, colon);
    const std::string value = line.substr(colon + 1);
    if (name == "Host") {
      request.host = value;
    } else if (name != "X-Amz-Date") {
      request.headers.emplace_back(name, value);
    }
  }
};

}  // namespace jada
