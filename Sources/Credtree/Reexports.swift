// The library's public face: whoever imports Credtree can name what its functions take and
// return without importing the layers beneath.
@_exported public import Access
@_exported public import Configuration
@_exported public import CredentialProtocols
@_exported public import CredentialStore
@_exported public import CredentialTypes
@_exported public import Credentials
@_exported public import Documents
@_exported public import References
@_exported public import Rendering
@_exported public import Review
