package io.pretext.app.model;

import io.pretext.dl4j.NetworkFile;
import io.pretext.graph.Safetensors;
import io.pretext.zoo.export.Detectron2File;
import io.pretext.zoo.export.OnnxFile;
import io.pretext.zoo.export.SameDiffFile;
import io.pretext.zoo.export.StateDict;
import io.pretext.zoo.export.TorchFile;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The file formats that a model can be written in. */
public enum ExportFormat {
  /** Weights under their published names, with our description: also a model file of ours. */
  SAFETENSORS(".safetensors") {
    @Override
    void write(Path file, Model model) {
      write(file, StateDict.backbone(model), model.description().toMetadata());
    }

    @Override
    void writeWhole(Path file, Model model) {
      if (model instanceof RunModel run) {
        write(file, run.whole(), Map.of());
      } else {
        write(file, StateDict.whole(model), model.description().toMetadata());
      }
    }

    private void write(Path file, StateDict state, Map<String, String> metadata) {
      Safetensors.write(file, state.shapes(), state.counters(), state.values(), metadata);
    }
  },
  /** Weights under their published names, as {@code torch.save} writes them. */
  PTH(".pth") {
    @Override
    void write(Path file, Model model) {
      TorchFile.write(file, StateDict.backbone(model));
    }

    @Override
    void writeWhole(Path file, Model model) {
      TorchFile.write(file, model instanceof RunModel run ? run.whole() : StateDict.whole(model));
    }
  },
  ONNX(".onnx") {
    @Override
    void write(Path file, Model model) {
      OnnxFile.write(file, model);
    }
  },
  SAMEDIFF(".fb") {
    @Override
    void write(Path file, Model model) {
      SameDiffFile.write(file, model);
    }
  },
  DETECTRON2(".pth") {
    @Override
    void write(Path file, Model model) {
      Detectron2File.write(file, model);
    }
  },
  DL4J(".zip") {
    @Override
    void write(Path file, Model model) {
      NetworkFile.write(file, model);
    }
  };

  private final String ending;

  ExportFormat(String ending) {
    this.ending = ending;
  }

  /** What file names of this format end in. */
  public String ending() {
    return ending;
  }

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Replaces {@code file} by {@code model}.
   *
   * @param whole everything that there is, where the format would else hold the backbone alone
   * @throws IllegalArgumentException if the format has no place for the model
   */
  public void write(Path file, Model model, boolean whole) {
    if (whole) {
      writeWhole(file, model);
    } else {
      write(file, model);
    }
  }

  abstract void write(Path file, Model model);

  void writeWhole(Path file, Model model) {
    throw new IllegalArgumentException(
        "--whole is for safetensors and pth; " + this + " holds one network and its classifier");
  }
}
