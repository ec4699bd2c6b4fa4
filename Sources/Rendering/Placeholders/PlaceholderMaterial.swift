/// Keys and certificates that protect nothing: everybody has them.
///
/// They were made once, by openssl, ssh-keygen, and gpg, and stand in for real ones where a
/// program only checks their form.
enum PlaceholderMaterial {
  /// A certificate for `placeholder.invalid`, of ``privateKey``.
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIICXjCCAgWgAwIBAgIBAzAKBggqhkjOPQQDAjAjMSEwHwYDVQQDDBhwbGFjZWhv
    bGRlciBpbnRlcm1lZGlhdGUwIBcNMjYxMTIxMDMxODEwWhgPMjEyNjEwMjgwMzE4
    MTBaMB4xHDAaBgNVBAMME3BsYWNlaG9sZGVyLmludmFsaWQwggEiMA0GCSqGSIb3
    DQEBAQUAA4IBDwAwggEKAoIBAQCenc5noTwD3HrAWEifAX8Dzeqd1WQO4dESzCP7
    3+ojdkmOM6wlkuNPuwkis4VvVif3L8miCImlbmSMi8rKSGgtiPrZdy2O8uTz2xV9
    H0LNgZ7NTClMBOa/Gfe1gv63zRmSZF9i+gvoAn0Cq1vpLdnCH4wf1Org5GfiNlm0
    HGoqRuF6F2gDcEVqyaQb7sEXbQ3I/v3gR73E3DpwM6F5cWxka2pVJIQsRwx0cos2
    1e3ZKxyFMhrX+uyx+f16KlJuw79sAAJ371qkSmexDHer0CWaPzdOpUh2ZQ80JZ7/
    NcLj4qhcXwz8sQYTcTkydlqcd5hGMeB9fPtA6MFm5atIAglPAgMBAAGjYjBgMB4G
    A1UdEQQXMBWCE3BsYWNlaG9sZGVyLmludmFsaWQwHQYDVR0OBBYEFOE49Sxi7eXl
    qMb06fFUCOGnR94xMB8GA1UdIwQYMBaAFMa6gWMWwaGRpZ60kk7juJQ/WieUMAoG
    CCqGSM49BAMCA0cAMEQCIFbIOKPhFfz48EWrZNLl3QK0QPO8lxduEHinxPZmAUo+
    AiBhGO6PhPt6ZyiBmUuSZwpjrfjUcLlqr7BGF3esZRMK2Q==
    -----END CERTIFICATE-----

    """

  /// The certificate above ``certificate``.
  static let intermediate = """
    -----BEGIN CERTIFICATE-----
    MIIBkzCCATigAwIBAgIBAjAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBwbGFjZWhv
    bGRlciByb290MCAXDTI2MTEyMTAzMTgxMFoYDzIxMjYxMDI4MDMxODEwWjAjMSEw
    HwYDVQQDDBhwbGFjZWhvbGRlciBpbnRlcm1lZGlhdGUwWTATBgcqhkjOPQIBBggq
    hkjOPQMBBwNCAASgtKagy+1G3MupkMkXp1Hex5+AqUF1+ItzTKLG0vQFpQTnJMj6
    De26judWQSaE1KUcTgyFotVBZD0fm45QXbspo2MwYTAPBgNVHRMBAf8EBTADAQH/
    MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUxrqBYxbBoZGlnrSSTuO4lD9aJ5Qw
    HwYDVR0jBBgwFoAUfBhVQu2ytMnECAAF2nMNPa+9QhAwCgYIKoZIzj0EAwIDSQAw
    RgIhAPWdMpSLlFOmMYXuiugSFhKzEIogvSa3Ylh06o5DYHsGAiEA9oXiVQmVJZe8
    D0stF/TOzsTKvdtiN5GMmz743KJXAzI=
    -----END CERTIFICATE-----

