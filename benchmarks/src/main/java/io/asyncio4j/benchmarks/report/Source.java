package io.asyncio4j.benchmarks.report;

/** Something that can be run once and gives figures. */
sealed interface Source {

    /** A JMH benchmark method, {@code Class.method}, with the value of its only parameter or an empty string. */
    record Jmh(String method, String parameter) implements Source {
        @Override
        public String toString() {
            return parameter.isEmpty() ? method : method + ":" + parameter;
        }
    }

    /** A program alone on the first core, which says what it has measured. */
    record Program(Contender contender) implements Source {
        @Override
        public String toString() {
            return contender.commandLine();
        }
    }

    /** A program that ends by itself, on all cores: how long that takes from its start. */
    record Started(Contender contender) implements Source {
        @Override
        public String toString() {
            return contender.commandLine();
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
