package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What reading and writing do, wherever bytes flow: TCP, Unix streams and pipes alike.
 *
 * <p>Events, the end, and threads at once are in {@link ByteFlowEventContract} and {@link ByteFlowThreadContract}; they
 * extend each other, so that each kind of stream is one class.
 *
 * @param <W> the type of the end to write to
 * @param <R> the type of the end to read from
 */
abstract class ByteFlowContract<W extends Source & GatheringByteChannel, R extends Source & ScatteringByteChannel>
        extends NetContract {

    /** Two ends of a connection. */
    record Flow<W, R>(W writer, R reader) {}

    /** Makes a connection, both ends of which are closed after the test. */
    abstract Flow<W, R> open() throws Exception;

    abstract int tryWrite(W writer, IoOperation operation) throws IOException;

    abstract int tryRead(R reader, IoOperation operation) throws IOException;

    /** Every kind of buffer that can be read into, with room for exactly so many bytes in its middle. */
    private enum Target {
        HEAP,
        DIRECT,
        HEAP_SLICE,
        DIRECT_SLICE;

        ByteBuffer with(int room) {
            ByteBuffer whole =
                    name().startsWith("HEAP") ? ByteBuffer.allocate(room + 32) : ByteBuffer.allocateDirect(room + 32);
            ByteBuffer buffer = name().endsWith("SLICE") ? whole.slice(5, room + 20) : whole;
            return buffer.position(3).limit(3 + room);
        }
    }

    private static ByteBuffer[] sourcesOf(byte[] content) {
        ByteBuffer direct = ByteBuffer.allocateDirect(content.length + 9).position(4);
        direct.put(content).flip().position(4);
        ByteBuffer heap = ByteBuffer.allocate(content.length + 9).position(4);
        heap.put(content).flip().position(4);
        return new ByteBuffer[] {
            ByteBuffer.wrap(content),
            heap.slice(),
            heap,
            direct.slice(),
            direct.duplicate(),
            heap.asReadOnlyBuffer(),
            direct.asReadOnlyBuffer()
        };
    }

    @Test
    void readingNothingWouldBlockAndLeavesTheBufferAlone() throws Exception {
        R reader = open().reader();
        for (Target kind : Target.values()) {
            ByteBuffer target = kind.with(8);
            assertEquals(0, reader.read(target), kind::toString);
            assertEquals(3, target.position(), kind::toString);
            assertEquals(11, target.limit(), kind::toString);
            assertEquals(0, reader.read(new ByteBuffer[] {target}), kind::toString);
            assertEquals(3, target.position(), kind::toString);
        }
    }

    @Test
    void everyKindOfSourceArrivesUnchanged() throws Exception {
        Flow<W, R> flow = open();
        byte[] content = pattern(1000);
        for (ByteBuffer source : sourcesOf(content)) {
            int limit = source.limit();
            int end = source.position() + content.length;
            assertEquals(end, limit);
            writeFully(flow.writer(), source);
            assertEquals(end, source.position(), () -> "position of " + source);
            assertEquals(limit, source.limit(), () -> "limit of " + source);
            assertArrayEquals(content, readFully(flow.reader(), content.length), source::toString);
        }
    }

    @Test
    void everyKindOfTargetIsFilledBetweenPositionAndLimitOnly() throws Exception {
        Flow<W, R> flow = open();
        for (Target kind : Target.values()) {
            ByteBuffer target = kind.with(6);
            byte[] before = content(target);
            write(flow.writer(), "abcdefgh");
            until("6 bytes have come", () -> {
                if (target.hasRemaining()) {
                    assertTrue(flow.reader().read(target) >= 0);
                }
                return !target.hasRemaining();
            });
            assertEquals(9, target.limit(), kind::toString);
            byte[] expected = before.clone();
            System.arraycopy("abcdef".getBytes(StandardCharsets.UTF_8), 0, expected, 3, 6);
            assertArrayEquals(expected, content(target), kind::toString);
            assertEquals("gh", readText(flow.reader(), 2), kind::toString);
        }
    }

    /** The whole content of a buffer, beyond its limit too. */
    private static byte[] content(ByteBuffer buffer) {
        byte[] content = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(content);
        return content;
    }

    @Test
    void writingTakesFromPositionToLimitOnly() throws Exception {
        Flow<W, R> flow = open();
        ByteBuffer source = bytes("0123456789").position(2).limit(5);
        writeFully(flow.writer(), source);
        assertEquals(5, source.position());
        assertEquals(5, source.limit());
        write(flow.writer(), "|");
        assertEquals("234|", readText(flow.reader(), 4));
    }

    @Test
    void readingWithoutRoomIsRefusedAndTakesNothing() throws Exception {
        Flow<W, R> flow = open();
        write(flow.writer(), "data");
        ByteBuffer full = ByteBuffer.allocate(4).position(4);
        ByteBuffer empty = ByteBuffer.allocate(0);
        assertThrows(IllegalArgumentException.class, () -> flow.reader().read(full));
        assertThrows(IllegalArgumentException.class, () -> flow.reader().read(empty));
        assertThrows(IllegalArgumentException.class, () -> flow.reader().read(new ByteBuffer[] {full, empty}));
        assertThrows(IllegalArgumentException.class, () -> flow.reader().read(new ByteBuffer[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> flow.reader().read(new ByteBuffer[] {ByteBuffer.allocate(9)}, 0, 0));
        assertEquals("data", readText(flow.reader(), 4));
    }

    @Test
    void readingIntoReadOnlyBufferIsRefusedAndTakesNothing() throws Exception {
        Flow<W, R> flow = open();
        write(flow.writer(), "data");
        ByteBuffer room = ByteBuffer.allocate(1);
        for (ByteBuffer readOnly : new ByteBuffer[] {
            ByteBuffer.allocate(4).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(4).asReadOnlyBuffer()
        }) {
            assertThrows(IllegalArgumentException.class, () -> flow.reader().read(readOnly));
            assertThrows(IllegalArgumentException.class, () -> flow.reader().read(new ByteBuffer[] {room, readOnly}));
        }
        assertEquals(0, room.position(), "nothing was read into the buffer before the bad one");
        assertEquals("data", readText(flow.reader(), 4));
    }

    @Test
    void writingNothingReturnsZeroAndSendsNothing() throws Exception {
        Flow<W, R> flow = open();
        ByteBuffer empty = ByteBuffer.allocate(0);
        assertEquals(0, flow.writer().write(empty));
        assertEquals(0, flow.writer().write(ByteBuffer.allocateDirect(4).position(4)));
        assertEquals(0, flow.writer().write(new ByteBuffer[0]));
        assertEquals(0, flow.writer().write(new ByteBuffer[] {empty, empty}));
        assertEquals(0, flow.writer().write(new ByteBuffer[] {bytes("x")}, 0, 0));
        write(flow.writer(), "y");
        assertEquals("y", readText(flow.reader(), 1));
    }

    @Test
    void rangesOutsideTheArrayAreRefused() throws Exception {
        Flow<W, R> flow = open();
        ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
        int[][] ranges = {{-1, 1}, {0, 3}, {1, 2}, {0, -1}, {3, 0}, {Integer.MAX_VALUE, Integer.MAX_VALUE}};
        for (int[] range : ranges) {
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> flow.reader().read(two, range[0], range[1]),
                    () -> Arrays.toString(range));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> flow.writer().write(two, range[0], range[1]),
                    () -> Arrays.toString(range));
        }
    }

    @Test
    void gathersFromMixedBuffers() throws Exception {
        Flow<W, R> flow = open();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(8).put(bytes("__de")).flip().position(2);
        ByteBuffer[] sources = {
            bytes("not this one"),
            bytes("abc"),
            ByteBuffer.allocate(0),
            direct,
            ByteBuffer.allocateDirect(3).position(3),
            bytes("xxfgh").position(2).slice().asReadOnlyBuffer(),
            direct.duplicate().asReadOnlyBuffer(),
            bytes("nor this one")
        };
        assertEquals(10, flow.writer().write(sources, 1, 6));
        assertEquals("abcdefghde", readText(flow.reader(), 10));
        for (int i = 1; i <= 6; i++) {
            assertFalse(sources[i].hasRemaining(), "source " + i);
        }
        assertEquals(0, sources[0].position());
        assertEquals(0, sources[7].position());
        assertEquals(3, flow.writer().write(new ByteBuffer[] {bytes("i"), bytes("jk")}));
        assertEquals("ijk", readText(flow.reader(), 3));
    }

    @Test
    void scattersIntoMixedBuffers() throws Exception {
        Flow<W, R> flow = open();
        ByteBuffer[] targets = {
            ByteBuffer.allocate(4),
            ByteBuffer.allocate(2),
            ByteBuffer.allocateDirect(5).position(5),
            ByteBuffer.allocateDirect(6).position(1).limit(4),
            ByteBuffer.allocate(9).slice(3, 2),
            ByteBuffer.allocate(3),
            ByteBuffer.allocate(4)
        };
        write(flow.writer(), "abcdefghi");
        long[] total = new long[1];
        until("9 bytes have come", () -> {
            total[0] += flow.reader().read(targets, 1, 5);
            return total[0] == 9;
        });
        assertEquals("ab", text(targets[1]));
        assertEquals("cde", text(targets[3].position(4).limit(4)).substring(1));
        assertEquals("fg", text(targets[4]));
        assertEquals("hi", text(targets[5]));
        assertEquals(0, targets[0].position(), "before the range");
        assertEquals(0, targets[6].position(), "after the range");
        write(flow.writer(), "jkl");
        until("3 bytes have come", () -> {
            total[0] += flow.reader().read(new ByteBuffer[] {targets[5], targets[6]});
            return total[0] == 12;
        });
        assertEquals("hij", text(targets[5]));
        assertEquals("kl", text(targets[6]));
    }

    /** What lies before the position. */
    private static String text(ByteBuffer buffer) {
        byte[] content = new byte[buffer.position()];
        buffer.duplicate().flip().get(content);
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Systems take a limited number of buffers at once, 1024 or 16; more of them must not be an error. */
    @Test
    void takesMoreBuffersThanTheSystemDoesAtOnce() throws Exception {
        Flow<W, R> flow = open();
        int count = 3000;
        ByteBuffer[] sources = new ByteBuffer[count];
        ByteBuffer[] targets = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            sources[i] = ByteBuffer.wrap(new byte[] {patternAt(3L * i), patternAt(3L * i + 1), patternAt(3L * i + 2)});
            targets[i] = i % 2 == 0 ? ByteBuffer.allocate(3) : ByteBuffer.allocateDirect(3);
        }
        long[] total = new long[2];
        until("all is written and read", () -> {
            if (total[0] < 3L * count) {
                total[0] += flow.writer().write(sources);
            }
            if (total[1] < 3L * count) {
                total[1] += flow.reader().read(targets);
            }
            return total[1] == 3L * count;
        });
        assertEquals(3L * count, total[0]);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(patternAt(3L * i + j), targets[i].get(j), "byte " + j + " of buffer " + i);
            }
        }
    }

    /** A write of more than fits says how much that was, by its result and by the position. */
    @Test
    void shortWritesTellHowMuchTheyTook() throws Exception {
        Flow<W, R> flow = open();
        byte[] content = pattern(12 << 20);
        for (ByteBuffer source : new ByteBuffer[] {
            ByteBuffer.wrap(content),
            ByteBuffer.allocateDirect(content.length).put(content).flip()
        }) {
            long[] total = new long[2];
            ByteBuffer target = ByteBuffer.allocateDirect(1 << 20);
            until("all has come", () -> {
                if (source.hasRemaining()) {
                    int count = flow.writer().write(source);
                    assertTrue(count >= 0);
                    total[0] += count;
                    assertEquals(total[0], source.position());
                }
                int count = flow.reader().read(target.clear());
                for (int i = 0; i < count; i++) {
                    if (target.get(i) != patternAt(total[1] + i)) {
                        throw new AssertionError("a wrong byte at " + (total[1] + i));
                    }
                }
                total[1] += count;
                return total[1] == content.length;
            });
        }
    }

    @Test
    void everythingThrowsAfterClose() throws Exception {
        Flow<W, R> flow = open();
        Poll poll = openPoll();
        poll.registry().register(flow.reader(), 1, Interest.READABLE);
        flow.reader().close();
        flow.reader().close();
        flow.writer().close();
        flow.writer().close();
        assertFalse(flow.reader().isOpen());
        assertFalse(flow.writer().isOpen());
        ByteBuffer buffer = ByteBuffer.allocate(4);
        boolean[] ran = new boolean[1];
        IoOperation operation = () -> {
            ran[0] = true;
            return 1;
        };
        assertThrows(ClosedChannelException.class, () -> flow.reader().read(buffer));
        assertThrows(ClosedChannelException.class, () -> flow.reader().read(new ByteBuffer[] {buffer}));
        assertThrows(ClosedChannelException.class, () -> flow.writer().write(buffer));
        assertThrows(ClosedChannelException.class, () -> flow.writer().write(new ByteBuffer[] {buffer}));
        assertThrows(ClosedChannelException.class, () -> tryRead(flow.reader(), operation));
        assertThrows(ClosedChannelException.class, () -> tryWrite(flow.writer(), operation));
        assertFalse(ran[0], "no operation runs on a closed endpoint");
        assertThrows(ClosedChannelException.class, () -> poll.registry().register(flow.reader(), 1, Interest.READABLE));
        assertThrows(
                ClosedChannelException.class, () -> poll.registry().reregister(flow.reader(), 1, Interest.READABLE));
        assertThrows(ClosedChannelException.class, () -> poll.registry().deregister(flow.reader()));
        assertEquals(0, buffer.position());
    }
}
