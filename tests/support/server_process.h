#ifndef NEWSWIRE_TESTS_SUPPORT_SERVER_PROCESS_H_
#define NEWSWIRE_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace newswire::testing {

// A real newswired with a data folder of its own, which goes when the test goes. Not thread-safe.
class ServerProcess {
 public:
  explicit ServerProcess(std::vector<std::string> flags = {});
  // Kills it and removes the folder.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Starts it; again after Kill or Stop, on the same port and folder. False when it did not come
  // up.
  bool Start();
  // SIGKILL, and waits for the end.
  void Kill();
  // SIGTERM; the exit code, or -1 when it ended by a signal.
  int Stop();

  const std::string& address() const { return address_; }
  const std::string& folder() const { return folder_; }

 private:
  const std::vector<std::string> flags_;
  const std::string folder_;
  std::string address_ = "127.0.0.1:0";
  pid_t pid_ = -1;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_SERVER_PROCESS_H_
