/// The names that ACME clients give the settings of DNS providers.
enum ACMENames {
  /// A client's variable or key, and the setting that it holds.
  typealias Name = (name: String, setting: String)

  /// lego's environment variables (https://go-acme.github.io/lego/dns/).
  static let lego: [String: [Name]] = [
    "CLOUDFLARE": [
      ("CF_DNS_API_TOKEN", "apiToken"), ("CF_ZONE_API_TOKEN", "zoneApiToken"),
      ("CF_API_EMAIL", "email"), ("CF_API_KEY", "apiKey"),
    ],
    "AWS_ROUTE53": [
      ("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey"),
      ("AWS_SESSION_TOKEN", "sessionToken"), ("AWS_REGION", "region"),
      ("AWS_HOSTED_ZONE_ID", "hostedZoneId"), ("AWS_ASSUME_ROLE_ARN", "role"),
      ("AWS_EXTERNAL_ID", "externalId"),
    ],
    "AZURE": [
      ("AZURE_CLIENT_ID", "clientId"), ("AZURE_CLIENT_SECRET", "clientSecret"),
      ("AZURE_TENANT_ID", "tenantId"), ("AZURE_SUBSCRIPTION_ID", "subscriptionId"),
      ("AZURE_RESOURCE_GROUP", "resourceGroup"), ("AZURE_ZONE_NAME", "hostedZoneName"),
      ("AZURE_ENVIRONMENT", "environment"),
    ],
    "GCP": [
      ("GCE_PROJECT", "project"), ("GCE_SERVICE_ACCOUNT", "serviceAccountJson"),
      ("GCE_ZONE_ID", "zoneId"),
    ],
    "WEBHOOK": [
      ("HTTPREQ_ENDPOINT", "endpoint"), ("HTTPREQ_MODE", "mode"), ("HTTPREQ_USERNAME", "username"),
      ("HTTPREQ_PASSWORD", "password"),
    ],
    "DIGITALOCEAN": [("DO_AUTH_TOKEN", "token")],
    "HETZNER": [("HETZNER_API_TOKEN", "token")],
    "OVH": [
      ("OVH_ENDPOINT", "endpoint"), ("OVH_APPLICATION_KEY", "applicationKey"),
      ("OVH_APPLICATION_SECRET", "applicationSecret"), ("OVH_CONSUMER_KEY", "consumerKey"),
    ],
    "EXOSCALE": [("EXOSCALE_API_KEY", "apiKey"), ("EXOSCALE_API_SECRET", "apiSecretKey")],
    "RFC2136": [
      ("RFC2136_NAMESERVER", "nameserver"), ("RFC2136_TSIG_KEY", "tsigKeyName"),
      ("RFC2136_TSIG_ALGORITHM", "tsigAlgorithm"), ("RFC2136_TSIG_SECRET", "tsigSecret"),
    ],
    "LINODE": [("LINODE_TOKEN", "token")],
    "VULTR": [("VULTR_API_KEY", "apiKey")],
    "SCALEWAY": [("SCW_SECRET_KEY", "secretKey"), ("SCW_PROJECT_ID", "projectId")],
    "PORKBUN": [("PORKBUN_API_KEY", "apiKey"), ("PORKBUN_SECRET_API_KEY", "secretApiKey")],
    "GODADDY": [("GODADDY_API_KEY", "apiKey"), ("GODADDY_API_SECRET", "apiSecret")],
    "NAMECHEAP": [("NAMECHEAP_API_USER", "apiUser"), ("NAMECHEAP_API_KEY", "apiKey")],
    "GANDI": [("GANDIV5_PERSONAL_ACCESS_TOKEN", "token")],
    "DESEC": [("DESEC_TOKEN", "token")],
    "POWERDNS": [("PDNS_API_KEY", "apiKey"), ("PDNS_API_URL", "apiUrl")],
  ]

  /// The variables of acme.sh's hooks.
  static let acmeSh: [String: [Name]] = [
    "CLOUDFLARE": [
      ("CF_Token", "apiToken"), ("CF_Account_ID", "accountId"), ("CF_Zone_ID", "zoneId"),
      ("CF_Key", "apiKey"), ("CF_Email", "email"),
    ],
    "AWS_ROUTE53": [
      ("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey"),
      ("AWS_SESSION_TOKEN", "sessionToken"),
    ],
    "AZURE": [
      ("AZUREDNS_SUBSCRIPTIONID", "subscriptionId"), ("AZUREDNS_TENANTID", "tenantId"),
      ("AZUREDNS_APPID", "clientId"), ("AZUREDNS_CLIENTSECRET", "clientSecret"),
    ],
    "DIGITALOCEAN": [("DO_API_KEY", "token")],
    "HETZNER": [("HETZNER_TOKEN", "token")],
    "OVH": [
      ("OVH_END_POINT", "endpoint"), ("OVH_AK", "applicationKey"), ("OVH_AS", "applicationSecret"),
      ("OVH_CK", "consumerKey"),
    ],
    "EXOSCALE": [("EXOSCALE_API_KEY", "apiKey"), ("EXOSCALE_SECRET_KEY", "apiSecretKey")],
    "LINODE": [("LINODE_V4_API_KEY", "token")],
    "VULTR": [("VULTR_API_KEY", "apiKey")],
    "SCALEWAY": [("SCALEWAY_API_TOKEN", "secretKey")],
    "PORKBUN": [("PORKBUN_API_KEY", "apiKey"), ("PORKBUN_SECRET_API_KEY", "secretApiKey")],
    "GODADDY": [("GD_Key", "apiKey"), ("GD_Secret", "apiSecret")],
    "NAMECHEAP": [
      ("NAMECHEAP_USERNAME", "apiUser"), ("NAMECHEAP_API_KEY", "apiKey"),
      ("NAMECHEAP_SOURCEIP", "sourceIp"),
    ],
    "GANDI": [("GANDI_LIVEDNS_KEY", "token")],
    "DESEC": [("DEDYN_TOKEN", "token")],
    "POWERDNS": [
      ("PDNS_Url", "apiUrl"), ("PDNS_ServerId", "serverId"), ("PDNS_Token", "apiKey"),
    ],
  ]

  /// The keys of certbot's DNS plugins.
  static let certbot: [String: [Name]] = [
    "CLOUDFLARE": [
      ("dns_cloudflare_api_token", "apiToken"), ("dns_cloudflare_email", "email"),
      ("dns_cloudflare_api_key", "apiKey"),
    ],
    "AZURE": [
      ("dns_azure_sp_client_id", "clientId"), ("dns_azure_sp_client_secret", "clientSecret"),
      ("dns_azure_tenant_id", "tenantId"),
    ],
    "DIGITALOCEAN": [("dns_digitalocean_token", "token")],
    "HETZNER": [("dns_hetzner_api_token", "token")],
    "OVH": [
      ("dns_ovh_endpoint", "endpoint"), ("dns_ovh_application_key", "applicationKey"),
      ("dns_ovh_application_secret", "applicationSecret"), ("dns_ovh_consumer_key", "consumerKey"),
    ],
    "RFC2136": [
      ("dns_rfc2136_server", "nameserver"), ("dns_rfc2136_name", "tsigKeyName"),
      ("dns_rfc2136_secret", "tsigSecret"), ("dns_rfc2136_algorithm", "tsigAlgorithm"),
    ],
    "LINODE": [("dns_linode_key", "token")],
  ]
}
