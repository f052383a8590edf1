package io.pretext.methods;

import io.pretext.config.Bind;
import io.pretext.config.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods by the name they have in presets and on the command line. */
public final class Methods {

  private static final List<String> NAMES =
      List.of(
          "simclr",
          "simclr-v2",
          "moco-v1",
          "moco-v2",
          "moco-v3",
          "instdisc",
          "byol",
          "simsiam",
          "swav",
          "barlow",
          "vicreg",
          "dino",
          "supcon",
          "nnclr");

  private Methods() {}

  /** Every name that {@link #create} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /** The method called {@code name} with the settings of its paper. */
  public static SslMethod create(String name) {
    return create(Map.of("name", name));
  }

  /**
   * The method that a preset's section {@code method} describes.
   *
   * @param config the method's {@code name}, and settings of its Config record
   * @throws IllegalArgumentException if the name or a setting is unknown (the message suggests the
   *     nearest one), or a setting is out of range
   */
  public static SslMethod create(Map<String, ?> config) {
    Map<String, Object> settings = new LinkedHashMap<>(config);
    Object name = settings.remove("name");
    return switch (String.valueOf(name)) {
      case "simclr" -> new SimClr(bind(settings, SimClr.Config.defaults()));
      case "simclr-v2" -> new SimClrV2(bind(settings, SimClrV2.Config.defaults()));
      case "moco-v1" -> new MoCo(bind(settings, MoCo.Config.v1()));
      case "moco-v2" -> new MoCo(bind(settings, MoCo.Config.v2()));
      case "moco-v3" -> new MoCoV3(bind(settings, MoCoV3.Config.resNet()));
      case "instdisc" -> new InstDisc(bind(settings, InstDisc.Config.defaults()));
      case "byol" -> new Byol(bind(settings, Byol.Config.defaults()));
      case "simsiam" -> new SimSiam(bind(settings, SimSiam.Config.defaults()));
      case "swav" -> new SwAv(bind(settings, SwAv.Config.defaults()));
      case "barlow" -> new BarlowTwins(bind(settings, BarlowTwins.Config.defaults()));
      case "vicreg" -> new VicReg(bind(settings, VicReg.Config.defaults()));
      case "dino" -> new Dino(bind(settings, Dino.Config.defaults()));
      case "supcon" -> new SupCon(bind(settings, SupCon.Config.defaults()));
      case "nnclr" -> new NnClr(bind(settings, NnClr.Config.defaults()));
      default ->
          throw new IllegalArgumentException(
              name == null
                  ? "method: missing key 'name'"
                  : "unknown method '" + name + "', " + Nearest.suggestion("" + name, NAMES));
    };
  }

  /** {@code settings} over the record's own. */
  private static <R extends Record> R bind(Map<String, Object> settings, R defaults) {
    Map<String, Object> all = Bind.merge(Bind.map(defaults), settings);
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) defaults.getClass();
    return Bind.record("method", all, type);
  }
}
