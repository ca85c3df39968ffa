#include "service/core/item_edit.h"

#include <optional>

#include "service/core/embargo.h"
#include "service/core/field_checker.h"
#include "service/core/item_reader.h"
#include "storage/keys.h"
#include "storage/rows.pb.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

using LangStrings = google::protobuf::RepeatedPtrField<v1::LangString>;

// `field` with the name it has in the request in front; nullopt when it is not below `place`.
std::optional<std::string> Renamed(const std::string& field, const std::string& place,
                                   const std::string& name) {
  if (field.compare(0, place.size(), place) != 0) return std::nullopt;
  const std::string rest = field.substr(place.size());
  if (!rest.empty() && rest.front() != '.' && rest.front() != '[') return std::nullopt;
  return name + rest;
}

}  // namespace

absl::StatusOr<std::string> ReadForEdit(const Store& store, v1::ItemKind kind,
                                        std::string_view uri) {
  const ItemReader reader(&store);
  auto published = reader.Read(kind, uri, 0);
  if (!absl::IsNotFound(published.status())) return published;
  NEWSWIRE_ASSIGN_OR_RETURN(const auto bytes, store.FindRow(Table::kHeld, keys::HeldKey(uri)));
  // It may have been released between the two looks.
  if (!bytes) return reader.Read(kind, uri, 0);
  storage::HeldRow row;
  if (!row.ParseFromString(*bytes)) return absl::DataLossError("a held item is damaged");
  if (row.kind() != static_cast<std::uint32_t>(kind)) return published;
  return HeldItem(row);
}

Violations NameAsInRequest(const Violations& found, const FieldNames& names) {
  Violations named;
  for (const FieldViolation& violation : found.list()) {
    std::string field = violation.field;
    for (const auto& [place, name] : names) {
      if (auto renamed = Renamed(violation.field, place, name)) {
        field = *std::move(renamed);
        break;
      }
    }
    named.Add(std::move(field), violation.reason, violation.description);
  }
  return named;
}

void CheckCorrection(v1::RevisionKind kind, const LangStrings& texts, Violations* violations) {
  FieldChecker check(violations);
  const FieldPath root("");
  const FieldPath path = root.At("kind");
  if (check.EnumValue(path, kind, v1::RevisionKind_IsValid, Presence::kRequired) &&
      kind != v1::REVISION_KIND_CORRECTION && kind != v1::REVISION_KIND_REFILE) {
    check.Fail(path, "UNKNOWN_VALUE", "must be REVISION_KIND_CORRECTION or REVISION_KIND_REFILE");
  }
  check.Advisories(root, "texts", texts, Presence::kRequired);
}

std::shared_ptr<const Change> MakeCorrection(v1::RevisionKind kind, const LangStrings& texts) {
  auto change = std::make_shared<Change>();
  change->kind = kind;
  change->texts.assign(texts.begin(), texts.end());
  return change;
}

}  // namespace newswire
