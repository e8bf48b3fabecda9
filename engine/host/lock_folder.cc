#include "engine/host/lock_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <thread>

#include "engine/host/file_lock.h"
#include "engine/host/folders.h"
#include "engine/host/network_file_system.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMemo = 256;

bool is_plain_word(const std::string& name) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), plain);
}

Result<Descriptor> open_lock(const std::string& folder, const std::string& path) {
  if (auto made = make_private_folders(folder, 0700); !made) return made.error();
  constexpr int kHow = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Descriptor file(uninterrupted([&] { return open(path.c_str(), kHow, 0600); }));
  if (!file.is_open()) return system_error(path, errno);
  struct stat about {};
  if (fstat(file.number(), &about) != 0) return system_error(path, errno);
  if (!S_ISREG(about.st_mode)) return Error{Code::invalid, path + ": is no plain file"};
  // The mode at creation is what the umask left of it.
  if ((about.st_mode & 0777) != 0600 && fchmod(file.number(), 0600) != 0) return system_error(path, errno);
  if (const auto network = network_file_system(file.number())) {
    return Error{Code::denied, fmt::format("{}: lies on a network file system ({}), whose locks do not surely exclude; "
                                           "keep the state on a disk of this machine",
                                           path, *network)};
  }
  return file;
}

}  // namespace

class LockFolder::Held final : public SecretLock {
 public:
  Held(LockFolder& owner, std::string name) : owner_(owner), name_(std::move(name)) {}
  ~Held() override {
    file_ = Descriptor();
    owner_.leave(name_);
  }

  // The kernel has no wait with an end for these locks: asked anew, in growing pauses.
  Result<Done> lock(Deadline deadline) {
    const std::string path = owner_.path_of(name_);
    auto file = open_lock(owner_.folder_, path);
    if (!file) return file.error();
    file_ = std::move(*file);
    for (auto pause = 1ms;; pause = std::min(2 * pause, 50ms)) {
      const FileLock lock = lock_file(file_.number());
      if (lock == FileLock::ours) return Done{};
      if (lock == FileLock::unsupported) return system_error(path, errno);
      const auto now = std::chrono::steady_clock::now();
      if (now >= deadline) return Error{Code::unavailable, path + ": is held by another process"};
      std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(pause, deadline - now));
    }
  }

 private:
  LockFolder& owner_;
  const std::string name_;
  Descriptor file_{};
};

Result<std::unique_ptr<SecretLock>> LockFolder::take(const std::string& name, Duration wait) {
  if (!is_plain_word(name)) return Error{Code::invalid, "no name of a lock: " + name};
  const Deadline deadline = std::chrono::steady_clock::now() + wait;
  if (!enter(name, deadline)) {
    return Error{Code::unavailable, path_of(name) + ": is held by another thread of this process"};
  }
  auto held = std::make_unique<Held>(*this, name);
  if (auto locked = held->lock(deadline); !locked) return locked.error();
  return std::unique_ptr<SecretLock>(std::move(held));
}

// Whoever reads in between sees none, or one without its end.
void LockFolder::leave_memo(const std::string& name, const std::string& line) const {
  constexpr int kHow = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  const Descriptor file(open(memo_path(name).c_str(), kHow, 0600));
  const std::string text = line + '\n';
  if (file.is_open() && pwrite(file.number(), text.data(), text.size(), 0) < 0 && ftruncate(file.number(), 0) < 0)
    return;  // neither written nor emptied: what is there has no end, which memo() takes for none
}

std::string LockFolder::memo(const std::string& name) const {
  const Descriptor file(open(memo_path(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  char text[kMemo];
  const ssize_t size = file.is_open() ? pread(file.number(), text, sizeof text, 0) : 0;
  const bool is_whole = size > 0 && text[size - 1] == '\n';
  return is_whole ? std::string(text, static_cast<std::size_t>(size) - 1) : std::string();
}

bool LockFolder::enter(const std::string& name, Deadline deadline) {
  std::unique_lock guard(mutex_);
  if (!left_.wait_until(guard, deadline, [&] { return !entered_.contains(name); })) return false;
  entered_.insert(name);
  return true;
}

void LockFolder::leave(const std::string& name) {
  {
    const std::scoped_lock guard(mutex_);
    entered_.erase(name);
  }
  left_.notify_all();
}

}  // namespace jada
