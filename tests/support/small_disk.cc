#include "tests/support/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fstream>

namespace newswire::testing {
namespace {

// Mounts of a name space are seen by nobody outside. Root needs no more; others become root of a
// user name space first, where the system allows it.
bool EnterMountSpace() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWNS) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << user << " " << user << " 1";
    std::ofstream("/proc/self/gid_map") << group << " " << group << " 1";
  }
  return mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace

std::unique_ptr<SmallDisk> SmallDisk::MountOn(const std::string& folder, std::uint64_t bytes) {
  static const bool may_mount = EnterMountSpace();
  const std::string options = "size=" + std::to_string(bytes);
  if (!may_mount || mount("tmpfs", folder.c_str(), "tmpfs", 0, options.c_str()) != 0) {
    return nullptr;
  }
  return std::unique_ptr<SmallDisk>(new SmallDisk(folder));
}

SmallDisk::~SmallDisk() {
  umount2(folder_.c_str(), MNT_DETACH);
}

std::uint64_t SmallDisk::free_bytes() const {
  struct statvfs disk = {};
  statvfs(folder_.c_str(), &disk);
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

bool SmallDisk::FillUpTo(std::uint64_t free_bytes) {
  const std::uint64_t now = this->free_bytes();
  if (now <= free_bytes) return true;
  const int file = open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const bool filled =
      file >= 0 && posix_fallocate(file, 0, static_cast<off_t>(now - free_bytes)) == 0;
  close(file);
  return filled;
}

void SmallDisk::RemoveBallast() {
  unlink(ballast().c_str());
}

}  // namespace newswire::testing
