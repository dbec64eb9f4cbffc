package banyan.broadcast.mpegts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Follows a stream's programme tables: which programmes there are, and what the one that is carried is made of. Tables
 * may change at any time; the programme stays the same for as long as the stream lists its number.
 */
final class Programmes {
  interface Output {
    /**
     * What the programme is made of from now on, or why it cannot be carried.
     *
     * @param another it is not the programme before, and has a clock of its own
     */
    void streams(ProgrammeMap map, boolean another);

    void refused(String sentence);

    void warning(String sentence);

    /** A table came in that cannot be read. */
    void damaged();
  }

  static final int ASSOCIATION_PID = 0;
  /** Programmes that are looked at: a whole transponder carries fewer. */
  private static final int MAX_PROGRAMMES = 64;
  /** So many numbers in a sentence; of more it says how many. */
  private static final int MAX_NAMED = 8;
  /** No programme's number: in the association table it stands for the network. */
  private static final int NONE = 0;

  private final OptionalInt wanted;
  private final Output output;
  private final SectionReader association = reader(this::associated);
  private final Map<Integer, SectionReader> maps = new TreeMap<>();
  /** Where the map of each programme is, in the order of the table. */
  private Map<Integer, Integer> mapPids = Map.of();
  private final ProgrammeChoice choice = new ProgrammeChoice();
  private int number = NONE;
  private int lastNumber = NONE;
  private ProgrammeMap carried = ProgrammeMap.EMPTY;
  private boolean toldOfOthers;
  private boolean toldGone;

  /** @param wanted the number of the programme to carry; without it, the first with H.264 */
  Programmes(OptionalInt wanted, Output output) {
    this.wanted = wanted;
    this.output = output;
  }

  private interface Table {
    void read(byte[] section);
  }

  private SectionReader reader(Table table) {
    return new SectionReader(new SectionReader.Output() {
      @Override
      public void section(byte[] section) {
        table.read(section);
      }

      @Override
      public void damaged() {
        output.damaged();
      }
    });
  }

  private boolean isChosen() {
    return number != NONE;
  }

  /** Whether tables come there. */
  boolean has(int pid) {
    return pid == ASSOCIATION_PID || maps.containsKey(pid);
  }

  void payload(int pid, byte[] packet, int from, int to, boolean unitStart) {
    SectionReader reader = pid == ASSOCIATION_PID ? association : maps.get(pid);
    if (reader != null) {
      reader.payload(packet, from, to, unitStart);
    }
  }

  void lost(int pid) {
    SectionReader reader = pid == ASSOCIATION_PID ? association : maps.get(pid);
    if (reader != null) {
      reader.lost();
    }
  }

  /** Makes do with the maps that have come: no others will. */
  void chooseNow() {
    if (!isChosen() && wanted.isEmpty()) {
      choice.best().ifPresent(this::choose);
    }
  }

  private void associated(byte[] section) {
    Optional<Map<Integer, Integer>> listed = ProgrammeMap.programmes(section, MAX_PROGRAMMES);
    if (listed.isEmpty()) {
      return;
    }
    mapPids = listed.get();
    maps.keySet().retainAll(mapPids.values());
    for (int pid : mapPids.values()) {
      maps.computeIfAbsent(pid, at -> reader(map -> mapped(at, map)));
    }
    if (wanted.isPresent()) {
      missWanted(wanted.getAsInt());
    } else if (isChosen() && !mapPids.containsKey(number)) {
      number = NONE;
      choice.forget();
    }
  }

  private void missWanted(int program) {
    if (mapPids.containsKey(program) || mapPids.isEmpty()) {
      return;
    }
    if (!isChosen()) {
      output.refused("The stream has no programme " + program + ", which --program asks for: it has "
          + named(List.copyOf(mapPids.keySet()), "and") + ".");
    } else if (!toldGone) {
      toldGone = true;
      output.warning("Programme " + program + " is gone from the stream, which has "
          + named(List.copyOf(mapPids.keySet()), "and") + " now; the channel waits for it.");
    }
  }

  private void mapped(int pid, byte[] section) {
    int of = numberOf(pid, section);
    boolean isOther = wanted.isPresent() ? of != wanted.getAsInt() : isChosen() && of != number;
    Optional<ProgrammeMap> read = isOther || of == NONE ? Optional.empty() : ProgrammeMap.read(section);
    if (read.isEmpty()) {
      return;
    }
    if (isChosen()) {
      take(read.get(), false);
    } else if (wanted.isPresent()) {
      choose(new ProgrammeChoice.Chosen(of, read.get()));
    } else {
      choice.see(of, read.get(), mapPids.size()).ifPresent(this::choose);
    }
  }

  /** Of maps that share a PID each says its number; that of one alone need not be right. */
  private int numberOf(int pid, byte[] section) {
    List<Integer> there =
        mapPids.entrySet().stream().filter(entry -> entry.getValue() == pid).map(Map.Entry::getKey).toList();
    int said = Bits.u16(section, 3);
    return there.size() == 1 ? there.get(0) : there.contains(said) ? said : NONE;
  }

  private void choose(ProgrammeChoice.Chosen chosen) {
    if (!chosen.map().hasMedia()) {
      return;
    }
    number = chosen.number();
    boolean another = lastNumber != NONE && lastNumber != number;
    lastNumber = number;
    take(chosen.map(), another);
    List<Integer> others = mapPids.keySet().stream().filter(program -> program != number).toList();
    if (carried.whyNotCarried().isEmpty() && wanted.isEmpty() && !others.isEmpty() && !toldOfOthers) {
      toldOfOthers = true;
      output.warning("The stream has " + mapPids.size() + " programmes, and a channel carries one: number " + number
          + (carried.videoPid() >= 0 ? ", the first with H.264" : "") + ". --program sends another: "
          + named(others, "or") + ".");
    }
  }

  private void take(ProgrammeMap map, boolean another) {
    if (map.hasMedia() && (another || !map.equals(carried))) {
      carried = map;
      output.streams(map, another);
    }
  }

  /** {@code 1, 2 and 7}. */
  private static String named(List<Integer> numbers, String last) {
    int shown = numbers.size() > MAX_NAMED ? MAX_NAMED : numbers.size() - 1;
    String first = numbers.stream().limit(shown).map(String::valueOf).collect(Collectors.joining(", "));
    String rest = numbers.size() > MAX_NAMED ? numbers.size() - shown + " more" : String.valueOf(numbers.get(shown));
    return first.isEmpty() ? rest : first + " " + last + " " + rest;
  }
}
