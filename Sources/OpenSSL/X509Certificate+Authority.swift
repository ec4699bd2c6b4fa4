internal import COpenSSL

extension X509Certificate {
  /// Whether it may issue other certificates: it says so itself, or it is a self-signed one of
  /// the first version, which cannot say.
  public var isAuthority: Bool {
    defer { ERR_clear_error() }
    return unsafe X509_check_ca(pointer) > 0
  }
}
