package io.pretext.methods;

import io.pretext.config.Check;
import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Layers;
import io.pretext.graph.Ops;
import io.pretext.graph.Ramp;
import io.pretext.graph.StateUpdate;
import io.pretext.methods.Traits.Gradient;
import io.pretext.methods.Traits.Negatives;
import io.pretext.methods.Views.Pair;
import io.pretext.methods.objective.CrossEntropy;
import io.pretext.methods.objective.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * DINO: a student sees all views and learns to answer as its moving average, the teacher, answers
 * to the global ones.
 *
 * <p>The teacher's answers are centred, which keeps one from winning always, and sharpened, which
 * keeps all from being alike; either alone collapses. The teacher is what is kept.
 *
 * @see <a href="https://arxiv.org/abs/2104.14294">Caron et al., 2021</a>, algorithm 1
 */
public final class Dino implements SslMethod {

  private static final String STUDENT = "online";
  private static final String TEACHER = "target";

  /**
   * Hyper-parameters of {@link Dino}.
   *
   * @param head what turns features into answers
   * @param studentTemperature of the student's answers
   * @param teacherTemperature of the teacher's answers at the start
   * @param teacherTemperatureEnd and after {@code teacherWarmup} epochs
   * @param teacherWarmup epochs in which it rises
   * @param momentum of the teacher at the start
   * @param momentumEnd to which it is annealed along a half cosine
   * @param centring share of its old self that the centre keeps at a step; 1 keeps it at zero, a
   *     control that collapses
   */
  public record Config(
      DinoHead head,
      double studentTemperature,
      double teacherTemperature,
      double teacherTemperatureEnd,
      int teacherWarmup,
      double momentum,
      double momentumEnd,
      double centring) {

    public Config {
      Check.positive("studentTemperature", studentTemperature);
      Check.positive("teacherTemperature", teacherTemperature);
      Check.positive("teacherTemperatureEnd", teacherTemperatureEnd);
      Check.atLeast("teacherWarmup", teacherWarmup, 0);
      Check.fraction("momentum", momentum);
      Check.fraction("momentumEnd", momentumEnd);
      Check.fraction("centring", centring);
    }

    /** The authors' setting for ViT-S/16 on ImageNet. */
    public static Config defaults() {
      return new Config(DinoHead.defaults(), 0.1, 0.04, 0.04, 0, 0.996, 1, 0.9);
    }
  }

  private final Config config;

  public Dino(Config config) {
    this.config = config;
  }

  @Override
  public Traits traits() {
    return new Traits(Negatives.NONE, true, false, Gradient.ONE, 64, "2 or multi-crop");
  }

  @Override
  public TrainingGraph build(Graph g, Backbone backbone, Views views) {
    views.requirePairs("dino");
    List<SDVariable> bottlenecks =
        Passes.TOGETHER.apply(g, views, image -> embed(g, backbone, image));
    List<SDVariable> student =
        bottlenecks.stream()
            .map(z -> g.in(STUDENT, () -> config.head().answers(g, z)))
            .map(answers -> Layers.logSoftmax(g, answers.div(config.studentTemperature())))
            .toList();
    List<SDVariable> raw = Passes.TOGETHER.apply(g, globals(views), x -> teacher(g, backbone, x));
    SDVariable centre = g.state("centre", Init.zeros(), 1, config.head().out());
    SDVariable temperature = g.scheduled("teacher_temperature", teacherTemperature());
    List<SDVariable> sharpened =
        raw.stream().map(answers -> answers.sub(centre).div(temperature)).toList();
    List<SDVariable> teacher = sharpened.stream().map(x -> Layers.softmax(g, x)).toList();
    List<SDVariable> losses = new ArrayList<>();
    for (Pair pair : views.pairs()) {
      losses.add(CrossEntropy.of(teacher.get(pair.target()), student.get(pair.view())));
    }
    SDVariable loss = Means.of(losses);
    g.afterStep(
        new StateUpdate.MovingAverage(STUDENT, TEACHER, config.momentum(), config.momentumEnd()));
    SDVariable mean =
        g.named("mean_answer", Ops.concat(g, 0, raw.toArray(SDVariable[]::new)).mean(true, 0));
    g.afterStep(new StateUpdate.Blend(centre.name(), mean.name(), config.centring()));
    SDVariable entropy = CrossEntropy.relativeEntropy(g, sharpened.get(0));
    return new TrainingGraph(
        loss,
        TEACHER + "/backbone",
        bottlenecks.get(0),
        Map.of(
            "teacher_entropy",
            entropy,
            "teacher_kl",
            CrossEntropy.of(teacher.get(1), student.get(0))
                .sub(
                    CrossEntropy.relativeEntropy(g, sharpened.get(1))
                        .mul(Math.log(config.head().out())))),
        symptoms());
  }

  /**
   * A teacher that answers evenly, or with one prototype always, gives the student nothing to learn
   * (section 5.3): what the student lacks of its answers is near 0 either way. Trainings that learn
   * have entropies of .6 to .8 and divergences above .5 in their first epochs, one without centring
   * has .01 and .05 after two.
   */
  private static List<Symptom> symptoms() {
    return List.of(
        new Symptom(
            "teacher_entropy",
            0.02,
            0.98,
            "the teacher answers to every image alike",
            "near 1 lower method.teacherTemperature; near 0 check method.centring, which must"
                + " be below 1"),
        Symptom.below(
            0.1,
            "teacher_kl",
            "the student has nothing to learn of the teacher",
            "look at teacher_entropy: near 1 lower method.teacherTemperature; near 0 lower"
                + " method.centring"));
  }

  private Views globals(Views views) {
    return new Views(views.images().subList(0, views.globals()), views.population());
  }

  private SDVariable teacher(Graph g, Backbone backbone, SDVariable image) {
    return g.stopGradient(
        g.withoutDrop(
            () -> g.in(TEACHER, () -> config.head().answers(g, bottleneck(g, backbone, image)))));
  }

  private Ramp teacherTemperature() {
    return config.teacherWarmup() == 0
        ? Ramp.constant(config.teacherTemperatureEnd())
        : Ramp.linear(
            config.teacherTemperature(), config.teacherTemperatureEnd(), config.teacherWarmup());
  }

  private SDVariable bottleneck(Graph g, Backbone backbone, SDVariable image) {
    SDVariable features = g.in("backbone", () -> backbone.build(g, image).pooled());
    return config.head().bottleneck(g, features);
  }

  @Override
  public SDVariable embed(Graph g, Backbone backbone, SDVariable image) {
    return g.in(STUDENT, () -> bottleneck(g, backbone, image));
  }
}
