package io.asyncio4j.benchmarks.report;

import java.util.List;

/** Something that can be run once and gives figures. */
sealed interface Source {

    /** A JMH benchmark method, {@code Class.method}, with the value of its only parameter or an empty string. */
    record Jmh(String method, String parameter) implements Source {
        @Override
        public String toString() {
            return parameter.isEmpty() ? method : method + ":" + parameter;
        }
    }

    /** A main class below {@code io.asyncio4j.benchmarks}, with its arguments. */
    record Program(String mainClass, List<String> arguments) implements Source {
        @Override
        public String toString() {
            return mainClass + " " + String.join(" ", arguments);
        }
    }

    /** A server under a load, both processes. */
    record Served(Contender server, Load load) implements Source {
        @Override
        public String toString() {
            return server + ", " + load;
        }
    }

    /** A client that calls a server, both processes. */
    record Called(Contender client) implements Source {
        @Override
        public String toString() {
            return client.toString();
        }
    }
}