    """

  /// The certificate above ``intermediate``.
  static let root = """
    -----BEGIN CERTIFICATE-----
    MIIBnTCCAUOgAwIBAgIUM/dIuYWA4bClNm5aFArD6EOfUZkwCgYIKoZIzj0EAwIw
    GzEZMBcGA1UEAwwQcGxhY2Vob2xkZXIgcm9vdDAgFw0yNjExMjEwMzE4MTBaGA8y
    MTI2MTAyODAzMTgxMFowGzEZMBcGA1UEAwwQcGxhY2Vob2xkZXIgcm9vdDBZMBMG
    ByqGSM49AgEGCCqGSM49AwEHA0IABGAzhGQjLFU8IrO4Y988hTQXsWhhzwz5XLfS
    vfq5FWPWZoHVu1M+AL+PqhzyfGelugziF29mrWkEupAS4lqxfNejYzBhMB0GA1Ud
    DgQWBBR8GFVC7bK0ycQIAAXacw09r71CEDAfBgNVHSMEGDAWgBR8GFVC7bK0ycQI
    AAXacw09r71CEDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAKBggq
    hkjOPQQDAgNIADBFAiEA2wPd69XC5uO8sjDUizqsHSvtpyOh2Sx3wp+p7jyFijAC
    IEuuQBoDAcEh+pQWye/tsZpBhJk4LDIgeWt06V2/Sk+X
    -----END CERTIFICATE-----

    """

  /// An RSA key of 2048 bits, in PKCS#8.
  static let privateKey = """
    -----BEGIN PRIVATE KEY-----
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCenc5noTwD3HrA
    WEifAX8Dzeqd1WQO4dESzCP73+ojdkmOM6wlkuNPuwkis4VvVif3L8miCImlbmSM
    i8rKSGgtiPrZdy2O8uTz2xV9H0LNgZ7NTClMBOa/Gfe1gv63zRmSZF9i+gvoAn0C
    q1vpLdnCH4wf1Org5GfiNlm0HGoqRuF6F2gDcEVqyaQb7sEXbQ3I/v3gR73E3Dpw
    M6F5cWxka2pVJIQsRwx0cos21e3ZKxyFMhrX+uyx+f16KlJuw79sAAJ371qkSmex
    DHer0CWaPzdOpUh2ZQ80JZ7/NcLj4qhcXwz8sQYTcTkydlqcd5hGMeB9fPtA6MFm
    5atIAglPAgMBAAECggEAB6heuqoSF62hT3/zoZmU5D4gwZX3yrAkQ+APLK3Ww/eF
    /ZOJEBdTWhoRitdX7dQfAdQQy/3Vh2MY/6AQHkv4m5otYipazLf1TcCZ/PxxYTKM
    1CSFKeJisX8zclPssDr6rRKjeEfSI1Vba7GSMmPAS5ryTOcen9TnHwi4s/VbOsc1
    wPjpxxWfS/8pUb9dNuiqQT1NXMdbncbDDUn1d2gLSGnIUZK0/ed8ezW4FNo2MXJp
    eSDy0ASmtUW0u/aH8zGnhLybQJnwP2/x0cd4bW841OtSQvzndWBWOIVhrjp1z5ry
    pFZiF5NCcjDZTygYydciKWfNrdVvwiQDZiB2P0dVAQKBgQDY6niEKWfmhZeEoqYs
    lRWNKJcsiNNVJ0fxROqukZglpryc4L9PnMz+QfwOGef+2Sy73xEXsv/+4ZJu2259
    Jz7iaeSaPEXgDrn/1nQHWsBvxCxIC7hn8NaHw9Drh8j0PJW8vykMMHwwjwL5zD3B
    wsk9v7xqOLOG2Bw0ZomLALIsoQKBgQC7MjI/cTi5Yj72TD374+3mvjdifPBUyBuA
    LxY86LKLo7SRohuIAqd+7f8fX2n3Hl3wYffqJVjjTUviobS4VfP58USCrIQxAaUE
    W0zaEvNew/AMM8gbkEDjSI4hiTbBim9ePadnjprw6ND/pD8TB6T3xWjp/+xHdR2o
    /CnudXb/7wKBgAuN+dt4ZSt3ZEnRbC6lxl8dkWfy5eb8T62/cQzZfpRK3HMy2Z4B
    CT5l/2o04RHHOcXMLRnpFA/crjMvhyQtigD/iQjaOxKjVi8Vmlql7+hEN+OilDEd
    OCBFQwS41/CCpatHN4WJs6PWil8KDSQcHyIl64BxAsclDeOQrrTz1YnhAoGAEb8X
    fmY4b3K971GZCrk4A4kC7SZVDmSOHt/X5txUmOJjKu9IVuORh3n+lrXP8OqDE1fm
    Td9OhvX7/LdBz7vuTkKuMQkz2wWB5GDXb1Eem1xN9IowLVTGogVt3AYLF9wM5M1J
    gorFa5NWxPWIOUCfRhID+TMW7ktPDYciXoXqSycCgYEApVqlyAvqu0MHrZVl4uQd
    BfMqiHF623P1V/+4qI7yQU8YsAZgnscRm1vpO4ik3ZnurpCODGO9vz/hcZFOo9QG
    THR/wiu8eP4P4Xs2kUXONFfc0Lffzm5X54N154Rf4GVtBBsvarfQ0OCg2fMVRJ7W
    hsFPRPmF7p0fs41Xq9/lESE=
    -----END PRIVATE KEY-----

