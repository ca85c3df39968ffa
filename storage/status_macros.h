#ifndef NEWSWIRE_STORAGE_STATUS_MACROS_H_
#define NEWSWIRE_STORAGE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Leaves the function with the status of `expr` unless it is OK.
#define NEWSWIRE_RETURN_IF_ERROR(expr)                      \
  do {                                                      \
    if (absl::Status nw_status = (expr); !nw_status.ok()) { \
      return nw_status;                                     \
    }                                                       \
  } while (false)

#define NEWSWIRE_CONCAT_INNER(a, b) a##b
#define NEWSWIRE_CONCAT(a, b) NEWSWIRE_CONCAT_INNER(a, b)
#define NEWSWIRE_ASSIGN_OR_RETURN_INNER(result, lhs, expr) \
  auto result = (expr);                                    \
  if (!result.ok()) return std::move(result).status();     \
  lhs = *std::move(result)

// Assigns the value of a StatusOr to `lhs`, or leaves the function with its status.
#define NEWSWIRE_ASSIGN_OR_RETURN(lhs, expr) \
  NEWSWIRE_ASSIGN_OR_RETURN_INNER(NEWSWIRE_CONCAT(nw_result_, __LINE__), lhs, expr)

#endif  // NEWSWIRE_STORAGE_STATUS_MACROS_H_
