#include "service/ops/eraser.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "service/core/proposal.h"
#include "spdlog/spdlog.h"
#include "storage/keys.h"

namespace newswire {
namespace {

// How often the progress of readers is noted, and how soon a failed erasure is tried again.
constexpr absl::Duration kInterval = absl::Seconds(1);
// One round; each row costs a few compactions.
constexpr std::size_t kErasuresMax = 256;

}  // namespace

Eraser::Eraser(Store* store, Index* index, ReaderRegistry* readers, ProposalLog* log,
               const Clock* clock)
    : store_(store), index_(index), readers_(readers), log_(log), clock_(clock), thread_([this] {
        Run();
      }) {
  wake_.Call();  // a start looks at once
}

Eraser::~Eraser() {
  wake_.Stop();
  thread_.join();
}

void Eraser::Wake() {
  wake_.Call();
}

void Eraser::Run() {
  bool clean = false;
  while (true) {
    const WakeUp::Reason reason = wake_.Wait(kInterval);
    if (reason == WakeUp::Reason::kStopped) return;
    if (reason == WakeUp::Reason::kCalled) clean = false;
    if (!clean) clean = EraseAll();
    if (auto proposal = readers_->TakeChanges()) Propose(std::move(proposal));
  }
}

bool Eraser::EraseAll() {
  std::map<std::string, storage::ErasureRow> pending;
  const auto visit = [&pending](std::string_view key, std::string_view value) {
    storage::ErasureRow row;
    row.ParseFromArray(value.data(), static_cast<int>(value.size()));
    pending.emplace(std::string(key), std::move(row));
    return pending.size() < kErasuresMax;
  };
  absl::Status status = store_->ScanRows(Table::kRecords, keys::kErasurePrefix,
                                         keys::PrefixEnd(keys::kErasurePrefix), visit);
  if (status.ok() && pending.empty()) return true;
  std::vector<storage::ErasureRow> erasures;
  for (const auto& [key, row] : pending) erasures.push_back(row);
  if (status.ok()) status = index_->Erase(erasures);
  if (status.ok()) status = store_->Erase(erasures);
  if (!status.ok()) {
    if (!absl::IsUnavailable(status)) spdlog::warn("erasure_failed why=\"{}\"", status.ToString());
    return false;
  }
  auto proposal = std::make_shared<RecordProposal>();
  for (const auto& [key, row] : pending) {
    proposal->rows.push_back({Table::kRecords, key, std::nullopt});
    if (row.receipt().empty()) continue;
    const auto receipt = store_->FindRow(Table::kRecords, row.receipt());
    storage::CancellationRow cancellation;
    if (!receipt.ok() || !*receipt || !cancellation.ParseFromString(**receipt)) continue;
    cancellation.set_erase_time_us(absl::ToUnixMicros(clock_->Now()));
    proposal->rows.push_back({Table::kRecords, row.receipt(), cancellation.SerializeAsString()});
  }
  spdlog::info("erased items={}", pending.size());
  Propose(std::move(proposal));
  return false;  // another look, in case the proposal was refused or there was more
}

void Eraser::Propose(std::shared_ptr<RecordProposal> proposal) {
  // A full log has more urgent work: what is pending stays pending, readers will move again.
  log_->Append(std::move(proposal)).status().IgnoreError();
}

}  // namespace newswire
