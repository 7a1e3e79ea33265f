package dev.pollux.ffm;

import dev.pollux.spi.Availability;

/** Whether this process may call native code, and what to do if not. */
public final class NativeAccess {

    private NativeAccess() {}

    /**
     * Tells whether native functions can be called, by looking one up.
     *
     * @return available, or why not and the exact flag
     */
    public static Availability probe() {
        try {
            SystemCalls calls = new LibC();
            calls.close(Scratch.get(), -1);
            return Availability.available();
        } catch (IllegalCallerException e) {
            return denied();
        } catch (UnsupportedOperationException e) {
            return Availability.unavailable("this Java cannot call native code here: " + e.getMessage(), "");
        } catch (LinkageError e) {
            // The first attempt failed in a static initialiser: what it said is the cause.
            return e.getCause() instanceof IllegalCallerException
                    ? denied()
                    : Availability.unavailable("native code cannot be called: " + rootOf(e), "");
        }
    }

    private static Availability denied() {
        return Availability.unavailable("native access is denied", remedy(NativeAccess.class.getModule()));
    }

    static String remedy(Module module) {
        if (!module.isNamed()) {
            return "start Java with --enable-native-access=ALL-UNNAMED (class path or OSGi container), or put"
                    + " Enable-Native-Access: ALL-UNNAMED into the manifest of the executable jar";
        }
        if (module.getLayer() == ModuleLayer.boot()) {
            return "start Java with --enable-native-access=" + module.getName();
        }
        return "let the creator of the module layer call ModuleLayer.Controller.enableNativeAccess for "
                + module.getName();
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
