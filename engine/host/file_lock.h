// The kernel's lock of an open file (fcntl(2), F_OFD_SETLK): threads exclude each other too, and it ends with the
// process.
#pragma once

namespace jada {

enum class FileLock { ours, held, unsupported };

/// Asks for the whole file, once. It goes when the file is closed. `unsupported`: errno says why.
FileLock lock_file(int file);

}  // namespace jada
