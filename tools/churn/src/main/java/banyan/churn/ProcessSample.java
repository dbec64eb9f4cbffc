package banyan.churn;

/**
 * What a process held at one moment.
 *
 * @param process its name, such as {@code host 2} or {@code relay 7}
 */
record ProcessSample(long nanos, String process, long residentBytes, int descriptors, int threads) {}
