#include "service/core/item_rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::size_t kItemBytesMax = 3 << 20;
constexpr std::size_t kLocalIdBytesMax = 16;
constexpr int kAltIdsMax = 32;
constexpr int kSignaturesMax = 16;
constexpr std::size_t kSignatureBytesMax = 1024;
constexpr int kAdvanceProductsMax = 64;
constexpr int kEmbargoYearsMax = 5;

bool IsLocalId(std::string_view id) {
  return !id.empty() && id.size() <= kLocalIdBytesMax && absl::ascii_islower(id[0]) &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); });
}

}  // namespace

void LocalIds::Declare(const FieldPath& path, std::string_view id, LocalKind kind,
                       FieldChecker* check) {
  if (!IsLocalId(id)) {
    check->Fail(path, "ID_INVALID",
                absl::StrCat("must match [a-z][a-z0-9]{0,15}; ", id.size(), " bytes were sent"));
  } else if (!kinds_.emplace(View(id), kind).second) {
    check->Fail(path, "ID_DUPLICATE", "this id stands in the item already");
  }
}

void LocalIds::Refer(const FieldPath& path, std::string_view id, unsigned kinds,
                     FieldChecker* check) const {
  const auto found = kinds_.find(View(id));
  if (found != kinds_.end() && (found->second & kinds) != 0) return;
  check->Fail(path, "REFERENCE_DANGLING",
              found == kinds_.end() ? "the item declares no such id"
                                    : "the id is declared for something that may not stand here");
}

void LocalIds::ReferAll(const FieldPath& parent, std::string_view field,
                        const FieldChecker::Strings& ids, unsigned kinds,
                        FieldChecker* check) const {
  for (int i = 0; i < ids.size(); ++i) Refer(parent.At(field, i), ids[i], kinds, check);
}

void BodySizes::Check(const FieldPath& path, const v1::TextSpan& span, FieldChecker* check) const {
  check->KnownFields(path, span);
  const auto sizes = std::find_if(sizes_.begin(), sizes_.end(), [&span](const Sizes& candidate) {
    return candidate.language == span.language();
  });
  if (sizes == sizes_.end() || span.body_index() >= sizes->chars.size()) {
    return check->Fail(path, "SPAN_OUT_OF_RANGE", "there is no such body");
  }
  const std::uint64_t chars = sizes->chars[span.body_index()];
  const std::uint64_t end = std::uint64_t{span.start()} + span.length();
  if (span.length() == 0 || end > chars) {
    check->Fail(path, "SPAN_OUT_OF_RANGE",
                absl::StrCat("must hold at least 1 code point of a body of ", chars, "; it is ",
                             span.start(), " to ", end));
  }
}

void CheckAltIds(const FieldPath& item, const google::protobuf::RepeatedPtrField<v1::AltId>& ids,
                 FieldChecker* check) {
  if (!check->Count(item.At("alt_ids"), ids.size(), kAltIdsMax)) return;
  for (int i = 0; i < ids.size(); ++i) {
    const FieldPath path = item.At("alt_ids", i);
    check->KnownFields(path, ids[i]);
    check->Bytes(path.At("role"), ids[i].role(), kCodeBytesMax, Presence::kRequired);
    check->Bytes(path.At("value"), ids[i].value(), kLiteralBytesMax, Presence::kRequired);
  }
}

void CheckPubStatus(const FieldPath& item, v1::PubStatus status, FieldChecker* check) {
  const FieldPath path = item.At("pub_status");
  if (!check->EnumValue(path, status, v1::PubStatus_IsValid, Presence::kRequired)) return;
  if (status != v1::PUB_STATUS_USABLE) {
    check->Fail(path, "PUB_STATUS_INVALID",
                "a write publishes, so it must be PUB_STATUS_USABLE; other states have their own "
                "calls");
  }
}

void CheckEmbargo(const FieldPath& path, const v1::Embargo& embargo, absl::Time now,
                  FieldChecker* check) {
  check->KnownFields(path, embargo);
  check->Texts(path, "reasons", embargo.reasons());
  check->Count(path.At("advance_products"), embargo.advance_products_size(), kAdvanceProductsMax);
  for (int i = 0; i < std::min(embargo.advance_products_size(), kAdvanceProductsMax); ++i) {
    check->Bytes(path.At("advance_products", i), embargo.advance_products(i), kLiteralBytesMax,
                 Presence::kRequired);
  }
  const FieldPath until = path.At("embargoed_until");
  if (embargo.has_embargoed_until()) {
    if (embargo.indefinite()) {
      return check->Fail(path, "EMBARGO_AMBIGUOUS", "holds a time or is indefinite, not both");
    }
    if (!check->Time(until, embargo.embargoed_until())) return;
    const absl::Time time = absl::FromUnixSeconds(embargo.embargoed_until().seconds()) +
                            absl::Nanoseconds(embargo.embargoed_until().nanos());
    if (time <= now) return check->Fail(until, "EMBARGO_IN_PAST", "must be later than now");
    const absl::CivilSecond today = absl::ToCivilSecond(now, absl::UTCTimeZone());
    const absl::CivilSecond last(today.year() + kEmbargoYearsMax, today.month(), today.day(),
                                 today.hour(), today.minute(), today.second());
    const absl::Duration fraction = now - absl::FromCivil(today, absl::UTCTimeZone());
    if (time > absl::FromCivil(last, absl::UTCTimeZone()) + fraction) {
      return check->Fail(until, "OUT_OF_RANGE", "must be at most 5 years ahead");
    }
  } else if (!embargo.indefinite()) {
    check->Fail(until, "FIELD_REQUIRED", "an embargo has a time or is indefinite");
  }
}

void CheckIntegrity(const FieldPath& path, const v1::Integrity& integrity, FieldChecker* check) {
  check->KnownFields(path, integrity);
  check->Bytes(path.At("hash_scope"), integrity.hash_scope(), kCodeBytesMax);
  check->Href(path.At("c2pa_manifest_href"), integrity.c2pa_manifest_href());
  if (!check->Count(path.At("signatures"), integrity.signatures_size(), kSignaturesMax)) return;
  for (int i = 0; i < integrity.signatures_size(); ++i) {
    const v1::Signature& signature = integrity.signatures(i);
    const FieldPath at = path.At("signatures", i);
    check->KnownFields(at, signature);
    check->Bytes(at.At("key_id"), signature.key_id(), kMediumBytesMax, Presence::kRequired);
    check->Bytes(at.At("algorithm"), signature.algorithm(), kCodeBytesMax, Presence::kRequired);
    check->Blob(at.At("value"), signature.value(), kSignatureBytesMax);
  }
}

void CheckItemSize(const FieldPath& item, std::size_t bytes, FieldChecker* check) {
  if (bytes <= kItemBytesMax) return;
  check->Fail(item, "ITEM_TOO_LARGE",
              absl::StrCat("at most ", kItemBytesMax,
                           " bytes serialised, with what the server adds; it would be ", bytes));
}

absl::Status CheckStoredSize(v1::ItemKind kind, std::size_t bytes) {
  Violations violations;
  FieldChecker check(&violations);
  CheckItemSize(FieldPath(kind == v1::ITEM_KIND_ARTICLE ? "article" : "recommendation"), bytes,
                &check);
  return violations.ToStatus();
}

}  // namespace newswire