    """

  /// The public half of ``privateKey``.
  static let publicKey = """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnp3OZ6E8A9x6wFhInwF/
    A83qndVkDuHREswj+9/qI3ZJjjOsJZLjT7sJIrOFb1Yn9y/JogiJpW5kjIvKykho
    LYj62XctjvLk89sVfR9CzYGezUwpTATmvxn3tYL+t80ZkmRfYvoL6AJ9Aqtb6S3Z
    wh+MH9Tq4ORn4jZZtBxqKkbhehdoA3BFasmkG+7BF20NyP794Ee9xNw6cDOheXFs
    ZGtqVSSELEcMdHKLNtXt2SschTIa1/rssfn9eipSbsO/bAACd+9apEpnsQx3q9Al
    mj83TqVIdmUPNCWe/zXC4+KoXF8M/LEGE3E5MnZanHeYRjHgfXz7QOjBZuWrSAIJ
    TwIDAQAB
    -----END PUBLIC KEY-----

    """

  /// A request for ``certificate``.
  static let request = """
    -----BEGIN CERTIFICATE REQUEST-----
    MIIClDCCAXwCAQAwHjEcMBoGA1UEAwwTcGxhY2Vob2xkZXIuaW52YWxpZDCCASIw
    DQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAJ6dzmehPAPcesBYSJ8BfwPN6p3V
    ZA7h0RLMI/vf6iN2SY4zrCWS40+7CSKzhW9WJ/cvyaIIiaVuZIyLyspIaC2I+tl3
    LY7y5PPbFX0fQs2Bns1MKUwE5r8Z97WC/rfNGZJkX2L6C+gCfQKrW+kt2cIfjB/U
    6uDkZ+I2WbQcaipG4XoXaANwRWrJpBvuwRdtDcj+/eBHvcTcOnAzoXlxbGRralUk
    hCxHDHRyizbV7dkrHIUyGtf67LH5/XoqUm7Dv2wAAnfvWqRKZ7EMd6vQJZo/N06l
    SHZlDzQlnv81wuPiqFxfDPyxBhNxOTJ2Wpx3mEYx4H18+0DowWblq0gCCU8CAwEA
    AaAxMC8GCSqGSIb3DQEJDjEiMCAwHgYDVR0RBBcwFYITcGxhY2Vob2xkZXIuaW52
    YWxpZDANBgkqhkiG9w0BAQsFAAOCAQEASPN1btFqEN5dUMPxmVOarnKqpFBo2NGI
    n83o0UpHDzHZqNLOW37bwaAss/M8rdvCqo8KWJ55MA11PAR6G9c9H6uInG55Ct55
    UVzBLOs0V9NqIUNaBKtxH25yDd2ZhMIzF8Yra9WbNXwAdqsntaJduarZrLweZKJ2
    qV1mzW+NqlBlzSXxQtFWlsfrNS/S0vweBC85n8ZVU7NYzmgZCITyxDQzya7PVHFY
    PMiaUVj2CcdUhH4xA7tasHa6oKXd9lAUwcUTUKQA0ozm5KkcSv6PfM1qVTUVgmdU
    uArLPEOU13rC7HeGstetZIe+6WCMdJf+JjAB1+gkgDTU4m1AEPFnNg==
    -----END CERTIFICATE REQUEST-----

