package dev.pollux.ffm;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.jspecify.annotations.Nullable;

/** {@code SO_PEERCRED}: user and group of the peer, as the {@code UnixDomainPrincipal} of the module {@code jdk.net}. */
record PeerCredentials() implements OptionType<Object> {

    @Override
    public void set(FdSocket socket, Scratch s, @Nullable Object value) throws IOException {
        throw new SocketException("SO_PEERCRED can only be read");
    }

    @Override
    public Object get(FdSocket socket, Scratch s) throws IOException {
        Posix posix = socket.posix;
        Memory.putInt(s.length, Layouts.UCRED);
        int result = posix.calls.getsockopt(
                s, socket.fd, posix.value(Constant.SOL_SOCKET), posix.value(Constant.SO_PEERCRED), s.value, s.length);
        OptionType.check(socket, "getsockopt SO_PEERCRED", result);
        int uid = Memory.getInt(s.value + Layouts.UCRED_UID);
        int gid = Memory.getInt(s.value + Layouts.UCRED_GID);
        if (uid == -1) {
            throw new SocketException("the socket has no peer whose credentials could be told");
        }
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        return principal(
                names.lookupPrincipalByName(Integer.toUnsignedString(uid)),
                names.lookupPrincipalByGroupName(Integer.toUnsignedString(gid)));
    }

    /** By reflection: {@code jdk.net} may be missing, and then nobody can ask. */
    private static Object principal(UserPrincipal user, GroupPrincipal group) throws IOException {
        try {
            return Class.forName("jdk.net.UnixDomainPrincipal")
                    .getConstructor(UserPrincipal.class, GroupPrincipal.class)
                    .newInstance(user, group);
        } catch (ReflectiveOperationException e) {
            throw new IOException("the module jdk.net, to which SO_PEERCRED belongs, cannot be used", e);
        }
    }
}
