#ifndef NEWSWIRE_TESTS_FAULTS_SENDERS_H_
#define NEWSWIRE_TESTS_FAULTS_SENDERS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::testing {

// What became of everything that was sent, as its senders were told. Any thread.
class Ledger {
 public:
  // What became of one item: accepted at a sequence, or refused.
  struct Answer {
    std::string name;  // as it was sent
    absl::Status status;
    std::uint64_t sequence = 0;
  };
  void Told(const std::string& sender, const Answer& answer);
  // Waits until so many senders have had something accepted, and all together so many items.
  void AwaitAccepted(std::size_t senders, std::size_t items);

  struct Totals {
    std::map<std::string, std::uint64_t> accepted;  // sequences by name
    std::set<std::string> refused;                  // UNAVAILABLE / DRAINING
    std::set<std::string> cut_off;                  // UNAVAILABLE, from our side of the connection
    std::map<std::string, std::string> unclear;     // everything else, and what it was
  };
  Totals totals() const;

 private:
  mutable absl::Mutex mu_;
  Totals totals_ ABSL_GUARDED_BY(mu_);
  std::set<std::string> at_work_ ABSL_GUARDED_BY(mu_);  // senders with something accepted
};

// Each sends small articles, named after `id`, until the server ends it or says UNAVAILABLE.
// Nothing is tried twice: the ledger shows what the server said.
void SendOverStream(const std::string& address, const std::string& id, Ledger* ledger);
void SendOneByOne(const std::string& address, const std::string& id, Ledger* ledger);
void SendInBatches(const std::string& address, const std::string& id, Ledger* ledger);

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_FAULTS_SENDERS_H_