    """

  /// A PKCS#12 store of ``privateKey`` and the three certificates, in base64; its password is
  /// ``keystorePassword``.
  static let keystore = """
    MIIM4gIBAzCCDJgGCSqGSIb3DQEHAaCCDIkEggyFMIIMgTCCBuIGCSqGSIb3DQEHBqCCBtMwggbPAgEAMIIGyAYJKoZI\
    hvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjy536Rq7qfBgICCAAwDAYIKoZIhvcNAgkFADAdBglg\
    hkgBZQMEASoEEDoa73ImLOUm+qKKeVTwjqWAggZgZKCjfwOSuDL9kzJp4wJ0jwZV6YxSCFuR3kvLPXA57rThmFQIlkAr\
    7UEM/bn0vAUQr1jjbW0h451EsS9YeJcdqtQwh8GbIsoZVFVuBdjLcqNWlYJMqDbEbR8QgBAd6wEDhvGJM4wPrxG4Qp3x\
    gwh4a8KSlurFUy9fh19gANJy28U0alJJSQADKsZ2UIdY9gVMWKJXqFVT8iGH49UOKNzJhHPcq70/2yB+42qnXmBxzwLU\
    BQuwmra3vehWaD2jWC3egjuVIBwaQ49d87kbxlJUMA1OvVVbbDMJaODO930jZQNaCkInec6Um2RpdYygMzwMLmSq8mCT\
    GVMKTIgXyPDrrluifBj5DxaOYxlXv8P+mlyWmcuiGoFVN+926qP4/D2gdQkHAslMS2tTFl7rrqcaHe67a/4WKROstD1k\
    HlfroonEf+SEzlQGCpJ16Hq2A+XDE8Gj4BpzxP/BVy1iyNKjbvAmpPFRQQoc6x/icIkv4O3ScQesW9o5xLLNGQBBJzFE\
    zvB8sQcVB7cztknTDg+jwCUeOKXuNS9pJ3VJU3wcoqb6clnQZrOgC54CC9Zcrm+Lj+PZl5/H7EERwh92gs7DRCEJO/1N\
    uVNIGOsqI7ze7iDFJjMYPiGrUdfs/dc5XRx7x8y+TZv6CO5xtw4MQmDLvz6SKjraNNpqx5gJFpG7qVT3sW5QDUH+B66k\
    01+hQm8HkkJ+SeDP5x/TP1aP6PMNVoKFj0Dr2sLAZKAKv8UXqccEb/W6XvurerUPZ4Qy8sQ26LnzzLpQc5YrmbyQ0Pdl\
    y2syWjG6pYXkbYAr4afp2QqXNckMcedAMiGAAQcf/CG2Sh64Zxb5d/EvNi3hv4gyg++RSFkHvj2WFAkMt+z6Dmk12qEx\
    /O3N24B2G6jKtpwFbsD2m4aZYttAt9ghYQ0kn5BeQoNmtbrxBcQCCmftdlN4jNQbfuHvdARMTszPwdMRidafCB1U2I33\
    ALbelr+nWYNizJ8HVpiyM/1odC/VTZ19K/p4Iw1OhK8nXzcndkMSlLXsxiCT7FBRq7cXGe+7aI8yqlfWg3ISR8FtTR/S\
    hG+k4nkjlwXGlrdoNcfWkWJlrESePt4apo3lheGPNyztDsSvTRcD/1y6ujUpw88E9FKvqRYlvjpMLci9+5US+foKaaum\
    HUMZQkOiHP6Ok1D/8CXWlw/IdRgZXY2W8PWBOjrkTIHsKEHlyoUtT8RvyqkXN+Iucy1yhSe0B4OxVFjt2QHMwPngc7yJ\
    8INIO7bLxpg7J5x0lpv+LYVdAfYvW+ruCEIJbfF4MA/nu8sVfTVKqye0yfwRlfivRvA2x3NOUGnJofXKS0IhmA+r3reE\
    xkh8ozxyvrPrO7bov+oHwqPgw2oJeBHesBH8JdpPIULKHSictNtaBkKqd+iPc6uDHIxwkL0PVGFefIqGMcy2VS5pPczB\
    8UNBSLmhy/XoI1Ho6TRqo4nH60/mC3ZlYu0ln8kVr87Gu1wlgRxsYc502ysG9gbPtKORNQmAievPidQFh1Vs67yAh4+w\
    39MC2ILPcWcKnELUuX2u3VRXmb2h4jaXTMEo99emcJpwCnb/7XLdk16xclOZEo8wH/na1YDlPMlbkrZ16glsM2XGCI19\
    vlqV6Ur8f28tdyF3pHuBER2/Cobk2IKfw1hkxbaiK+fZ5lhIR8P/TMA2bc28qBN4sOQ+vbxs0bQcRaExGeFwBrxA3l92\
    JhTZjBZ1G673NiG/k7MHkEkOwwYsn6TEoh7mrtyIoAbDPHkG/7JEeaSl6xBseq56XKc5MqhNx7WpLVWD19oPJWjsh4yL\
    VId7KZ6vg9f28tdkLTEF9uKX+MR/hUHx6pevScif0oNDWO8q5piZu/Nvt3EOvfBJV5pGhgMk/HyzwC5DXnxsf21jseDg\
    kza9pIjA/XSeXIS57YecwdSeN/I9v9yLwyhCO2di3XZ/dqRfg2IGn78mPscoQhJishYZBKD3VlxBtpfHDzPjG/alFLWV\
    Fy2ItCpVXOvhbrjlsKdnDNoWrf4vxCEYI+XYsyORsiU+OeTrEfrbJ+R2JIQEl5ARkET1T7WsHb5oQv40AhOqEcM5aB6O\
    fdkggcL5rm6YWB7iP0dzLafJ11sEb71XqYWAarKaEfIZHiv+8FkF4kSjioq5RvihhDf65XR4CCpO0HmbI0N9H5W/fNSI\
    0c2iwZqEMIIFlwYJKoZIhvcNAQcBoIIFiASCBYQwggWAMIIFfAYLKoZIhvcNAQwKAQKgggUxMIIFLTBXBgkqhkiG9w0B\
    BQ0wSjApBgkqhkiG9w0BBQwwHAQIwqsUXykWLeYCAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBDv/eBaW/tZ\
    JjcveOxFrFJnBIIE0DoqDUEgUzitIwcMa5Zrgc+a7orQwSQFW7IfNHyp7xEA9qUbFyDCMxTGJUO/Cx7fYNsGhlMCzgYB\
    QJv83cM5ieAZqOiruRs/+EQCyI+bXyKk0AhaizMNwLOPUUcJjmnB/GP91SGU270wbgIyS7JCT27BH4d/NM9GY8MUZmJj\
    XsHRx1RgfugVKJe7GJOFazxOdal4y+/FHQ0JvCa18pqAuHAFdiU4r4acam3yJ2FY0Vs4YUNGAx0r9dP8mS4ggdX532dE\
    f6OEOmb/kDDXvV330DxJwf8JyUnpb690Z1dwq09/MhpEq1OD/h27EYNzHQu0BtR5vkso4x3C7UlV8TsPFAoBb1IpxmDH\
    HuVDEmudldIPVR3+6W54Fo97w8cO1mvgyKFWYuH53cEQNLMf1nXZKXpAbOZHDygV8k1OyacDIx3tYnRedsf9H/u48KaP\
    69Mf8Y7xsynFC/WA0AxdsS+Gh0622S4rYCNitW8nMB39TeeFBgdC9RWFqaGEA3QtymZjV1chCEBXcDahNK0jWwzFHFce\
    RBvhVmL2ap0nHNjiq0XziAPkpBx1D7BRHPcNnxnvVjM8T31QY4JqI+ieVYgd/JFOd9gDPTqd5QF+IszyQ9vutULR9j+N\
    Dq1+VH7JQjPJEEujV2ngj7CREnD74Xedv7FdDHEPC+dAEs0QDAjiwVmRImH2aRWujy5ZDTIRmGxtfDOz7ON4+ca6a1zI\
    v2UR/jaE1O1hDtSPcI73FDgSdW/faoN2DGjAqtuK54p+4x8tWT1bYsRqyh/BbvUy0nIx112PzWH/jvIbfHRXyuE532yg\
    1SP+lKgZERmLMfhUc1DOAC7pNMUkEQ5uutb8dB1yLu9U7KcXhmii7lWehTnj0m+Z07OW0Z+HjdhK2HlWavOv5JBixlHe\
    +pMUQpyOnT8dWUz1jtriIIH8tnemMo2q7G7IbcX+nBzJUrSvhypzhHFCmo6/ro/VjvlWwBSkIj4esZQIOuznC0adkSZg\
    wKWFw5GEM8/kEyn2VmNkl+UkxCmEqPp+xoqOzIkuuLZR9BXQtg8JrKCoFlx1T2hc0qjBsefGA3zOoQYfUxryBS6uCZFE\
    3P5Trn1KPV5gOTBoLZkenvOitb1RUlZs38h6iMblKiy/Zv/3qokEyFDRt5cHpY0tFk/3TO7Log89D4XSAmL3NQRCesjN\
    xselIxsjlFFPVGw6AwJrU69resrNR/CLP2m+hOVGB8ebdexgduaKgERtuD1t8da+hqm100UUd0/iXcMEn69hTpI8II57\
    tc75HF4eOIP0PNH38/XD0lUllFOTcOS4PnwGKj6FNYnnCf4F61AFAvcDz9307FdZ0o6BRrouAbf8DZ/lDyAi8LAilhwW\
    yzR0JBveymHVgQO6ktCpsaKVT8456Gv/u3M4Z4RiK83EkP/nPsxkgdH3LBCIGvUviT7T+nldzpvOGynUzo1jQHpxBz50\
    JvgwbzzHK5zjfeUMviiJSh9JTENAAFbmwmkldrKfu0/MK1m37iGAqvY9sm5k1A5PX9HDI6UkDq3mHcXipM3tVkP+pGa2\
    FGvtc0Z3lFeC/0u/ZBVtPtKIJf6aLxD7o8GngUbgO2lX2j+XSc5/DtiyPA/EvvRDhvWppVsk0nHr92iq4qrs2WeijE6i\
    gYwXMTgwEQYJKoZIhvcNAQkUMQQeAgAxMCMGCSqGSIb3DQEJFTEWBBQx3sskFif/TtQUbIjh2hzvcqIUfzBBMDEwDQYJ\
    YIZIAWUDBAIBBQAEIMlQYRz/kx/cKzpfPXRra+KARp0zUxFDxnmME1qX5V5HBAgyjbXGq0o22QICCAA=
    """

  /// The password of ``keystore``.
  static let keystorePassword = "placeholder"

  /// An Ed25519 key without a passphrase.
  static let sshPrivateKey = """
    -----BEGIN OPENSSH PRIVATE KEY-----
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
    QyNTUxOQAAACCwblwjV/PZ5WH6NSdmNuJF5SI8aN1Dueuu1VuLGDldrQAAAJB0UwSldFME
    pQAAAAtzc2gtZWQyNTUxOQAAACCwblwjV/PZ5WH6NSdmNuJF5SI8aN1Dueuu1VuLGDldrQ
    AAAEApfMBV3JNcJzPCz9LTRbcgZnN/pCuvIvKgJ9/DjMMx+LBuXCNX89nlYfo1J2Y24kXl
    Ijxo3UO5667VW4sYOV2tAAAAC3BsYWNlaG9sZGVyAQI=
    -----END OPENSSH PRIVATE KEY-----

