/** Somebody else's backend. */
module org.example.counting {
    requires dev.pollux;

    uses dev.pollux.spi.Backend;

    provides dev.pollux.spi.Backend with
            org.example.counting.CountingBackend;
}
