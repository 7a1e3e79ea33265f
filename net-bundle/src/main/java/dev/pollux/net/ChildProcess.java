package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Unsupported;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A process whose standard streams can be registered with a poll.
 *
 * <p>The streams of {@link Process} block. This makes pipes instead and hands their other ends to the process, for each
 * stream that the builder leaves at {@link Redirect#PIPE}. It needs {@code Capability.FILE_DESCRIPTORS} and
 * {@code Capability.PIPE}.
 *
 * {@snippet :
 * ChildProcess child = ChildProcess.start(new ProcessBuilder("sort"));
 * child.stdin().write(lines);
 * child.stdin().close();
 * poll.registry().register(child.stdout(), token, Interest.READABLE);
 * }
 *
 * <p>Pipes and process end independently: close what you have, and wait for the process with {@link Process#onExit()}.
 *
 * @param process the process; its own streams are empty where a pipe took their place
 * @param stdin where to write what the process reads; null if the builder redirected it
 * @param stdout where to read what the process writes; null if the builder redirected it
 * @param stderr where to read what the process reports; null if the builder redirected it, to standard output or elsewhere
 */
public record ChildProcess(
        Process process, Pipe.@Nullable Sender stdin, Pipe.@Nullable Receiver stdout, Pipe.@Nullable Receiver stderr) {

    /**
     * Starts a process, with the preferred backend.
     *
     * @param builder what to start; it is left as it was
     * @return the process and the pipes to it
     * @throws UnsupportedOperationException if the backend has no descriptors or no pipes; nothing was started
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, or the program cannot be started; nothing is left behind
     */
    public static ChildProcess start(ProcessBuilder builder) throws IOException {
        return start(Backends.preferred(), builder);
    }

    /**
     * Starts a process.
     *
     * @param backend the backend to make the pipes
     * @param builder what to start; it is left as it was
     * @return the process and the pipes to it
     * @throws UnsupportedOperationException if the backend has no descriptors or no pipes; nothing was started
     * @throws IOException if the system refuses, or the program cannot be started; nothing is left behind
     */
    public static ChildProcess start(Backend backend, ProcessBuilder builder) throws IOException {
        if (!backend.capabilities().contains(Capability.FILE_DESCRIPTORS)
                || !backend.capabilities().contains(Capability.PIPE)) {
            throw Unsupported.by(backend, "child processes", "they need pipes that have descriptors");
        }
        return new Starter(backend, builder).start();
    }

    /** One start: opens the pipes, lends their far ends to the builder, and tidies up whatever happens. */
    private static final class Starter {

        private final Backend backend;
        private final ProcessBuilder builder;
        private final Deque<PipeEnd> ours = new ArrayDeque<>();
        private final Deque<PipeEnd> theirs = new ArrayDeque<>();

        Starter(Backend backend, ProcessBuilder builder) {
            this.backend = backend;
            this.builder = builder;
        }

        ChildProcess start() throws IOException {
            Redirect input = builder.redirectInput();
            Redirect output = builder.redirectOutput();
            Redirect error = builder.redirectError();
            Process process = null;
            try {
                Pipe.Sender stdin = input.equals(Redirect.PIPE) ? input() : null;
                Pipe.Receiver stdout = output.equals(Redirect.PIPE) ? output() : null;
                Pipe.Receiver stderr = error.equals(Redirect.PIPE) && !builder.redirectErrorStream() ? error() : null;
                process = builder.start();
                closeTheirs();
                return new ChildProcess(process, stdin, stdout, stderr);
            } catch (Throwable failure) {
                ours.forEach(end -> Cleanup.closeAfter(failure, end));
                theirs.forEach(end -> Cleanup.closeAfter(failure, end));
                if (process != null) {
                    process.destroyForcibly();
                }
                throw failure;
            } finally {
                builder.redirectInput(input).redirectOutput(output).redirectError(error);
            }
        }

        private Pipe.Sender input() throws IOException {
            Pipe pipe = Pipe.open(backend);
            ours.add(pipe.sender());
            builder.redirectInput(Redirect.from(lend(pipe.receiver())));
            return pipe.sender();
        }

        private Pipe.Receiver output() throws IOException {
            Pipe pipe = Pipe.open(backend);
            ours.add(pipe.receiver());
            builder.redirectOutput(Redirect.to(lend(pipe.sender())));
            return pipe.receiver();
        }

        private Pipe.Receiver error() throws IOException {
            Pipe pipe = Pipe.open(backend);
            ours.add(pipe.receiver());
            builder.redirectError(Redirect.to(lend(pipe.sender())));
            return pipe.receiver();
        }

        /**
         * Returns a path that leads to an end of a pipe.
         *
         * <p>{@link ProcessBuilder} opens it in this process. Linux makes a new, blocking description of the pipe then;
         * elsewhere it is a duplicate, which must have the right direction and shares its blocking mode: hence the change.
         */
        private File lend(PipeEnd end) throws IOException {
            theirs.add(end);
            end.setNonBlocking(false);
            return new File(descriptors() + end.fd());
        }

        /** The process has its own copies now; with ours open the end of a stream would never be seen. */
        private void closeTheirs() throws IOException {
            for (PipeEnd end = theirs.poll(); end != null; end = theirs.poll()) {
                end.close();
            }
        }

        private static String descriptors() {
            boolean linux =
                    System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
            return linux ? "/proc/self/fd/" : "/dev/fd/";
        }
    }
}
