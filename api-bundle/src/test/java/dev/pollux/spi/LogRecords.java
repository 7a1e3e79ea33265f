package dev.pollux.spi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Catches what is logged to {@code dev.pollux} until it is closed. */
final class LogRecords extends Handler {

    private static final Logger LOGGER = Logger.getLogger("dev.pollux");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    LogRecords() {
        LOGGER.setLevel(Level.ALL);
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    /** Returns the messages of that level and higher ones. */
    List<String> messages(Level level) {
        SimpleFormatter formatter = new SimpleFormatter();
        return records.stream()
                .filter(entry -> entry.getLevel().intValue() >= level.intValue())
                .map(formatter::formatMessage)
                .toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(null);
    }
}
