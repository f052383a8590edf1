package io.pretext.app.command;

import io.pretext.app.model.Models;
import picocli.CommandLine.Option;

/** The option of commands that may take more of a run than its backbone. */
final class PartOption {

  @Option(
      names = "--from",
      paramLabel = "PART",
      description =
          "Take the model up to its backbone, or up to the first layer of the projector that a run"
              + " trained on it: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Models.From from = Models.From.BACKBONE;

  Models.From from() {
    return from;
  }
}
