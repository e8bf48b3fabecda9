// Owns a file descriptor.
#pragma once

#include <unistd.h>

namespace jada {

class Descriptor {
 public:
  /// Takes what open(2) returned, also -1.
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace jada
