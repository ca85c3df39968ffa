// What the thread sanitizer must know of Abseil's locks: the packaged library is not built for it,
// so it does not see that they order anything, and takes every guarded access for a race. Linked
// into everything by the preset `tsan`, with --wrap for each of these functions.
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

using absl::Condition;
using absl::Duration;

// Names of the runtime and of the linker, not ours.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

void __tsan_acquire(void* address);
void __tsan_release(void* address);

// Conditions of those that wait are looked at by whoever gives the lock back, when the sanitizer
// has been told already that it is free.
const char* __tsan_default_suppressions() {
  return "race:absl::debian3::Condition::";
}

#define REAL(name) __real__ZN4absl7debian3##name
#define WRAP(name) __wrap__ZN4absl7debian3##name

#define LOCKS(name)              \
  void REAL(name)(void* mutex);  \
  void WRAP(name)(void* mutex) { \
    REAL(name)(mutex);           \
    __tsan_acquire(mutex);       \
  }
#define UNLOCKS(name)            \
  void REAL(name)(void* mutex);  \
  void WRAP(name)(void* mutex) { \
    __tsan_release(mutex);       \
    REAL(name)(mutex);           \
  }

LOCKS(5Mutex4LockEv)
LOCKS(5Mutex10ReaderLockEv)
UNLOCKS(5Mutex6UnlockEv)
UNLOCKS(5Mutex12ReaderUnlockEv)

void REAL(5Mutex5AwaitERKNS0_9ConditionE)(void* mutex, const Condition& condition);
void WRAP(5Mutex5AwaitERKNS0_9ConditionE)(void* mutex, const Condition& condition) {
  __tsan_release(mutex);
  REAL(5Mutex5AwaitERKNS0_9ConditionE)(mutex, condition);
  __tsan_acquire(mutex);
}

bool REAL(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(void* mutex,
                                                                    const Condition& condition,
                                                                    Duration timeout);
bool WRAP(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(void* mutex,
                                                                    const Condition& condition,
                                                                    Duration timeout) {
  __tsan_release(mutex);
  const bool met =
      REAL(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(mutex, condition, timeout);
  __tsan_acquire(mutex);
  return met;
}

void REAL(7CondVar4WaitEPNS0_5MutexE)(void* variable, void* mutex);
void WRAP(7CondVar4WaitEPNS0_5MutexE)(void* variable, void* mutex) {
  __tsan_release(mutex);
  REAL(7CondVar4WaitEPNS0_5MutexE)(variable, mutex);
  __tsan_acquire(mutex);
}

void REAL(12Notification6NotifyEv)(void* notification);
void WRAP(12Notification6NotifyEv)(void* notification) {
  __tsan_release(notification);
  REAL(12Notification6NotifyEv)(notification);
}

#define REAL_CONST(name) __real__ZNK4absl7debian3##name
#define WRAP_CONST(name) __wrap__ZNK4absl7debian3##name

void REAL_CONST(12Notification19WaitForNotificationEv)(void* notification);
void WRAP_CONST(12Notification19WaitForNotificationEv)(void* notification) {
  REAL_CONST(12Notification19WaitForNotificationEv)(notification);
  __tsan_acquire(notification);
}

bool REAL_CONST(12Notification30WaitForNotificationWithTimeoutENS0_8DurationE)(void* notification,
                                                                               Duration timeout);
bool WRAP_CONST(12Notification30WaitForNotificationWithTimeoutENS0_8DurationE)(void* notification,
                                                                               Duration timeout) {
  const bool notified = REAL_CONST(12Notification30WaitForNotificationWithTimeoutENS0_8DurationE)(
      notification, timeout);
  __tsan_acquire(notification);
  return notified;
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
