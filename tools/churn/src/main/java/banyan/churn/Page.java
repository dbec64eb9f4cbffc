package banyan.churn;

final class Page {
  Page(Result result) {
    this.result = result;
  }
  private final Result result;

  String html() {
    return result.scenario();
  }
}
