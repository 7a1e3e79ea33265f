package dev.pollux.it;

import dev.pollux.spi.Backend;
import dev.pollux.tck.BackendContract;
import org.example.counting.CountingBackend;

/** A backend that delegates keeps the whole contract. */
class CountingBackendContractIT extends BackendContract {

    @Override
    protected Backend backend() {
        return new CountingBackend();
    }
}
