package io.asyncio4j;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Keeps what is logged to the logger {@code asyncio}, and keeps it from the console, until it is closed. Warnings about
 * resources that were not closed are kept apart: the garbage collector gives them when it likes, for other tests too.
 */
public final class LogCapture extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("asyncio");
    private final boolean before = logger.getUseParentHandlers();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<String> unclosed = new CopyOnWriteArrayList<>();

    public LogCapture() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** Each record as its level and its text, with the arguments filled in. */
    public List<String> lines() {
        SimpleFormatter formatter = new SimpleFormatter();
        return records.stream()
                .map(record -> record.getLevel() + " " + formatter.formatMessage(record))
                .toList();
    }

    /** The warnings about resources that were not closed. */
    List<String> unclosed() {
        return unclosed;
    }

    /** The exceptions of the records. */
    public List<Throwable> thrown() {
        return records.stream().map(LogRecord::getThrown).toList();
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getMessage().startsWith("unclosed ")) {
            unclosed.add(record.getLevel() + " " + record.getMessage());
        } else if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            records.add(record);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(before);
    }
}
