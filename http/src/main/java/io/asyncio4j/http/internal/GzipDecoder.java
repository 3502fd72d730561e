package io.asyncio4j.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/** {@code gzip}, RFC 1952: one member after the other. What follows them and is none is passed over, as others do. */
final class GzipDecoder implements Decoder {

    private enum State {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECK,
        BODY,
        TRAILER,
        ENDED
    }

    private static final int HEADER_SIZE = 10;
    private static final int TRAILER_SIZE = 8;
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECK = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();

    /** Numbers that have not come as a whole. */
    private final byte[] field = new byte[HEADER_SIZE];

    private State state = State.HEADER;

    /** How many bytes of a field have come, or, of the extra one, are missing. */
    private int count;

    private int flags;
    private boolean begun;
    private boolean hasMember;

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws IOException {
        begun |= in.hasRemaining();
        while (true) {
            if (state == State.BODY) {
                if (!inflate(in, out)) {
                    return;
                }
                state = State.TRAILER;
            } else if (!in.hasRemaining()) {
                return;
            } else if (state == State.ENDED) {
                in.position(in.limit());
            } else {
                take(in.get());
            }
        }
    }

    private boolean inflate(ByteBuffer in, ByteBuffer out) throws IOException {
        int before = out.position();
        boolean ended = DeflateDecoder.inflate(inflater, in, out);
        check.update(out.duplicate().flip().position(before));
        return ended;
    }

    private void take(byte next) throws IOException {
        switch (state) {
            case HEADER -> header(next);
            case EXTRA_LENGTH -> {
                field[count++] = next;
                if (count == 2) {
                    count = (int) number(0, 2);
                    state = State.EXTRA;
                    if (count == 0) {
                        fieldsAfter(HAS_EXTRA);
                    }
                }
            }
            case EXTRA -> {
                if (--count == 0) {
                    fieldsAfter(HAS_EXTRA);
                }
            }
            case NAME -> {
                if (next == 0) {
                    fieldsAfter(HAS_NAME);
                }
            }
            case COMMENT -> {
                if (next == 0) {
                    fieldsAfter(HAS_COMMENT);
                }
            }
            case HEADER_CHECK -> {
                if (++count == 2) {
                    body();
                }
            }
            default -> trailer(next);
        }
    }

    private void header(byte next) throws IOException {
        int value = next & 0xff;
        int expected = count == 0 ? MAGIC_1 : count == 1 ? MAGIC_2 : count == 2 ? DEFLATE : value;
        if (value != expected) {
            if (hasMember) {
                state = State.ENDED;
                return;
            }
            throw new IOException("byte " + count + " is " + value + " (expected: " + expected + ")");
        }
        field[count++] = next;
        if (count == HEADER_SIZE) {
            flags = field[3] & 0xff;
            if ((flags & RESERVED) != 0) {
                throw new IOException("flags " + flags + " (expected: none that are reserved)");
            }
            fieldsAfter(0);
        }
    }

    /** Goes on with the next one of the fields that are there. */
    private void fieldsAfter(int field) {
        count = 0;
        if (field < HAS_EXTRA && (flags & HAS_EXTRA) != 0) {
            state = State.EXTRA_LENGTH;
        } else if (field < HAS_NAME && (flags & HAS_NAME) != 0) {
            state = State.NAME;
        } else if (field < HAS_COMMENT && (flags & HAS_COMMENT) != 0) {
            state = State.COMMENT;
        } else if ((flags & HAS_CHECK) != 0) {
            state = State.HEADER_CHECK;
        } else {
            body();
        }
    }

    private void body() {
        inflater.reset();
        check.reset();
        count = 0;
        state = State.BODY;
    }

    private void trailer(byte next) throws IOException {
        field[count++] = next;
        if (count == TRAILER_SIZE) {
            if (number(0, 4) != check.getValue()) {
                throw new IOException("the checksum is wrong");
            }
            if (number(4, 4) != (inflater.getBytesWritten() & 0xffff_ffffL)) {
                throw new IOException("the length is wrong");
            }
            hasMember = true;
            count = 0;
            state = State.HEADER;
        }
    }

    private long number(int from, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (field[from + i] & 0xff);
        }
        return value;
    }

    @Override
    public boolean mayEnd() {
        return !begun || state == State.ENDED || (hasMember && state == State.HEADER && count < 2);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
