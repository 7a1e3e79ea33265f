/** An application that names what it uses, and no backend. */
module app {
    requires dev.pollux.net;
}
