/// A certificate of its own for `service.test`, from 2020 to 2120; made for these tests and used nowhere else.
package enum ServiceCertificate {
    package static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBazCCARCgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxzZXJ2aWNl
        LnRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
        BAMMDHNlcnZpY2UudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKCeZHd1
        2U1y/y60i9NuRVNwCB5XniRlbMiHMcZBTVHGW+SiBhio3ovqoFhZwm5H1tlbgaOh
        W6v7hV/tQc9o1yejSzBJMA8GA1UdEwEB/wQFMAMBAf8wFwYDVR0RBBAwDoIMc2Vy
        dmljZS50ZXN0MB0GA1UdDgQWBBSfDvcjAWuULo5TLXGru92id10bYDAKBggqhkjO
        PQQDAgNJADBGAiEA8sj+sM7YgQZiyPsMu/CdkBokS+qbtLmFCshtFhLR0MgCIQD2
        riLEEHU/7WODAxYAsan3kGk9RU/sFqFLX8G8KujekA==
        -----END CERTIFICATE-----

        """

    package static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgADRuVDPoSjnYReaS
        s81U1VoxeatSj9YxaXV64hS0nFehRANCAASgnmR3ddlNcv8utIvTbkVTcAgeV54k
        ZWzIhzHGQU1RxlvkogYYqN6L6qBYWcJuR9bZW4GjoVur+4Vf7UHPaNcn
        -----END PRIVATE KEY-----

        """
}
