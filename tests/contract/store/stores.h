// What the store tests share: a folder of their own, both backends, and short ways to write batches.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "state/open.h"

namespace jada {

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jada-store-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string state() const { return file("state.db"); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline const Address kCrew{"roster", "crew"};
inline const Address kEast{"roster", "crew", {}, "us-east-1"};
inline const Address kWest{"roster", "crew", {}, "us-west-2"};

inline Time at(std::int64_t seconds) { return Time{std::chrono::seconds{seconds}}; }

/// An item of ours in step, at the revision it was read with.
inline ItemRecord in_step(std::string key, Digest digest, std::int64_t revision = 0) {
  return {.key = std::move(key),
          .revision = revision,
          .applied = digest,
          .observed = digest,
          .raw = digest,
          .status = ItemStatus::in_step,
          .verified_at = at(1)};
}

inline Batch items(const Address& replica, std::vector<ItemRecord> put, std::vector<std::string> forget = {}) {
  Batch batch;
  batch.items.push_back({replica, std::move(put), std::move(forget)});
  return batch;
}

inline Batch records(std::vector<Record> put) {
  Batch batch;
  batch.put = std::move(put);
  return batch;
}

inline std::vector<std::string> keys(const StateView& view, const Address& replica) {
  std::vector<std::string> found;
  const auto walked = view.each_item(replica, [&](const ItemRecord& item) {
    found.push_back(item.key);
    return true;
  });
  EXPECT_TRUE(walked) << walked.error().message;
  return found;
}

/// The value, or a failed test that says why there is none.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

enum class Backend { memory, sqlite };

/// One store of either backend; every behaviour of the port must hold for both.

class StoreContract : public testing::TestWithParam<Backend> {
 protected:
  void commit(const Batch& batch) { must(store_->commit(batch)); }
  Code refusal(const Batch& batch) {
    const auto done = store_->commit(batch);
    if (done) throw std::runtime_error("the batch was not refused");
    message_ = done.error().message;
    return done.error().code;
  }

  Folder folder_;
  std::unique_ptr<Store> store_ =
      GetParam() == Backend::memory ? memory_store() : must(open_store(folder_.state(), OpenMode::create));
  std::string message_;
};

inline std::string name_of(const testing::TestParamInfo<Backend>& backend) {
  return backend.param == Backend::memory ? "memory" : "sqlite";
}

inline const auto kBothBackends = testing::Values(Backend::memory, Backend::sqlite);

}  // namespace jada
