#ifndef COPENSSL_SHIMS_H
#define COPENSSL_SHIMS_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <signal.h>
#include <sys/resource.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "OpenSSL 3.0 or newer is required"
#endif

// OPENSSL_secure_malloc and OPENSSL_secure_clear_free are macros that capture
// __FILE__ and __LINE__, so Swift cannot import them.
//
// The secure heap has a fixed size and returns NULL when it is full. A secret too
// big for it goes to the ordinary heap: unlocked, but still wiped on release, because
// OPENSSL_secure_clear_free looks at where each block came from.
//
// OpenSSL keeps its random number generators, one for each thread, in the same heap and
// fails where there is no room for one, so secrets leave a quarter of it alone.
static const size_t shim_secure_heap_size = 256 * 1024;

static inline void *_Nullable shim_secure_zalloc(size_t count) {
  size_t limit = shim_secure_heap_size / 4 * 3;
  void *pointer = NULL;
  if (count < limit && CRYPTO_secure_used() < limit - count) pointer = OPENSSL_secure_zalloc(count);
  return pointer ? pointer : OPENSSL_zalloc(count);
}

static inline void shim_secure_clear_free(void *_Nullable pointer, size_t count) {
  OPENSSL_secure_clear_free(pointer, count);
}

// prctl is variadic, which Swift cannot call. A process that is not dumpable leaves
// no core file and cannot be attached to by another process of the same user.
static inline int shim_forbid_core_dumps(void) {
  struct rlimit none = {0, 0};
  int result = setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
  result |= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
  // Where a Swift toolchain is installed, its runtime answers a crash with a report that shows
  // registers and the memory they point to, and offers a debugger at a terminal.
  const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
  for (unsigned index = 0; index < sizeof crashes / sizeof *crashes; index++) {
    struct sigaction present;
    if (sigaction(crashes[index], NULL, &present) == 0 && present.sa_handler != SIG_IGN) {
      signal(crashes[index], SIG_DFL);
    }
  }
  return result;
}

#endif
