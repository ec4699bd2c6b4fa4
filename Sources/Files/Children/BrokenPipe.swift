#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The signal for writing to a program that no longer reads, which must not end this one.
enum BrokenPipe {
  /// Runs `body` without that signal; other threads do not notice.
  static func ignoring(_ body: () -> Void) {
    var (signals, before) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
    body()
    var pending = sigset_t()
    unsafe sigpending(&pending)
    if unsafe sigismember(&pending, SIGPIPE) == 1 {
      var received: Int32 = 0
      _ = unsafe sigwait(&signals, &received)
    }
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
