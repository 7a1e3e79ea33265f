/**
 * Non-blocking sockets and pipes that can be registered with a {@link dev.pollux.Poll}.
 *
 * <p>{@link dev.pollux.net.TcpStream}, {@link dev.pollux.net.TcpListener} and {@link dev.pollux.net.UdpSocket} exist on every
 * backend; {@link dev.pollux.net.UnixStream}, {@link dev.pollux.net.UnixListener}, {@link dev.pollux.net.UnixDatagram},
 * {@link dev.pollux.net.Pipe} and {@link dev.pollux.net.ChildProcess} where the system and the backend have them.
 * {@link dev.pollux.net.SourceFd} and {@link dev.pollux.net.SourceChannel} watch what somebody else owns.
 *
 * <p>What holds for all of them:
 *
 * <ul>
 *   <li>A method that makes one uses the backend of {@link dev.pollux.spi.Backends#preferred()}, as
 *       {@link dev.pollux.Poll#open()} does, or the backend it is given. Both must be the same to be registered together.
 *   <li>No operation blocks. Would-block is a value: 0 for bytes, {@code null} for connections and senders,
 *       {@link dev.pollux.net.UdpSocket#WOULD_BLOCK} for datagrams, which may be empty.
 *   <li>All methods may be called by any thread. In each direction one operation runs at a time and a second one waits for
 *       it; the two directions are independent.
 *   <li>{@code close} deregisters, lets running operations come to their end, and makes all later ones throw
 *       {@link java.nio.channels.ClosedChannelException}. What is forgotten without {@code close} is closed when the
 *       collector finds it, with a warning.
 *   <li>What is half made when a step fails is closed again; a descriptor or channel that was handed in is not: it stays
 *       its owner's, though it may have become non-blocking.
 * </ul>
 *
 * <p>Unless said otherwise no method takes or returns {@code null}; {@code null} for an argument is answered with a
 * {@link NullPointerException}.
 */
@NullMarked
@Version("0.1.0")
package dev.pollux.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
