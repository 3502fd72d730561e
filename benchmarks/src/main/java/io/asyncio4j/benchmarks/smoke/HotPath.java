package io.asyncio4j.benchmarks.smoke;

/** Something that programs do all the time. */
interface HotPath {

    /** Does it so many times, a multiple of {@link #BATCH}, in a task of the loop that runs. */
    void run(int operations) throws Exception;

    /** How many are under way at once, where that makes sense. */
    int BATCH = 100;
}
