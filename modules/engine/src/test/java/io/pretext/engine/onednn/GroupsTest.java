package io.pretext.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A group of images is one piece of memory in every layout that keeps images apart. */
final class GroupsTest {

  private static final long[] IMAGES = {16, 11, 3, 5};

  @ParameterizedTest
  @EnumSource(
      value = memory.format_tag.class,
      names = {"abcd", "acdb", "aBcd8b", "aBcd16b"})
  void aPartIsLaidOutAsABatchOfItsSize(memory.format_tag tag) {
    var whole = new memory.desc(IMAGES, OneDnn.F32, tag);

    var groups = new Groups(whole, 4);

    var small = new memory.desc(new long[] {4, 11, 3, 5}, OneDnn.F32, tag);
    assertThat(groups.part().equals(small)).isTrue();
    assertThat(4 * groups.part().get_size()).isEqualTo(whole.get_size());
    assertThat(new Groups(whole, 1).part()).isSameAs(whole);
  }

  @Test
  void imagesThatShareABlockAreRefused() {
    var blocked = new memory.desc(IMAGES, OneDnn.F32, memory.format_tag.ABcd16a16b);

    assertThatThrownBy(() -> new Groups(blocked, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several images in one block")
        .hasMessageContaining("use the reference engine");
  }
}
