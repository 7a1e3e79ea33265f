package dev.pollux;

import dev.pollux.spi.Readiness;

/**
 * What a poll found out about one source: its token and a hint of what it is ready for.
 *
 * <p>An event inside {@link Events} is filled in place: it is valid until the next poll, or {@link Events#clear()}, with
 * that {@code Events}. {@link #copy()} keeps one for longer. Like its {@code Events} it is for one thread at a time.
 *
 * <p>Readable and writable are portable. The others are hints: they may be missing where the mechanism cannot tell, and are
 * never set wrongly. Whatever they say, an error or a hang-up also shows as readable or writable, as far as these were asked
 * for, and data may still be waiting: read until the end of the stream and drop nothing on {@link #isReadClosed()}.
 *
 * @see Poll
 */
public final class Event {

    private long token;
    private int readiness;

    Event() {}

    private Event(long token, int readiness) {
        set(token, readiness);
    }

    void set(long token, int readiness) {
        this.token = token;
        this.readiness = readiness;
    }

    /**
     * Returns the token that the source was registered with.
     *
     * @return any 64-bit value
     */
    public long token() {
        return token;
    }

    /**
     * Tells whether reading is worth a try: data, a connection, the end of the stream or an error is there.
     *
     * <p>It is also set for a {@link Waker} and for out-of-band data.
     *
     * @return true if so; spuriously true at times
     */
    public boolean isReadable() {
        return (readiness & Readiness.READABLE) != 0;
    }

    /**
     * Tells whether writing is worth a try, or a pending connection was made or failed.
     *
     * @return true if so; spuriously true at times
     */
    public boolean isWritable() {
        return (readiness & Readiness.WRITABLE) != 0;
    }

    /**
     * Tells whether out-of-band data has arrived; only where {@link Interest#PRIORITY} is supported.
     *
     * @return true if so
     */
    public boolean isPriority() {
        return (readiness & Readiness.PRIORITY) != 0;
    }

    /**
     * Tells whether a POSIX AIO request is done; only where {@link Interest#AIO} is supported.
     *
     * @return true if so
     */
    public boolean isAio() {
        return (readiness & Readiness.AIO) != 0;
    }

    /**
     * Tells whether a {@code lio_listio} request is done; only where {@link Interest#LIO} is supported.
     *
     * @return true if so
     */
    public boolean isLio() {
        return (readiness & Readiness.LIO) != 0;
    }

    /**
     * Hints that the source has an error; the next operation or {@code takeError()} tells which.
     *
     * @return true only if so; false where the mechanism cannot tell
     */
    public boolean isError() {
        return (readiness & Readiness.ERROR) != 0;
    }

    /**
     * Hints that the reading half is closed: the peer ended its stream, or this side shut its reading down.
     *
     * @return true only if so, maybe while data still waits to be read; false where the mechanism cannot tell
     */
    public boolean isReadClosed() {
        return (readiness & Readiness.READ_CLOSED) != 0;
    }

    /**
     * Hints that the writing half is closed: the peer is gone, or this side shut its writing down.
     *
     * @return true only if so; false where the mechanism cannot tell
     */
    public boolean isWriteClosed() {
        return (readiness & Readiness.WRITE_CLOSED) != 0;
    }

    /**
     * Returns everything this event says as bits.
     *
     * @return a combination of the constants of {@link Readiness}
     */
    public int readiness() {
        return readiness;
    }

    /**
     * Returns an event with the same content that no poll will ever change.
     *
     * @return a new event
     */
    public Event copy() {
        return new Event(token, readiness);
    }

    /**
     * Returns the token and the names of all that is set, for people to read.
     *
     * @return such as {@code Event[token=7, READABLE | READ_CLOSED]}
     */
    @Override
    public String toString() {
        return "Event[token=" + token + ", " + Readiness.toString(readiness) + "]";
    }
}
