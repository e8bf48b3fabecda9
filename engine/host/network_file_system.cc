#include "engine/host/network_file_system.h"

#include <sys/vfs.h>

#include <cstdint>

namespace jada {

std::optional<std::string_view> network_file_system(int file) {
  struct Kind {
    std::uint32_t number;  // statfs(2)
    std::string_view name;
  };
  static constexpr Kind kKinds[] = {{0x6969, "NFS"},      {0x517b, "SMB"},      {0xfe534d42, "SMB"},
                                    {0xff534d42, "SMB"},  {0x65735546, "FUSE"}, {0x01021997, "9P"},
                                    {0x5346414f, "AFS"},  {0x6b414653, "AFS"},  {0x73757245, "Coda"},
                                    {0x00c36400, "Ceph"}, {0x01161970, "GFS2"}};
  struct statfs about {};
  if (fstatfs(file, &about) != 0) return std::nullopt;
  for (const Kind& kind : kKinds) {
    if (kind.number == static_cast<std::uint32_t>(about.f_type)) return kind.name;
  }
  return std::nullopt;
}

}  // namespace jada
