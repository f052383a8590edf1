package io.pretext.zoo.catalogue;

import io.pretext.config.Nearest;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backbone and the weights that there are for it, in the shape of Deeplearning4j's {@code
 * ZooModel}: {@code ZooModel.of("resnet50").initPretrained("dino")}.
 *
 * @param backbone as {@code Backbones.create} knows it
 */
public record ZooModel(String backbone) {

  private static final Logger LOG = LoggerFactory.getLogger(ZooModel.class);

  public ZooModel {
    if (!Backbones.names().contains(backbone)) {
      throw new IllegalArgumentException(
          "unknown backbone '"
              + backbone
              + "', "
              + Nearest.suggestion(backbone, Backbones.names()));
    }
  }

  /** The backbone called {@code backbone}. */
  public static ZooModel of(String backbone) {
    return new ZooModel(backbone);
  }

  /** What its weights may have learned from: {@code dino}, {@code in1k} ... */
  public List<String> pretrained() {
    return Cards.all().stream()
        .filter(card -> card.backbone().equals(backbone))
        .map(ModelCard::training)
        .toList();
  }

  /** Whether the catalogue has weights of that training. */
  public boolean pretrainedAvailable(String training) {
    return card(training).isPresent();
  }

  /**
   * The backbone with weights of that training, downloaded if they are not here yet.
   *
   * @throws IllegalArgumentException if there are none, or they cannot be had; the message says
   *     what to do
   */
  public Model initPretrained(String training) {
    ModelCard card =
        card(training)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there are no weights '"
                            + training
                            + "' of "
                            + backbone
                            + ", "
                            + Nearest.suggestion(training, pretrained())));
    Catalogue catalogue = Catalogue.ofEnvironment(LOG::info);
    return ModelFile.open(catalogue.get(card.name(), Catalogue.Consent.VERIFIED));
  }

  private Optional<ModelCard> card(String training) {
    return Cards.all().stream()
        .filter(card -> card.backbone().equals(backbone) && card.training().equals(training))
        .findFirst();
  }
}
