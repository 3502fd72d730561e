/** Run once after a build: the JVM remembers the classes that it needs, so that later programs start faster. */
void main() {
    IO.println("asyncio4j");
}
