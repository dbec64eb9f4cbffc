package banyan.churn.scenario;

/**
 * What a process held at one moment.
 *
 * @param process its name, such as {@code host 2} or {@code relay 7}
 */
public record ProcessSample(long nanos, String process, long residentBytes, int descriptors, int threads) {}
