#include <fmt/format.h>

#include <filesystem>

#include "engine/cli/commands.h"
#include "engine/cli/template.h"
#include "engine/host/atomic_file.h"

namespace jada {

int run_init(const Options& options, Wire&) {
  if (options.words.size() > 1) return report_error("init takes one folder at most", Exit::usage);
  const std::filesystem::path folder = options.words.empty() ? "." : options.words.front();
  const std::string name = options.file;
  const std::string path = (folder / name).lexically_normal().string();
  if (auto done = make_folders(folder.string()); !done) return failed(done.error());
  const auto written = write_file(path, desired_template(), Existing::refuse);
  if (!written && written.error().code == Code::conflict) {
    return report_error(path +
                            " is there already, and is left as it is. Try `jada-reconcile plan`, or another folder: "
                            "`jada-reconcile init DIR`",
                        Exit::failed_unchanged);
  }
  if (!written) return failed(written.error());
  const std::string enter = options.words.empty() ? "" : "cd " + options.words.front() + " && ";
  return print(fmt::format("Wrote {}.\nNext: {}jada-reconcile plan\n", path, enter));
}

}  // namespace jada
