private import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The same work on many things, on all processors.
public enum ParallelMap {
  /// Fewer things than this are not worth a second thread.
  private static let threshold = 64

  /// How many processors there are, 16 at most.
  public static let processors = min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 16)

  /// Applies `transform` to every element and keeps what is not `nil`, in order.
  ///
  /// - Parameters:
  ///   - elements: What to work on.
  ///   - waiting: Whether the work is mostly waiting for others: each element, up to 16 at once,
  ///     then has a thread of its own.
  ///   - transform: The work; called from several threads at once.
  /// - Returns: The results, in the order of the elements.
  /// - Throws: The failure of the first of the elements that failed.
  public static func compactMap<Element: Sendable, Value: Sendable>(
    _ elements: [Element], waiting: Bool = false,
    _ transform: @escaping @Sendable (Element) -> Result<Value?, Failure>
  ) throws(Failure) -> [Value] {
    try mapShares(elements, waiting: waiting) { transformed($0, transform) }
  }

  /// Applies `transform` to the elements, divided into one share for each thread, and joins what
  /// it returns, in order.
  ///
  /// This is for work that needs something which a thread can use again for each of its elements.
  ///
  /// - Parameters:
  ///   - elements: What to work on.
  ///   - waiting: Whether the work is mostly waiting for others: each element, up to 16 at once,
  ///     then has a thread of its own.
  ///   - transform: The work on a share; called from several threads at once.
  /// - Returns: The results, in the order of the elements.
  /// - Throws: The failure of the first of the shares that failed.
  public static func mapShares<Element: Sendable, Value: Sendable>(
    _ elements: [Element], waiting: Bool = false,
    _ transform: @escaping @Sendable (ArraySlice<Element>) -> Result<[Value], Failure>
  ) throws(Failure) -> [Value] {
    let needed = elements.count < threshold ? 1 : processors
    let threads = waiting ? max(1, min(elements.count, 16)) : needed
    let share = (elements.count + threads - 1) / max(threads, 1)
    let results = Results<Value>(count: threads)
    let work: @Sendable (Int) -> Void = { index in
      let start = min(index * share, elements.count)
      let end = min(start + share, elements.count)
      results.set(index, transform(elements[start..<end]))
    }
    var workers: [pthread_t] = []
    for index in 1..<threads {
      let job = unsafe Unmanaged.passRetained(Job { work(index) })
      var worker = pthread_t()
      let started = unsafe pthread_create(
        &worker, nil,
        { context in
          guard let context = unsafe context else { return nil }
          unsafe Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, job.toOpaque())
      if started == 0 {
        workers.append(worker)
      } else {
        // Without another thread, this one does the work.
        unsafe job.release()
        work(index)
      }
    }
    work(0)
    for worker in workers { pthread_join(worker, nil) }
    return try results.joined()
  }

  private static func transformed<Element, Value>(
    _ elements: ArraySlice<Element>, _ transform: (Element) -> Result<Value?, Failure>
  ) -> Result<[Value], Failure> {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      switch transform(element) {
      case .success(let value): if let value { values.append(value) }
      case .failure(let failure): return .failure(failure)
      }
    }
    return .success(values)
  }

  /// A closure that a thread can be handed.
  private final class Job: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// What each thread found.
  private final class Results<Value: Sendable>: Sendable {
    private let slots: Mutex<[Result<[Value], Failure>?]>

    init(count: Int) { slots = Mutex(Array(repeating: nil, count: count)) }

    func set(_ index: Int, _ result: Result<[Value], Failure>) {
      slots.withLock { $0[index] = result }
    }

    func joined() throws(Failure) -> [Value] {
      var values: [Value] = []
      for result in slots.withLock({ $0 }) {
        if let result { values += try result.get() }
      }
      return values
    }
  }
}
