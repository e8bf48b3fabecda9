// Files in memory and a state that keeps nothing but blobs.
#pragma once

#include <fnmatch.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/document.h"

namespace jada {

class FakeFiles : public Files {
 public:
  FakeFiles() = default;
  FakeFiles(std::initializer_list<std::pair<const std::string, std::string>> files) : files_(files) {}

  std::string& operator[](const std::string& path) { return files_[path]; }
  void remove(const std::string& path) { files_.erase(path); }

  Result<std::string> read(const std::string& path, std::size_t limit) const override {
    const auto file = files_.find(path);
    if (file == files_.end()) return Error{Code::missing, path + ": No such file or directory"};
    if (file->second == "<denied>") return Error{Code::denied, path + ": Permission denied"};
    if (file->second.size() > limit) return Error{Code::invalid, path + ": larger than the limit"};
    return file->second;
  }
  Result<std::vector<std::string>> matching(const std::string& pattern) const override {
    std::vector<std::string> paths;
    for (const auto& [path, text] : files_) {
      if (fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0) paths.push_back(path);
    }
    return paths;
  }

 private:
  std::map<std::string, std::string> files_{};
};

class FakeBlobs : public StateView {
 public:
  std::map<std::string, std::string> blobs{};
  mutable std::map<std::string, int> reads{};

  void store(const Batch& batch) {
    for (const Blob& blob : batch.blobs) {
      blobs.erase(blob.name);
      if (blob.bytes) blobs[blob.name] = *blob.bytes;
    }
  }
  Result<std::optional<std::string>> blob(const std::string& name) const override {
    ++reads[name];
    const auto found = blobs.find(name);
    return found == blobs.end() ? std::optional<std::string>() : found->second;
  }

  Result<StateIdentity> identity() const override { return StateIdentity{}; }
  Result<std::optional<Record>> find(const Address&) const override { return std::optional<Record>(); }
  Result<std::vector<Record>> list(std::string_view) const override { return std::vector<Record>(); }
  Result<Done> each_item(const Address&, const std::function<bool(const ItemRecord&)>&) const override {
    return Done{};
  }
  Result<std::optional<ItemRecord>> find_item(const Address&) const override { return std::optional<ItemRecord>(); }
  Result<std::int64_t> count_applied(const Address&) const override { return std::int64_t{0}; }
  Result<std::vector<std::optional<std::string>>> bodies(const Address&, std::span<const BodyKey>) const override {
    return std::vector<std::optional<std::string>>();
  }
  Result<std::vector<DriftRow>> drift(const Address&) const override { return std::vector<DriftRow>(); }
  Result<std::vector<Event>> events(const std::string&, std::size_t) const override { return std::vector<Event>(); }
  Result<std::vector<Slot>> slots(const Address&, const SlotQuery&) const override { return std::vector<Slot>(); }
  Result<std::vector<AlertRecord>> alerts(std::string_view) const override { return std::vector<AlertRecord>(); }
  Result<std::vector<NoticeRecord>> waiting_notices(const Address&, std::size_t) const override {
    return std::vector<NoticeRecord>();
  }
  Result<std::optional<NoticeRecord>> find_notice(const std::string&) const override {
    return std::optional<NoticeRecord>();
  }
  Result<TextRows> rows(const std::string&, Duration, std::size_t) const override { return TextRows(); }
};

inline LoadOptions options_for(const StateView* compiled = nullptr) {
  return {.path = "/etc/jada/desired.toml",
          .kinds = {"region", "roster", "token"},
          .variable = [](const std::string&) { return std::optional<std::string>(); },
          .compiled = compiled,
          .seed = 7};
}

inline Document load(const FakeFiles& files) { return load_document(options_for(), files); }

/// The document of one main file.
inline Document load(const std::string& text) {
  const FakeFiles files{{"/etc/jada/desired.toml", text}};
  Document document = load(files);
  document.reading = nullptr;
  return document;
}

/// One line per fault: `14:1 message (hint)`, sorted by place.
inline std::vector<std::string> fault_lines(Document document) {
  tidy(document.faults);
  std::vector<std::string> lines;
  for (const Diagnostic& fault : document.faults) {
    const std::string at = std::to_string(fault.at.line) + ":" + std::to_string(fault.at.column);
    lines.push_back(at + " " + fault.message + (fault.hint.empty() ? "" : " (" + fault.hint + ")"));
  }
  return lines;
}

}  // namespace jada
