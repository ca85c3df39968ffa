#ifndef NEWSWIRE_TESTS_SUPPORT_TEMP_STORE_H_
#define NEWSWIRE_TESTS_SUPPORT_TEMP_STORE_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "storage/store.h"

namespace newswire {

// A folder of its own for one test; gone afterwards.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = ::testing::TempDir() + "/newswire-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Options for a small store.
inline StoreOptions SmallOptions(const std::string& path) {
  StoreOptions options;
  options.path = path;
  options.cache_bytes = 8 << 20;
  options.write_buffer_bytes = 4 << 20;
  options.min_free_bytes = 1;
  return options;
}

inline std::unique_ptr<Store> MustOpen(const StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_SUPPORT_TEMP_STORE_H_
