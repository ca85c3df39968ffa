#include "service/ops/eraser.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "service/core/proposal.h"
#include "spdlog/spdlog.h"
#include "storage/keys.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

// One erasure; each row costs a few compactions.
constexpr std::size_t kErasuresMax = 256;
// About a minute.
constexpr int kRoundsOffMax = 64;

}  // namespace

Eraser::Eraser(const Parts& parts, absl::Duration round)
    : parts_(parts), round_(round), thread_([this] { Run(); }) {
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
    const WakeUp::Reason reason = wake_.Wait(round_);
    if (reason == WakeUp::Reason::kStopped) return;
    if (reason == WakeUp::Reason::kCalled) {
      clean = false;
      rounds_left_ = 0;
    }
    if (rounds_left_ > 0) --rounds_left_;
    if (!clean && rounds_left_ == 0) clean = EraseAll();
    if (auto proposal = parts_.readers->TakeChanges()) Propose(std::move(proposal));
  }
}

bool Eraser::EraseAll() {
  Pending pending;
  const auto visit = [&pending](std::string_view key, std::string_view value) {
    storage::ErasureRow row;
    row.ParseFromArray(value.data(), static_cast<int>(value.size()));
    pending.emplace(std::string(key), std::move(row));
    return pending.size() < kErasuresMax;
  };
  absl::Status status = parts_.store->ScanRows(Table::kRecords, keys::kErasurePrefix,
                                               keys::PrefixEnd(keys::kErasurePrefix), visit);
  if (status.ok() && pending.empty()) return true;
  if (status.ok()) status = Erase(pending);
  if (!status.ok()) {
    BackOff(status, pending.size());
    return false;
  }
  const absl::Duration waited =
      rounds_off_ == 0 ? absl::ZeroDuration() : parts_.clock->Now() - waits_since_;
  spdlog::info("erased items={} waited_ms={}", pending.size(), absl::ToInt64Milliseconds(waited));
  rounds_off_ = 0;
  WriteReceipts(pending);
  return false;  // another look, in case the proposal was refused or there was more
}

absl::Status Eraser::Erase(const Pending& pending) {
  std::vector<storage::ErasureRow> erasures;
  for (const auto& [key, row] : pending) erasures.push_back(row);
  // The store first: it knows at little cost that a reader is in the way, and then nothing of the
  // index need be built anew for nothing.
  NEWSWIRE_RETURN_IF_ERROR(parts_.store->Erase(erasures));
  return parts_.index->Erase(erasures);
}

void Eraser::BackOff(const absl::Status& failure, std::size_t items) {
  const bool waits = absl::IsUnavailable(failure);
  if (!waits) spdlog::warn("erasure_failed items={} why=\"{}\"", items, failure.ToString());
  if (rounds_off_ == 0) {
    waits_since_ = parts_.clock->Now();
    // Not again until it has succeeded: a reader may hold its view for hours.
    if (waits) spdlog::info("erasure_waits items={} why=\"{}\"", items, failure.ToString());
  }
  rounds_off_ = std::clamp(rounds_off_ * 2, 1, kRoundsOffMax);
  rounds_left_ = rounds_off_;
}

void Eraser::WriteReceipts(const Pending& pending) {
  auto proposal = std::make_shared<RecordProposal>();
  for (const auto& [key, row] : pending) {
    proposal->rows.push_back({Table::kRecords, key, std::nullopt});
    if (row.receipt().empty()) continue;
    const auto receipt = parts_.store->FindRow(Table::kRecords, row.receipt());
    storage::CancellationRow cancellation;
    if (!receipt.ok() || !*receipt || !cancellation.ParseFromString(**receipt)) continue;
    cancellation.set_erase_time_us(absl::ToUnixMicros(parts_.clock->Now()));
    proposal->rows.push_back({Table::kRecords, row.receipt(), cancellation.SerializeAsString()});
  }
  Propose(std::move(proposal));
}

void Eraser::Propose(std::shared_ptr<RecordProposal> proposal) {
  // A full log has more urgent work: what is pending stays pending, readers will move again.
  parts_.log->Append(std::move(proposal)).status().IgnoreError();
}

}  // namespace newswire
