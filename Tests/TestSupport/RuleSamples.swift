extension TypeSample {
  /// By type, what a rule between fields refuses, and a check.
  static let refusedByRules: [String: [(json: String, fields: String)]] = [
    "container-registry": [
      (
        #"{"server": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "password": "p", "username": "AWS"}"#,
        "region"
      ),
      (
        #"{"username": "u", "password": "p", "identityToken": "t"}"#,
        "identityToken"
      ),
    ],
    "basic-auth": [
      (
        #"{"username": "u", "password": "ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp"}"#,
        "password"
      ),
      (
        #"{"username": "u", "password": "p", "cost": 18}"#,
        "cost"
      ),
      (
        #"{"username": "u", "password": "p", "hash": "sha512-crypt", "cost": 10}"#,
        "cost"
      ),
    ],
    "acme-wildcard": [
      (
        #"{"provider": "CLOUDFLARE", "commonName": "*.example.com", "providerConfig": {"apiToken": "t"}, "eabKeyId": "k"}"#,
        "eabHmacKey"
      ),
      (
        #"{"provider": "CLOUDFLARE", "commonName": "*.example.com", "providerConfig": {"email": "me@example.com", "apiKey": "k", "zoneApiToken": "z"}}"#,
        "providerConfig.apiToken"
      ),
      (
        #"{"provider": "AWS_ROUTE53", "commonName": "*.example.com", "providerConfig": {"region": "eu-west-1", "accessKeyId": "a"}}"#,
        "providerConfig.secretAccessKey"
      ),
      (
        #"{"provider": "AWS_ROUTE53", "commonName": "*.example.com", "providerConfig": {"region": "eu-west-1", "sessionToken": "t"}}"#,
        "providerConfig.accessKeyId"
      ),
      (
        #"{"provider": "AWS_ROUTE53", "commonName": "*.example.com", "providerConfig": {"region": "eu-west-1", "externalId": "x"}}"#,
        "providerConfig.role"
      ),
      (
        #"{"provider": "WEBHOOK", "commonName": "*.example.com", "providerConfig": {}}"#,
        "providerConfig.groupName"
      ),
      (
        #"{"provider": "WEBHOOK", "commonName": "*.example.com", "providerConfig": {"endpoint": "https://dns.example.com", "config": {"a": "b"}}}"#,
        "providerConfig.config"
      ),
      (
        #"{"provider": "WEBHOOK", "commonName": "*.example.com", "providerConfig": {"groupName": "g", "solverName": "s", "mode": "RAW"}}"#,
        "providerConfig.mode"
      ),
      (
        #"{"provider": "WEBHOOK", "commonName": "*.example.com", "providerConfig": {"endpoint": "https://dns.example.com", "username": "u"}}"#,
        "providerConfig.password"
      ),
    ],
    "object-storage": [
      (
        #"{"accessKey": "a", "secretKey": "s"}"#,
        "bucket"
      ),
      (
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket", "flavour": "cloudflare-r2", "endpoint": "https://x.r2.cloudflarestorage.com", "region": "eu"}"#,
        "region"
      ),
      (
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket", "flavour": "minio"}"#,
        "endpoint"
      ),
      (
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket", "flavour": "oci", "endpoint": "https://objectstorage.eu.oraclecloud.com"}"#,
        "endpoint"
      ),
      (
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket", "flavour": "backblaze-b2", "endpoint": "https://s3.example.com"}"#,
        "endpoint"
      ),
      (
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket", "endpoint": "https://my-bucket.s3.example.com"}"#,
        "endpoint"
      ),
    ],
    "aws": [
      (
        #"{"assumeRoleArn": "arn:aws:iam::123456789012:role/deploy", "sessionToken": "t"}"#,
        "accessKey"
      )
    ],
    "google": [
      (
        #"{"mode": "authorized-user", "clientId": "c", "clientSecret": "s", "refreshToken": "r", "data": "@google"}"#,
        "data"
      ),
      (
        #"{"data": "@google", "clientId": "c", "refreshToken": "r"}"#,
        "clientId refreshToken"
      ),
    ],
    "seqera-compute": [
      (
        #"{"mode": "role"}"#,
        "assumeRoleArn"
      ),
      (
        #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy"}"#,
        "secretKey"
      ),
      (
        #"{}"#,
        "accessKey"
      ),
      (
        #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "useExternalId": true}"#,
        "assumeRoleArn"
      ),
    ],
    "mysql": [
      (
        #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "clientCertificate": "@cert"}"#,
        "clientKey"
      ),
      (
        #"{"host": "db.example.com", "username": "u", "password": "p", "database": "d", "clientCertificate": "@cert", "clientKey": "@otherkey"}"#,
        "clientCertificate"
      ),
    ],
    "redis": [
      (
        #"{"host": "10.0.0.1", "password": "p", "clientCertificate": "@cert"}"#,
        "clientKey"
      ),
      (
        #"{"host": "10.0.0.1", "password": "p", "clientCertificate": "@cert", "clientKey": "@otherkey"}"#,
        "clientCertificate"
      ),
    ],
    "jwt-signing-key": [
      (
        #"{"keyType": "passphrase", "algorithm": "HS256"}"#,
        "secret"
      ),
      (
        #"{"keyType": "passphrase", "algorithm": "HS256", "secret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "privateKey": "@rsa"}"#,
        "privateKey"
      ),
      (
        #"{"keyType": "passphrase", "algorithm": "RS256", "secret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
        "algorithm"
      ),
      (
        #"{"keyType": "passphrase", "algorithm": "HS384", "secret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
        "secret"
      ),
      (
        #"{"keyType": "passphrase", "algorithm": "HS512", "secret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
        "secret"
      ),
    ],
    "acme-account": [
      (
        #"{"accountKey": "@edkey"}"#,
        "accountKey"
      )
    ],
  ]

  /// By type, what is accepted in another way than the plain sample, and what is warned about.
  static let alsoAccepted: [String: [(json: String, fields: String)]] = [
    "container-registry": [
      (
        #"{"server": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "password": "p", "username": "AKIAIOSFODNN7EXAMPLE", "region": "eu-west-1"}"#,
        "username"
      ),
      (
        #"{"username": "_json_key", "password": "p"}"#,
        "password"
      ),
      (
        #"{"username": "_json_key_base64", "password": "p"}"#,
        "password"
      ),
    ],
    "object-storage": [
      (
        #"{"accessKey": "a", "secretKey": "s", "allBuckets": true}"#,
        ""
      ),
      (
        #"{"accessKey": "a", "secretKey": "s", "bucket": "my-bucket", "flavour": "gcs"}"#,
        "accessKey"
      ),
    ],
    "aws": [
      (
        #"{"mode": "role", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy"}"#,
        ""
      ),
      (
        #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy", "useExternalId": true}"#,
        ""
      ),
      (
        #"{"accessKey": "1234567890123456", "secretKey": "short"}"#,
        "accessKey secretKey"
      ),
    ],
    "azure": [
      (
        #"{"batchName": "batch1", "batchKey": "QUJD", "storageName": "store1", "storageKey": "QUJD"}"#,
        "storageKey"
      )
    ],
    "exoscale": [
      (
        #"{"apiKey": "1234", "apiSecretKey": "s"}"#,
        "apiKey"
      )
    ],
    "openstack": [
      (
        #"{"username": "u", "password": "p"}"#,
        "authUrl"
      )
    ],
    "seqera-compute": [
      (
        #"{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy", "useExternalId": true}"#,
        ""
      ),
      (
        #"{"accessKey": "1234567890123456", "secretKey": "short"}"#,
        "accessKey secretKey"
      ),
    ],
    "github": [
      (
        #"{"username": "u", "password": "hunter"}"#,
        "password"
      )
    ],
    "gitlab": [
      (
        #"{"username": "u", "token": "x"}"#,
        "token"
      )
    ],
    "bitbucket": [
      (
        #"{"username": "u", "password": "p"}"#,
        "password"
      ),
      (
        #"{"username": "u", "token": "x"}"#,
        "token"
      ),
    ],
    "kubernetes": [
      (
        #"{"certificate": "@cert", "privateKey": "@key", "caCertificate": "@ca"}"#,
        "server"
      )
    ],
    "docker-swarm": [
      (
        #"{"ca": "@ca", "cert": "@cert", "key": "@key"}"#,
        "endpoint"
      )
    ],
    "swarm-token": [
      (
        #"{"scope": "manager", "token": "x"}"#,
        "managerAddress token"
      )
    ],
    "helm-repository": [
      (
        #"{"username": "u", "password": "p"}"#,
        "url"
      )
    ],
    "npm-registry": [
      (
        #"{"token": "x"}"#,
        "registry"
      ),
      (
        #"{"registry": "https://npm.example.com", "token": "x"}"#,
        "registry"
      ),
      (
        #"{"registry": "https://registry.npmjs.org/", "token": "x"}"#,
        "token"
      ),
    ],
    "python-index": [
      (
        #"{"url": "https://upload.pypi.org/legacy/", "password": "p"}"#,
        "password"
      )
    ],
    "vsphere": [
      (
        #"{"vcenter": "vc.example.com", "username": "u", "password": "p"}"#,
        "username"
      )
    ],
    "cloud-token": [
      (
        #"{"provider": "scaleway", "accessKey": "x", "token": "t"}"#,
        "accessKey"
      )
    ],
    "ca-certificate": [
      (
        #"{"certificates": "@cert"}"#,
        "certificates"
      )
    ],
  ]
}