    """

  /// The public half of ``sshPrivateKey``.
  static let sshPublicKey = """
    ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILBuXCNX89nlYfo1J2Y24kXlIjxo3UO5667VW4sYOV2t placeholder

    """

  /// The public half of ``pgpPrivateKey``.
  static let pgpPublicKey = """
    -----BEGIN PGP PUBLIC KEY BLOCK-----

    mDMEawENchYJKwYBBAHaRw8BAQdAtJ/4IWpAbsw0cXsamibQD81loNhGNfty/Lp3
    GX2ZRBW0LVBsYWNlaG9sZGVyIDxwbGFjZWhvbGRlckBwbGFjZWhvbGRlci5pbnZh
    bGlkPoiQBBMWCAA4FiEEFiwoz8+qWl5PdECr/HkmwJHR4OQFAmsBDXICGwMFCwkI
    BwIGFQoJCAsCBBYCAwECHgECF4AACgkQ/HkmwJHR4OT4wQD9HOJHjELV3Lb6FuHq
    tHdGLD4rUIBWeC0GJPTbGOMmr4MBAKwGderyPWvMOSwRMoYmbJgflPg5gxiIX/5O
    QdtLSd8E
    =Ble3
    -----END PGP PUBLIC KEY BLOCK-----

    """

  /// An OpenPGP key without a passphrase.
  static let pgpPrivateKey = """
    -----BEGIN PGP PRIVATE KEY BLOCK-----

    lFgEawENchYJKwYBBAHaRw8BAQdAtJ/4IWpAbsw0cXsamibQD81loNhGNfty/Lp3
    GX2ZRBUAAQDVG1lL/wAsDMtcNLG9Eyw5LbVpMA7JUlWN/HUv0TmodQ1atC1QbGFj
    ZWhvbGRlciA8cGxhY2Vob2xkZXJAcGxhY2Vob2xkZXIuaW52YWxpZD6IkAQTFggA
    OBYhBBYsKM/PqlpeT3RAq/x5JsCR0eDkBQJrAQ1yAhsDBQsJCAcCBhUKCQgLAgQW
    AgMBAh4BAheAAAoJEPx5JsCR0eDk+MEA/RziR4xC1dy2+hbh6rR3Riw+K1CAVngt
    BiT02xjjJq+DAQCsBnXq8j1rzDksETKGJmyYH5T4OYMYiF/+TkHbS0nfBA==
    =zyuJ
    -----END PGP PRIVATE KEY BLOCK-----

    """

  /// The bcrypt hash of the password `placeholder`.
  static let bcrypt = "$2y$05$.2.Grjapc7RNMMiuE6KV.eBmr4dPQ0PtARak0gcDnz/zeX4orny1K"
}
