package dev.pollux.net;

import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes endpoints of the JDK's pipes that know their descriptors.
 *
 * <p>The JDK does not tell those, but Linux does: {@code /proc/self/fd} shows which are new and {@code /proc/self/fdinfo}
 * which of them is the end to write to.
 */
final class LinuxPipes {

    private LinuxPipes() {}

    static Pair<StreamEndpoint> open(FakeBackend backend) throws IOException {
        Map<Integer, String> before = pipes();
        java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
        pipe.sink().configureBlocking(false);
        pipe.source().configureBlocking(false);
        Map<Integer, String> after = pipes();
        after.keySet().removeAll(before.keySet());
        long sender = -1;
        long receiver = -1;
        for (int fd : after.keySet()) {
            if (isForWriting(fd)) {
                sender = fd;
            } else {
                receiver = fd;
            }
        }
        if (after.size() != 2 || sender < 0 || receiver < 0) {
            throw new AssertionError("one pipe was made, but these are new: " + after);
        }
        WritableByteChannel sink = pipe.sink();
        ReadableByteChannel source = pipe.source();
        return new Pair<>(
                end(backend, pipe.sink(), sender)
                        .answer("write", arguments -> sink.write((ByteBuffer) arguments[0]))
                        .as(StreamEndpoint.class),
                end(backend, pipe.source(), receiver)
                        .answer("read", arguments -> source.read((ByteBuffer) arguments[0]))
                        .as(StreamEndpoint.class));
    }

    private static FakeEndpoint end(FakeBackend backend, SelectableChannel channel, long fd) {
        FakeEndpoint end = new FakeEndpoint(backend, Map.of())
                .answer("handle", fd)
                .answer("close", arguments -> {
                    channel.close();
                    return null;
                });
        backend.made.add(end);
        return end;
    }

    /** Returns the open descriptors of pipes, with the names of their pipes. */
    static Map<Integer, String> pipes() throws IOException {
        Map<Integer, String> pipes = new HashMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("pipe:")) {
                        pipes.put(Integer.parseInt(descriptor.getFileName().toString()), target);
                    }
                } catch (NoSuchFileException e) {
                    // The directory's own, closed since.
                }
            }
        }
        return pipes;
    }

    private static boolean isForWriting(int fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & 1) != 0; // O_WRONLY
            }
        }
        throw new AssertionError("no flags of descriptor " + fd);
    }
}
