#include "service/core/error.h"

#include <algorithm>
#include <map>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";
constexpr char kDomain[] = "newswire";

// One problem stands in one line, several in one line each: that is what a log can show.
std::string MakeMessage(const std::vector<FieldViolation>& list, std::size_t found,
                        std::size_t bytes_max) {
  std::string message = found == 1 ? "" : absl::StrCat(found, " problems:");
  std::size_t named = 0;
  for (const FieldViolation& violation : list) {
    const std::string line = absl::StrCat(found == 1 ? "" : "\n", violation.field, ": ",
                                          violation.reason, ": ", violation.description);
    if (named > 0 && message.size() + line.size() > bytes_max) break;
    message += line;
    ++named;
  }
  if (named < found) absl::StrAppend(&message, "\nand ", found - named, " more");
  return message;
}

google::rpc::BadRequest MakeBadRequest(const std::vector<FieldViolation>& list,
                                       std::size_t bytes_max) {
  google::rpc::BadRequest bad_request;
  std::size_t bytes = 0;
  for (const FieldViolation& violation : list) {
    google::rpc::BadRequest::FieldViolation field;
    field.set_field(violation.field);
    field.set_description(absl::StrCat(violation.reason, ": ", violation.description));
    // Tag and length of the field take 3 bytes.
    bytes += field.ByteSizeLong() + 3;
    if (bad_request.field_violations_size() > 0 && bytes > bytes_max) break;
    *bad_request.add_field_violations() = std::move(field);
  }
  return bad_request;
}

}  // namespace

void Violations::Add(std::string field, std::string_view reason, std::string description) {
  ++found_;
  if (list_.size() < kMax) {
    list_.push_back({std::move(field), std::string(reason), std::move(description)});
  }
}

void Violations::Append(const Violations& other) {
  found_ += other.found_;
  for (const FieldViolation& violation : other.list_) {
    if (list_.size() < kMax) list_.push_back(violation);
  }
}

absl::Status Violations::ToStatus(const StatusLimits& limits) const {
  if (empty()) return absl::OkStatus();
  const google::rpc::BadRequest bad_request = MakeBadRequest(list_, limits.details_bytes);
  ErrorMetadata metadata;
  const std::size_t named = static_cast<std::size_t>(bad_request.field_violations_size());
  if (named < found_) metadata.emplace_back("more_violations", absl::StrCat(found_ - named));
  const bool only_size = std::all_of(list_.begin(), list_.end(), [](const FieldViolation& v) {
    return v.reason == "ITEM_TOO_LARGE";
  });
  absl::Status status = MakeError(
      only_size ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kInvalidArgument,
      list_.front().reason, MakeMessage(list_, found_, limits.text_bytes), metadata);
  status.SetPayload(kBadRequestUrl, absl::Cord(bad_request.SerializeAsString()));
  return status;
}

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       const ErrorMetadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kDomain);
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  absl::Status status(code, View(message));
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status ItemNotFound(std::string_view name) {
  return MakeError(absl::StatusCode::kNotFound, "ITEM_NOT_FOUND",
                   absl::StrCat(View(name), " does not exist"));
}

absl::Status PageTokenInvalid() {
  Violations violations;
  violations.Add("page_token", "PAGE_TOKEN_INVALID",
                 "is not the next_page_token of a page of this listing; begin without one");
  return violations.ToStatus();
}

absl::Status WithRetry(absl::Status status, absl::Duration delay) {
  if (status.ok()) return status;
  google::rpc::RetryInfo retry;
  const std::int64_t nanos = std::max<std::int64_t>(0, absl::ToInt64Nanoseconds(delay));
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(nanos % 1'000'000'000));
  status.SetPayload(kRetryInfoUrl, absl::Cord(retry.SerializeAsString()));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return "";
  return info.reason();
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  if (status.ok()) return result;
  if (ReasonOf(status).empty()) {
    return ToRpcStatus(MakeError(status.code(), absl::StatusCodeToString(status.code()),
                                 std::string(status.message())));
  }
  result.set_code(static_cast<int>(status.code()));
  result.set_message(std::string(status.message()));
  // Abseil hands payloads out in an order that depends on where they lie in memory.
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view url, const absl::Cord& payload) {
    details.emplace(url, payload);
  });
  for (const auto& [url, payload] : details) {
    google::protobuf::Any& detail = *result.add_details();
    detail.set_type_url(url);
    detail.set_value(payload);
  }
  return result;
}

absl::Status StatusOf(const google::rpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.code()), status.message());
  for (const google::protobuf::Any& detail : status.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

}  // namespace newswire
