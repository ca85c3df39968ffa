#ifndef NEWSWIRE_TESTS_SUPPORT_SMALL_DISK_H_
#define NEWSWIRE_TESTS_SUPPORT_SMALL_DISK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace newswire::testing {

// A small file system of its own on a folder. Only this process and the programs it starts see it,
// and it goes with them.
class SmallDisk {
 public:
  // Null when this user may not mount. REQUIRES: no other thread runs yet.
  static std::unique_ptr<SmallDisk> MountOn(const std::string& folder, std::uint64_t bytes);
  // Unmounts.
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  std::uint64_t free_bytes() const;
  // Puts a file of ballast there that leaves so many bytes free; false when that did not work.
  bool FillUpTo(std::uint64_t free_bytes);
  void RemoveBallast();

 private:
  explicit SmallDisk(std::string folder) : folder_(std::move(folder)) {}
  std::string ballast() const { return folder_ + "/ballast"; }

  const std::string folder_;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_SMALL_DISK_H_
