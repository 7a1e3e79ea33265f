package dev.pollux.spi;

/** Providers for service files: their classes are found on the test's class path, or should be. */
final class Providers {

    private Providers() {}

    abstract static class Provider extends ScriptedBackend {

        private final String name;
        private final int priority;
        private final Availability availability;

        Provider(String name, int priority, Availability availability) {
            this.name = name;
            this.priority = priority;
            this.availability = availability;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public Availability availability() {
            return availability;
        }
    }

    public static final class Plain extends Provider {
        public Plain() {
            super("plain", 0, Availability.available());
        }
    }

    public static final class Fast extends Provider {
        public Fast() {
            super("fast", 10, Availability.available());
        }
    }

    /** The same name as {@link Fast}, less preferred. */
    public static final class AlsoFast extends Provider {
        public AlsoFast() {
            super("fast", 5, Availability.available());
        }
    }

    public static final class Locked extends Provider {
        public Locked() {
            super("locked", 100, Availability.unavailable("it is locked", "turn the key"));
        }
    }

    public static final class Elsewhere extends Provider {
        public Elsewhere() {
            super("elsewhere", 100, Availability.unavailable("not this system", ""));
        }
    }

    public static final class ThrowsWhenMade extends Provider {
        public ThrowsWhenMade() {
            super("never", 1000, Availability.available());
            throw new IllegalStateException("cannot be made");
        }
    }

    public static final class LacksClassWhenMade extends Provider {
        public LacksClassWhenMade() {
            super("never", 1000, Availability.available());
            throw new NoClassDefFoundError("org/example/Missing");
        }
    }

    /** Fails when its class is initialized. */
    public static final class Uninitializable extends Provider {
        private static final Object NOTHING = fail();

        public Uninitializable() {
            super(NOTHING.toString(), 1000, Availability.available());
        }

        private static Object fail() {
            throw new IllegalStateException("cannot be initialized");
        }
    }

    public static final class NameThrows extends Provider {
        public NameThrows() {
            super("never", 1000, Availability.available());
        }

        @Override
        public String name() {
            throw new UnsupportedOperationException("no name");
        }
    }

    public static final class NameLacksClass extends Provider {
        public NameLacksClass() {
            super("never", 1000, Availability.available());
        }

        @Override
        public String name() {
            throw new NoClassDefFoundError("org/example/Missing");
        }
    }

    public static final class AvailabilityThrows extends Provider {
        public AvailabilityThrows() {
            super("never", 1000, Availability.available());
        }

        @Override
        public Availability availability() {
            throw new IllegalStateException("no probe");
        }
    }

    public static final class AvailabilityLacksSymbol extends Provider {
        public AvailabilityLacksSymbol() {
            super("never", 1000, Availability.available());
        }

        @Override
        public Availability availability() {
            throw new UnsatisfiedLinkError("no symbol");
        }
    }

    @SuppressWarnings("NullAway") // the defect
    public static final class NameIsNull extends Provider {
        public NameIsNull() {
            super(null, 1000, Availability.available());
        }
    }

    @SuppressWarnings("NullAway") // the defect
    public static final class AvailabilityIsNull extends Provider {
        public AvailabilityIsNull() {
            super("never", 1000, null);
        }
    }

    /** Not a backend at all. */
    public static final class Stranger {
        public Stranger() {}
    }
}
