package dev.pollux.it;

import dev.pollux.spi.Backend;
import dev.pollux.tck.PipeContract;
import org.example.memory.MemoryBackend;

/** A backend with a mechanism of its own, and pipes only, keeps the contract of pipes. */
class MemoryBackendContractIT extends PipeContract {

    @Override
    protected Backend backend() {
        return new MemoryBackend();
    }
}
